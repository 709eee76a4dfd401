package io.rein4j.agent;

/** The checks that agents' settings share; what they throw is a sentence that names the key. */
public final class Require {

  private Require() {}

  /**
   * Checks that a value is in [0, 1].
   *
   * @param key the key in a config
   * @param value its value
   * @throws IllegalArgumentException if it is not
   */
  public static void share(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "'%s' must be in [0, 1], but is %s.".formatted(key, value));
    }
  }

  /**
   * Checks that a whole number is large enough.
   *
   * @param key the key in a config
   * @param least the smallest value allowed
   * @param value its value
   * @throws IllegalArgumentException if it is smaller
   */
  public static void atLeast(String key, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "'%s' must be ≥ %s, but is %s.".formatted(key, least, value));
    }
  }

  /**
   * Checks that a number is finite and not negative.
   *
   * @param key the key in a config
   * @param value its value
   * @throws IllegalArgumentException if it is negative, infinite or NaN
   */
  public static void finiteNotNegative(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be finite and ≥ 0, but is %s.".formatted(key, value));
    }
  }

  /**
   * Checks that a number is finite and positive.
   *
   * @param key the key in a config
   * @param value its value
   * @throws IllegalArgumentException if it is not
   */
  public static void finitePositive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be finite and > 0, but is %s.".formatted(key, value));
    }
  }
}
