package io.rein4j.schedule;

import java.util.Map;

/** The kinds of schedule by name, and the checks they share. */
public final class Schedules {

  /** The settings record of each kind of schedule, by its {@code type} in a config. */
  public static final Map<String, Class<? extends Schedule>> TYPES =
      Map.of(
          "constant", Constant.class,
          "linear", Linear.class,
          "cosine", Cosine.class,
          "exponential", Exponential.class);

  private Schedules() {}

  static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "A schedule's '%s' must be finite, but is %s.".formatted(name, value));
    }
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A schedule's '%s' must be finite and > 0, but is %s.".formatted(name, value));
    }
  }

  static void requireShare(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "A schedule's '%s' is a share of training in (0, 1], but is %s.".formatted(name, value));
    }
  }
}
