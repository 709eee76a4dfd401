package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule that holds the gradient of each group of parameters within a band around a running mean
 * of the norms that it let pass: one above the upper edge {@code U = u·S} is shortened to it, one
 * below the lower edge {@code L = l·S}, if there is any, is lengthened towards it, {@code S ← β·S +
 * (1 − β)·‖g‖} (Li, Wu and Chang 2026, AGGC).
 *
 * <p>A spike of one group does not shorten the others, as it does under one norm of all. Edges may
 * follow schedules; AGGC moves them along a line within a window of training, as {@code {type:
 * linear, from: 3, to: 2, after: 0.4, until: 0.7}} does. The mean is of the norms after clipping,
 * as in the authors' code, and is the first norm to begin with. A group whose gradient is 0 stays 0
 * and is not taken in.
 *
 * <p>A group whose first norm is c times too small is held down until the mean has grown by as
 * much, for ln c / ln(β + (1 − β)·u) updates: 142 for a thousandth of the usual norm by default.
 * Where norms start near 0, a smaller β, or a larger u to begin with, shortens this.
 *
 * <p>The default upper edge is not the authors'. Theirs are from 0.5 to 0.999, beside a limit of
 * 0.9 to the factor by which a gradient may be shortened. Such a limit lets most of a spike pass,
 * and without it an upper edge below 1 makes the mean shrink towards 0.
 *
 * @param upper u, the upper edge as a multiple of the running mean, finite and > 1 throughout
 *     training
 * @param lower l, the lower edge as a multiple of the running mean, in (0, 1) throughout training;
 *     none if absent
 * @param largestFactor the most that a gradient below the lower edge is multiplied by, finite and ≥
 *     1, so that one that has all but vanished is not blown up
 * @param decay β, the share of the running mean that each update keeps, in (0, 1)
 * @param onExceed what becomes of an update in which a group leaves the band: clip changes its
 *     gradient, skip drops the update, at most {@code max-skips-in-a-row} times in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("adaptive-band")
public record AdaptiveBand(
    Schedule upper,
    @Nullable Schedule lower,
    double largestFactor,
    double decay,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** Twice the mean, without a lower edge, with the authors' decay and factor, for all groups. */
  public static final AdaptiveBand DEFAULTS =
      new AdaptiveBand(Schedule.constant(2), null, 1.1, 0.95, OnExceed.CLIP, List.of());

  /** The edges are compared at the ends of so many parts of training. */
  private static final int PARTS = 1000;

  public AdaptiveBand {
    RuleCheck check = RuleCheck.of(AdaptiveBand.class);
    if (lower != null) {
      requireOrder(lower, upper);
      check.multipleBelow1("lower", "lower edge", lower);
    }
    check.multipleAbove1("upper", "upper edge", upper);
    if (!(largestFactor >= 1 && largestFactor < Double.POSITIVE_INFINITY)) {
      throw check
          .setting("largest-factor", "largest factor")
          .refused("finite and ≥ 1", largestFactor);
    }
    check.setting("decay").between(0, 1, decay);
    groups = List.copyOf(groups);
  }

  private static void requireOrder(Schedule lower, Schedule upper) {
    for (int i = 0; i <= PARTS; i++) {
      double progress = (double) i / PARTS;
      if (lower.at(progress) > upper.at(progress)) {
        throw new SettingException(
            List.of("lower", "upper"),
            ("The lower edge of '%s' is %s when %s of training is over, which is above its upper"
                    + " edge, %s: choose a lower edge below 1 and an upper edge above 1, or leave out"
                    + " the lower one for a band that only shortens.")
                .formatted(
                    RuleCheck.of(AdaptiveBand.class).rule(),
                    lower.at(progress),
                    progress,
                    upper.at(progress)));
      }
    }
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AdaptiveBandBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AdaptiveBandBuilder toBuilder() {
    return AdaptiveBandBuilder.from(this);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_PARTS;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new BandClipper(
        this,
        (int)
            ClippingRules.blocks(layout, groups).stream()
                .map(ParameterLayout.Block::group)
                .distinct()
                .count());
  }
}
