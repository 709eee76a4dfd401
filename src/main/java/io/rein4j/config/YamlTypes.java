package io.rein4j.config;

import io.rein4j.api.Incubating;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the schema says of a component that holds a {@link YamlValue}, or a list or map of them: the
 * types that it may be bound to.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Incubating
public @interface YamlTypes {

  /**
   * {@return the types: a settings record, texts, numbers, an array for a list of them, or List or
   * Map for any list or section}
   */
  Class<?>[] value();
}
