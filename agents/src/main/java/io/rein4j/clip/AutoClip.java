package io.rein4j.clip;

import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that shortens a gradient to a percentile of the norms seen so far, its own among them
 * (Seetharaman et al. 2020, AutoClip).
 *
 * <p>A gradient of 0 is not taken in: many of them would make the percentile, and then every
 * gradient, 0.
 *
 * @param percentile which percentile of the norms is the threshold, in (0, 100)
 * @param window how many of the latest norms are remembered, from 1 to a million; the paper
 *     remembers all
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("auto-clip")
public record AutoClip(double percentile, int window, List<String> groups) implements ClippingRule {

  /** The paper's percentile of the last 10,000 norms, for all groups. */
  public static final AutoClip DEFAULTS = new AutoClip(10, 10_000, List.of());

  private static final int LONGEST_WINDOW = 1_000_000;

  public AutoClip {
    RuleCheck.of(AutoClip.class).setting("percentile").between(0, 100, percentile);
    RuleCheck.of(AutoClip.class).setting("window").within(1, LONGEST_WINDOW, window);
    groups = List.copyOf(groups);
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
