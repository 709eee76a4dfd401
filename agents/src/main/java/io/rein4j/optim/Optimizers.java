package io.rein4j.optim;

import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
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

  static Setting setting(String key) {
    return new Setting(key, "An optimizer's '" + key + "'");
  }

  /** A rate of 0 is left alone: schedules end there, and it is what freezes a network. */
  static void requireLearningRate(Schedule learningRate) {
    Schedules.require(setting("learning-rate"), learningRate, Setting::notNegativeFloat);
  }
}
