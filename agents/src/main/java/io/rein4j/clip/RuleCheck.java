package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeNames;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a rule's settings, whose errors name the rule.
 *
 * @param rule its {@code type} in a config
 */
record RuleCheck(String rule) {

  private static final double LONGEST = 1e38;

  /** {@return the checks of a rule that has a {@code type}} */
  static RuleCheck of(Class<? extends ClippingRule> settings) {
    return new RuleCheck(TypeNames.of(settings).orElseThrow());
  }

  /** {@return a setting, which is called by its key} */
  Setting setting(String key) {
    return setting(key, key);
  }

  /** {@return a setting} */
  Setting setting(String key, String name) {
    return new Setting(key, "The " + name + " of '" + rule + "'");
  }

  /** {@return a threshold that never changes} */
  Schedule fixed(double threshold) {
    threshold(setting("threshold"), threshold);
    return Schedule.constant(threshold);
  }

  /** Refuses what peers accept and then flip signs, fill with NaN or silently do nothing on. */
  void threshold(Schedule threshold) {
    Schedules.require(setting("threshold"), threshold, this::threshold);
  }

  /** Checks the multiple of the mean of clipped norms that longer norms are shortened to. */
  void multipleAbove1(String key, String name, Schedule multiple) {
    Schedules.require(
        setting(key, name),
        multiple,
        (setting, value) -> {
          threshold(setting, value);
          if (value <= 1) {
            throw setting.refused(
                "> 1",
                value,
                "the mean of what it lets pass, and then every gradient, would shrink towards 0");
          }
        });
  }

  /** Checks the multiple of the mean of clipped norms that shorter norms are lengthened to. */
  void multipleBelow1(String key, String name, Schedule multiple) {
    Schedules.require(
        setting(key, name),
        multiple,
        (setting, value) -> {
          threshold(setting, value);
          if (value >= 1) {
            throw setting.refused(
                "< 1", value, "the mean, and then every gradient, would grow without end");
          }
        });
  }

  /**
   * Checks the length that a rule gives to gradients, which must leave room for sums of squares.
   */
  void length(Schedule length) {
    Schedules.require(
        setting("threshold"),
        length,
        (setting, value) -> {
          threshold(setting, value);
          if (value > LONGEST) {
            throw setting.refused("at most 1e38", value, "floats would overflow");
          }
        });
  }

  private void threshold(Setting setting, double threshold) {
    if (threshold > 0 && threshold < Double.POSITIVE_INFINITY) {
      return;
    }
    String reason;
    if (Double.isNaN(threshold)) {
      reason = "PyTorch would turn every gradient into NaN";
    } else if (threshold < 0) {
      reason =
          equals(of(Value.class))
              ? "PyTorch would make every element " + threshold
              : "PyTorch would flip the sign of every gradient";
    } else if (threshold == 0) {
      reason = "every gradient would become 0 and nothing would be learned";
    } else {
      reason = "it would never clip; to clip nothing, leave the rule out (rules: [])";
    }
    throw setting.refused("finite and > 0", threshold, reason);
  }

  /** Checks the settings that the norm rules have in common. */
  void norm(Schedule threshold, double normType, @Nullable Compatibility compatibility) {
    threshold(threshold);
    if (!(normType > 0)) {
      throw setting("norm-type", "norm type")
          .refused(
              "a number > 0 or infinity",
              normType,
              "only then is it a length that scales with the gradient");
    }
    if (compatibility != null && !compatibility.knows(normType)) {
      throw new IllegalArgumentException(
          "The rule '%s' cannot be compatible with %s at norm type %s: of the libraries, only torch"
                  .formatted(rule, compatibility.name().toLowerCase(Locale.ROOT), normType)
              + " knows norms other than 2.");
    }
  }
}
