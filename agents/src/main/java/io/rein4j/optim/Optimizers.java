package io.rein4j.optim;

import java.util.Map;

/** The kinds of optimizer by name, and the checks that their settings share. */
public final class Optimizers {

  /** The settings record of each kind of optimizer, by its {@code type} in a config. */
  public static final Map<String, Class<? extends OptimizerSettings>> TYPES =
      Map.of(
          "adam", Adam.class,
          "adamw", AdamW.class,
          "rmsprop", RmsProp.class,
          "rmsprop-tf", RmsPropTf.class,
          "sgd", Sgd.class);

  private Optimizers() {}

  /**
   * {@return the {@code type} of an optimizer, or its class's name if it has none}
   *
   * @param settings of the optimizer
   */
  public static String nameOf(OptimizerSettings settings) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == settings.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> settings.getClass().getSimpleName());
  }

  static void requireDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "An optimizer's '%s' must be in [0, 1), but is %s.".formatted(name, value));
    }
  }

  static void requireNotNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "An optimizer's '%s' must be finite and ≥ 0, but is %s.".formatted(name, value));
    }
  }
}
