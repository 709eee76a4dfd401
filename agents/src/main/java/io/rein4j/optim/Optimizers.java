package io.rein4j.optim;

import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;

/** The checks that the settings of optimizers share. */
final class Optimizers {

  private Optimizers() {}

  static Setting setting(String key) {
    return new Setting(key, "An optimizer's '" + key + "'");
  }

  /** A rate of 0 is left alone: schedules end there, and it is what freezes a network. */
  static void requireLearningRate(Schedule learningRate) {
    Schedules.require(setting("learning-rate"), learningRate, Setting::notNegativeFloat);
  }
}
