package io.rein4j.clip;

import static java.util.Map.entry;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Schedule;
import java.util.List;
import java.util.Locale;
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
  private static final int POINTS = 1001;

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
    if (threshold instanceof Constant constant) {
      requireThreshold(rule, constant.value(), "");
      return;
    }
    for (int i = 0; i < POINTS; i++) {
      double progress = (double) i / (POINTS - 1);
      requireThreshold(
          rule, threshold.at(progress), " when %s of training is over".formatted(progress));
    }
  }

  /** Returns the threshold that never changes. */
  static Schedule fixed(String rule, double threshold) {
    requireThreshold(rule, threshold, "");
    return Schedule.constant(threshold);
  }

  private static void requireThreshold(String rule, double threshold, String when) {
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
    throw new IllegalArgumentException(
        "The threshold of '%s' must be finite and > 0, but is %s%s: %s."
            .formatted(rule, threshold, when, reason));
  }

  static void requirePositive(String rule, String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The %s of '%s' must be finite and > 0, but is %s.".formatted(key, rule, value));
    }
  }

  static void requireNotNegative(String rule, String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The %s of '%s' must be finite and ≥ 0, but is %s.".formatted(key, rule, value));
    }
  }

  static void requireBetween(String rule, String key, double value, double low, double high) {
    if (!(value > low && value < high)) {
      throw new IllegalArgumentException(
          "The %s of '%s' must be in (%s, %s), but is %s."
              .formatted(key, rule, plain(low), plain(high), value));
    }
  }

  static void requireCount(String rule, String key, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          "The %s of '%s' must be in [%s, %s], but is %s.".formatted(key, rule, low, high, value));
    }
  }

  private static String plain(double whole) {
    return String.format(Locale.ROOT, "%.0f", whole);
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
