package io.rein4j.config;

import io.rein4j.api.Incubating;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the keys of a map component are: paths to values of another settings record, such as {@code
 * training.steps}. The schema lists them, for editors.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Incubating
public @interface PathsOf {

  /** {@return the settings record} */
  Class<? extends Record> value();
}
