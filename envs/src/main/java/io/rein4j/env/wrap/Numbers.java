package io.rein4j.env.wrap;

/** The checks that wrappers' settings share; what they throw is a sentence that names the key. */
final class Numbers {

  private Numbers() {}

  static void requirePositive(String key, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("'%s' must be > 0, but is %s.".formatted(key, value));
    }
  }

  static void requireFinitePositive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be finite and > 0, but is %s.".formatted(key, value));
    }
  }

  static void requireFiniteNotNegative(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "'%s' must be finite and ≥ 0, but is %s.".formatted(key, value));
    }
  }

  static void requireProbability(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "'%s' must be in [0, 1], but is %s.".formatted(key, value));
    }
  }
}
