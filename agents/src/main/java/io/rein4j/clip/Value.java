package io.rein4j.clip;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rule that clips every element to an interval.
 *
 * <p>Either a threshold c is given, for the interval [−c, c], or both ends are. The interval holds
 * 0, so that no element changes its sign.
 *
 * @param threshold the largest magnitude of an element, finite and > 0 throughout training, or null
 * @param low the lower end, finite and ≤ 0, or null
 * @param high the upper end, finite and ≥ 0, above {@code low}, or null
 * @param onExceed what becomes of an update of which an element lies outside the interval: clip
 *     moves it to the nearer end, skip drops the update, at most {@code max-skips-in-a-row} times
 *     in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("value")
public record Value(
    @Nullable Schedule threshold,
    @Nullable Double low,
    @Nullable Double high,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** The gradient is clipped. */
  public static final OnExceed DEFAULT_ON_EXCEED = OnExceed.CLIP;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public Value {
    if (threshold != null) {
      if (low != null || high != null) {
        throw new IllegalArgumentException(
            "The rule '%s' takes a threshold, or low and high, but not both; given: %s."
                .formatted(RuleCheck.of(Value.class).rule(), given(threshold, low, high)));
      }
      RuleCheck.of(Value.class).threshold(threshold);
    } else if (low == null || high == null) {
      throw new SettingException(
          List.of("threshold", "low", "high"),
          "The rule '%s' needs a threshold, or both low and high; given: %s."
              .formatted(RuleCheck.of(Value.class).rule(), given(threshold, low, high)));
    } else if (!(low <= 0 && high >= 0 && low < high)
        || Double.isInfinite(low)
        || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "The rule '%s' needs finite ends with low ≤ 0 ≤ high and low < high, but has low %s and"
                  .formatted(RuleCheck.of(Value.class).rule(), low)
              + " high %s: an interval without 0 would flip signs of gradient elements."
                  .formatted(high));
    }
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule that clips.
   *
   * @param threshold the largest magnitude of an element, finite and > 0 throughout training, or
   *     null
   * @param low the lower end, finite and ≤ 0, or null
   * @param high the upper end, finite and ≥ 0, above {@code low}, or null
   * @param groups the groups of parameters that the rule is limited to; all if empty
   */
  public Value(
      @Nullable Schedule threshold,
      @Nullable Double low,
      @Nullable Double high,
      List<String> groups) {
    this(threshold, low, high, DEFAULT_ON_EXCEED, groups);
  }

  /**
   * {@return the rule for the interval [−threshold, threshold] and all groups}
   *
   * @param threshold the largest magnitude of an element, finite and > 0
   */
  public static Value symmetric(double threshold) {
    return new Value(RuleCheck.of(Value.class).fixed(threshold), null, null, DEFAULT_GROUPS);
  }

  /**
   * {@return the rule for an interval and all groups}
   *
   * @param low the lower end, finite and ≤ 0
   * @param high the upper end, finite and ≥ 0, above {@code low}
   */
  public static Value between(double low, double high) {
    return new Value(null, low, high, DEFAULT_GROUPS);
  }

  /**
   * {@return a builder that starts from the rule for the interval [−threshold, threshold] and all
   * groups}
   *
   * @param threshold the largest magnitude of an element, finite and > 0
   */
  public static ValueBuilder builder(double threshold) {
    return symmetric(threshold).toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public ValueBuilder toBuilder() {
    return ValueBuilder.from(this);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_ELEMENTS;
  }

  @Override
  public Granularity granularity() {
    return Granularity.PARAMETER;
  }

  /** {@return whether the ends of the interval are the same at every update} */
  @Override
  public boolean hasFixedThreshold() {
    return threshold == null || threshold instanceof Constant;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    if (threshold != null) {
      return new ValueClipper(threshold);
    }
    return new ValueClipper(Objects.requireNonNull(low), Objects.requireNonNull(high));
  }

  private static String given(
      @Nullable Schedule threshold, @Nullable Double low, @Nullable Double high) {
    List<String> keys = new ArrayList<>();
    if (threshold != null) {
      keys.add("threshold");
    }
    if (low != null) {
      keys.add("low " + low);
    }
    if (high != null) {
      keys.add("high " + high);
    }
    return keys.isEmpty() ? "none of them" : String.join(" and ", keys);
  }
}
