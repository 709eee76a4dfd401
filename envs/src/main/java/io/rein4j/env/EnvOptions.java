package io.rein4j.env;

import java.util.Map;

/** The checked values of an environment's options, one for each {@link EnvOption} of its spec. */
public final class EnvOptions {

  private final Map<String, Object> values;

  EnvOptions(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * {@return the value of an option that is true or false}
   *
   * @param name the option's name
   */
  public boolean flag(String name) {
    return (Boolean) value(name);
  }

  /**
   * {@return the value of an option that is a number}
   *
   * @param name the option's name
   */
  public double number(String name) {
    return (Double) value(name);
  }

  /**
   * {@return the value of an option that is a text}
   *
   * @param name the option's name
   */
  public String text(String name) {
    return (String) value(name);
  }

  private Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "The environment's spec has no option '%s'.".formatted(name));
    }
    return value;
  }
}
