package io.rein4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name by which a config chooses a settings record among those of its {@link Kind}, as in
 * {@code type: global-norm}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TypeName {

  /** {@return the name, in kebab-case} */
  String value();
}
