package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeNames;

/**
 * The checks of the settings of a rule behind the optimizer, whose errors name the rule.
 *
 * @param rule its {@code type} in a config
 */
record UpdateRuleCheck(String rule) {

  /** {@return the checks of a rule that has a {@code type}} */
  static UpdateRuleCheck of(Class<? extends UpdateRule> settings) {
    return new UpdateRuleCheck(TypeNames.of(settings).orElseThrow());
  }

  /** {@return a setting, which is called by its key} */
  Setting setting(String key) {
    return new Setting(key, "The " + key + " of '" + rule + "'");
  }

  /** {@return a threshold that never changes} */
  Schedule fixed(double threshold) {
    threshold(setting("threshold"), threshold);
    return Schedule.constant(threshold);
  }

  /** Refuses what would turn updates around, stop them, or never limit any. */
  void threshold(Schedule threshold) {
    Schedules.require(setting("threshold"), threshold, this::threshold);
  }

  private void threshold(Setting setting, double threshold) {
    if (threshold > 0 && threshold < Double.POSITIVE_INFINITY) {
      return;
    }
    String reason;
    if (Double.isNaN(threshold)) {
      reason = "nothing can be compared with it";
    } else if (threshold < 0) {
      reason = "no length and no magnitude is below 0";
    } else if (threshold == 0) {
      reason = "the parameters could never move, and nothing would be learned";
    } else {
      reason = "it would never clip; to clip nothing, leave the rule out (rules: [])";
    }
    throw setting.refused("finite and > 0", threshold, reason);
  }
}
