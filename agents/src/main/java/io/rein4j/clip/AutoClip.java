package io.rein4j.clip;

import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that shortens a gradient to a percentile of the norms seen so far, its own among them
 * (Seetharaman et al. 2020, AutoClip).
 *
 * <p>With the 50th percentile and a window it is quantile-clipped SGD, whose theory covers noise
 * without a variance and a share of corrupted gradients (Merad and Gaïffas 2024, QC-SGD).
 *
 * <p>A gradient of 0 is not taken in: many of them would make the percentile, and then every
 * gradient, 0.
 *
 * @param percentile which percentile of the norms is the threshold, in (0, 100)
 * @param window how many of the latest norms are remembered, from 1 to a million; the paper
 *     remembers all
 * @param onExceed what becomes of an update whose norm exceeds the percentile: clip shortens it,
 *     skip drops the update, at most {@code max-skips-in-a-row} times in a row, and needs a
 *     percentile of at least 90, as no dropped norm is remembered
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("auto-clip")
public record AutoClip(double percentile, int window, OnExceed onExceed, List<String> groups)
    implements ClippingRule {

  /** The paper's percentile of the last 10,000 norms, for all groups. */
  public static final AutoClip DEFAULTS = new AutoClip(10, 10_000, OnExceed.CLIP, List.of());

  private static final int LONGEST_WINDOW = 1_000_000;

  /** Below this percentile more updates would be dropped in a row than any guard is for. */
  private static final double LEAST_TO_SKIP = 90;

  public AutoClip {
    RuleCheck.of(AutoClip.class).setting("percentile").between(0, 100, percentile);
    RuleCheck.of(AutoClip.class).setting("window").within(1, LONGEST_WINDOW, window);
    if (onExceed == OnExceed.SKIP && percentile < LEAST_TO_SKIP) {
      throw new SettingException(
          List.of("on-exceed", "percentile"),
          ("The rule '%s' would drop %s of 100 updates at the percentile %s: to drop spikes, choose a"
                  + " percentile of at least 90, such as 99; to clip, leave out 'on-exceed'.")
              .formatted(RuleCheck.of(AutoClip.class).rule(), 100 - percentile, percentile));
    }
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule that clips.
   *
   * @param percentile which percentile of the norms is the threshold, in (0, 100)
   * @param window how many of the latest norms are remembered, from 1 to a million
   * @param groups the groups of parameters that the rule is limited to; all if empty
   */
  public AutoClip(double percentile, int window, List<String> groups) {
    this(percentile, window, DEFAULTS.onExceed, groups);
  }

  /**
   * Makes a rule with the default window for all groups.
   *
   * @param percentile which percentile of the norms is the threshold, in (0, 100)
   */
  public AutoClip(double percentile) {
    this(percentile, DEFAULTS.window, DEFAULTS.groups);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_LENGTH;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new AutoClipper(percentile, window);
  }
}
