package io.rein4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A mark of a component that may be absent, and is then as good as another component of its record:
 * a section that a config gives for it keeps, where it leaves keys out, the values of the other.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface StartsFrom {

  /** {@return the other component's key} */
  String value();
}
