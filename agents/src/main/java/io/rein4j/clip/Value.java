package io.rein4j.clip;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rule that moves every element outside an interval to the interval's nearer end.
 *
 * <p>Either a threshold c is given, for the interval [−c, c], or both ends are. The interval holds
 * 0, so that no element changes its sign.
 *
 * @param threshold the largest magnitude of an element, finite and > 0, or null
 * @param low the lower end, finite and ≤ 0, or null
 * @param high the upper end, finite and ≥ 0, above {@code low}, or null
 */
public record Value(@Nullable Double threshold, @Nullable Double low, @Nullable Double high)
    implements ClippingRule {

  public Value {
    if (threshold != null) {
      if (low != null || high != null) {
        throw new IllegalArgumentException(
            "The rule 'value' takes a threshold, or low and high, but not both; given are %s."
                .formatted(given(threshold, low, high)));
      }
      ClippingRules.requireThreshold("value", threshold);
    } else if (low == null || high == null) {
      throw new IllegalArgumentException(
          "The rule 'value' needs a threshold, or both low and high; given are %s."
              .formatted(given(threshold, low, high)));
    } else if (!(low <= 0 && high >= 0 && low < high)
        || Double.isInfinite(low)
        || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "The rule 'value' needs finite ends with low ≤ 0 ≤ high and low < high, but has low %s and"
                  .formatted(low)
              + " high %s: an interval without 0 would flip signs of gradient elements."
                  .formatted(high));
    }
  }

  /**
   * {@return the rule for the interval [−threshold, threshold]}
   *
   * @param threshold the largest magnitude of an element, finite and > 0
   */
  public static Value symmetric(double threshold) {
    return new Value(threshold, null, null);
  }

  /**
   * {@return the rule for an interval}
   *
   * @param low the lower end, finite and ≤ 0
   * @param high the upper end, finite and ≥ 0, above {@code low}
   */
  public static Value between(double low, double high) {
    return new Value(null, low, high);
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return threshold != null
        ? new ValueClipper(-threshold, threshold)
        : new ValueClipper(Objects.requireNonNull(low), Objects.requireNonNull(high));
  }

  private static String given(
      @Nullable Double threshold, @Nullable Double low, @Nullable Double high) {
    return "threshold %s, low %s and high %s".formatted(threshold, low, high);
  }
}
