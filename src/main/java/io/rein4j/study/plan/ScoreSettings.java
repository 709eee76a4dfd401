package io.rein4j.study.plan;

import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;
import io.rein4j.settings.Setting;

/**
 * The two returns of an environment that scores are measured by, as a study's file has them.
 *
 * @param random the mean return of random actions, or measure, to measure it before the runs
 * @param reference the mean return of a good agent, whose score is 1
 */
public record ScoreSettings(
    @YamlTypes({double.class, String.class}) YamlValue random, double reference) {

  /** Stands for a random return that is to be measured. */
  static final String MEASURE = "measure";

  public ScoreSettings {
    new Setting("reference").finite(reference);
  }

  /** {@return whether the random return is to be measured} */
  boolean isMeasured() {
    return random.text().filter(MEASURE::equals).isPresent();
  }
}
