package io.rein4j.clip;

import java.util.Map;

/** The clipping rules by name, and the checks they share. */
public final class ClippingRules {

  /** The settings record of each rule, by its {@code type} in a config. */
  public static final Map<String, Class<? extends ClippingRule>> TYPES =
      Map.of(
          "global-norm", GlobalNorm.class,
          "median-of-means", MedianOfMeans.class,
          "per-sample-norm", PerSampleNorm.class,
          "value", Value.class);

  private ClippingRules() {}

  /** Returns what a config calls a rule, or the rule's text if a config cannot have it. */
  static String name(ClippingRule rule) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == rule.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(rule.toString());
  }

  /** Refuses what peers accept and then flip signs, fill with NaN or silently do nothing on. */
  static void requireThreshold(String rule, double threshold) {
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
        "The threshold of '%s' must be finite and > 0, but is %s: %s."
            .formatted(rule, threshold, reason));
  }
}
