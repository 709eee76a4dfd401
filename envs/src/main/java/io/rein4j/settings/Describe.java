package io.rein4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The description of a settings record or of one of its components in errors and in the schema, for
 * records whose build does not keep their Javadoc.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Describe {

  /** {@return a sentence for a record, a phrase for a component} */
  String value();
}
