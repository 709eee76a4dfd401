package io.rein4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A mark of an interface among whose settings records a config chooses by their {@link TypeName}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kind {

  /** {@return what one of them is, in sentences, such as "clipping rule"} */
  String value();

  /**
   * {@return the name of the record whose only value may stand without its section, as {@code 5}
   * for {@code {type: constant, value: 5}}; empty if there is none}
   */
  String bare() default "";

  /**
   * {@return whether the name is the only key of a section, as in {@code {dense: 64}}, and not the
   * value of the key {@code type}}
   */
  boolean byKey() default false;
}
