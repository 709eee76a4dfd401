package io.rein4j.clip;

import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule that shortens a gradient to a threshold that it steers so that a given fraction of the
 * updates is clipped: {@code c ← c · exp(rate · (1[‖g‖ > c] − fraction))} after each update (the
 * geometric update of Andrew et al. 2021, Differentially private learning with adaptive clipping).
 *
 * <p>A gradient of 0 is not taken in: no threshold > 0 would clip it.
 *
 * @param fraction the fraction of updates to clip, in (0, 1)
 * @param rate how fast the threshold follows, > 0 and at most 10
 * @param initial the first threshold, finite and > 0; if absent, the median of the first 20 norms,
 *     which are not clipped
 * @param min the smallest threshold, finite and > 0; none if absent
 * @param max the largest threshold, finite and > 0; none if absent
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("target-fraction")
public record TargetFraction(
    double fraction,
    double rate,
    @Nullable Double initial,
    @Nullable Double min,
    @Nullable Double max,
    List<String> groups)
    implements ClippingRule {

  /** A threshold that is always exceeded doubles in about four updates. */
  public static final double DEFAULT_RATE = 0.2;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  private static final double FASTEST = 10;

  public TargetFraction {
    RuleCheck.of(TargetFraction.class).setting("fraction").between(0, 1, fraction);
    if (!(rate > 0 && rate <= FASTEST)) {
      throw RuleCheck.of(TargetFraction.class).setting("rate").refused("> 0 and at most 10", rate);
    }
    requireBound("initial", "initial threshold", initial);
    requireBound("min", "min", min);
    requireBound("max", "max", max);
    requireOrder("min", min, "max", max);
    requireOrder("min", min, "initial threshold", initial);
    requireOrder("initial threshold", initial, "max", max);
    groups = List.copyOf(groups);
  }

  /**
   * {@return a builder that starts from a rule without limits for all groups, which begins at the
   * median of the first norms}
   *
   * @param fraction the fraction of updates to clip, in (0, 1)
   */
  public static TargetFractionBuilder builder(double fraction) {
    return new TargetFraction(fraction).toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public TargetFractionBuilder toBuilder() {
    return TargetFractionBuilder.from(this);
  }

  /**
   * Makes a rule without limits for all groups that starts at the median of the first norms.
   *
   * @param fraction the fraction of updates to clip, in (0, 1)
   */
  public TargetFraction(double fraction) {
    this(fraction, DEFAULT_RATE, null, null, null, DEFAULT_GROUPS);
  }

  private static void requireBound(String key, String name, @Nullable Double bound) {
    if (bound != null) {
      RuleCheck.of(TargetFraction.class).setting(key, name).positive(bound);
    }
  }

  private static void requireOrder(
      String lowKey, @Nullable Double low, String highKey, @Nullable Double high) {
    if (low != null && high != null && low > high) {
      throw new IllegalArgumentException(
          "The %s of '%s' is %s, which is above its %s, %s."
              .formatted(lowKey, RuleCheck.of(TargetFraction.class).rule(), low, highKey, high));
    }
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_LENGTH;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new TargetFractionClipper(this);
  }
}
