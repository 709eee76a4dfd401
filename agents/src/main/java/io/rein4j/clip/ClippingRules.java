package io.rein4j.clip;

import static java.util.Map.entry;

import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import java.util.List;
import java.util.Map;

/** The clipping rules by name, and the checks they share. */
public final class ClippingRules {

  /** The settings record of each rule, by its {@code type} in a config. */
  public static final Map<String, Class<? extends ClippingRule>> TYPES =
      Map.ofEntries(
          entry("global-norm", GlobalNorm.class),
          entry("per-layer-norm", PerLayerNorm.class),
          entry("per-parameter-norm", PerParameterNorm.class),
          entry("value", Value.class),
          entry("block-rms", BlockRms.class),
          entry("adaptive-unitwise", AdaptiveUnitwise.class),
          entry("normalize", Normalize.class),
          entry("auto-clip", AutoClip.class),
          entry("z-clip", ZClip.class),
          entry("ada-gc", AdaGc.class),
          entry("target-fraction", TargetFraction.class),
          entry("per-sample-norm", PerSampleNorm.class),
          entry("median-of-means", MedianOfMeans.class));

  /** A schedule is looked at in this many points, both of its ends among them. */
  private ClippingRules() {}

  /**
   * {@return the {@code type} of a rule, or what the rule says of itself if it has none}
   *
   * @param rule the rule
   */
  public static String nameOf(ClippingRule rule) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == rule.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(rule::toString);
  }

  /** Refuses what peers accept and then flip signs, fill with NaN or silently do nothing on. */
  static void requireThreshold(String rule, Schedule threshold) {
    Schedules.require(
        setting(rule, "threshold"),
        threshold,
        (setting, value) -> requireThreshold(rule, setting, value));
  }

  /** Returns the threshold that never changes. */
  static Schedule fixed(String rule, double threshold) {
    requireThreshold(rule, setting(rule, "threshold"), threshold);
    return Schedule.constant(threshold);
  }

  private static void requireThreshold(String rule, Setting setting, double threshold) {
    if (threshold > 0 && threshold < Double.POSITIVE_INFINITY) {
      return;
    }
    String reason;
    if (Double.isNaN(threshold)) {
      reason = "PyTorch would turn every gradient into NaN";
    } else if (threshold < 0) {
      reason =
          rule.equals("value")
              ? "PyTorch would make every element " + threshold
              : "PyTorch would flip the sign of every gradient";
    } else if (threshold == 0) {
      reason = "every gradient would become 0 and nothing would be learned";
    } else {
      reason = "it would never clip; to clip nothing, leave the rule out (rules: [])";
    }
    throw setting.refused("finite and > 0", threshold, reason);
  }

  /** {@return a setting of a rule, which is called by its key} */
  static Setting setting(String rule, String key) {
    return setting(rule, key, key);
  }

  /** {@return a setting of a rule} */
  static Setting setting(String rule, String key, String name) {
    return new Setting(key, "The " + name + " of '" + rule + "'");
  }

  /** Refuses a rule that is limited to a group that does not exist. */
  static void requireGroups(ClippingRule rule, ParameterLayout layout) {
    for (String group : rule.groups()) {
      if (!layout.groups().contains(group)) {
        throw new IllegalArgumentException(
            "The clipping rule '%s' is limited to the group '%s', but there is none; the groups are %s."
                .formatted(nameOf(rule), group, String.join(", ", layout.groups())));
      }
    }
  }

  /** Returns the blocks that a rule limited to some groups sees, in order. */
  static List<ParameterLayout.Block> blocks(ParameterLayout layout, List<String> groups) {
    return layout.blocks().stream()
        .filter(block -> groups.isEmpty() || groups.contains(block.group()))
        .toList();
  }
}
