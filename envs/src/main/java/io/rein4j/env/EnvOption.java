package io.rein4j.env;

/**
 * A property of an environment that is chosen when it is made.
 *
 * @param name its name in a config, kebab-case
 * @param defaultValue the value where none is given, a {@link Boolean}, a {@link Double} or a
 *     {@link String}; given values are of the same kind
 * @param description what it is, its unit and range
 */
public record EnvOption(String name, Object defaultValue, String description) {

  public EnvOption {
    if (!(defaultValue instanceof Boolean
        || defaultValue instanceof Double
        || defaultValue instanceof String)) {
      throw new IllegalArgumentException(
          "The default of option '%s' must be a Boolean, a Double or a String, but is %s."
              .formatted(name, defaultValue));
    }
  }

  /**
   * {@return a given value in this option's kind}
   *
   * @param value the given value; any {@link Number} stands for a Double
   * @throws IllegalArgumentException if the value is of another kind or not finite
   */
  Object checked(Object value) {
    if (defaultValue instanceof Boolean) {
      if (value instanceof Boolean) {
        return value;
      }
      throw refused("true or false", value);
    }
    if (defaultValue instanceof String) {
      if (value instanceof String) {
        return value;
      }
      throw refused("a text", value);
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw refused("a finite number", value);
  }

  private IllegalArgumentException refused(String kind, Object value) {
    return new IllegalArgumentException(
        "Option '%s' is %s, but is %s.".formatted(name, kind, value));
  }
}
