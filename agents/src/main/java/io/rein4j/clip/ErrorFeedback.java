package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that replaces a gradient by a running estimate, which it moves towards the gradient by a
 * smoothly clipped step: {@code h ← h + Ψ(g − h)}, {@code Ψ(x) = γ·x / √(1 + (γ‖x‖/c)²)}, {@code g
 * ← h} (Yu, Jakovetić and Kar 2023, smoothed gradient clipping and error feedback).
 *
 * <p>No step of the estimate is longer than c, so that a spike moves it by c at most, while the
 * estimate of a gradient that stays longer than c gets there all the same: plain clipping stays
 * biased. The estimate starts at 0. With γ = 1, differences much shorter than c are taken in whole;
 * a smaller γ smooths them too, as momentum does. The paper's c_t·x/√(‖x‖² + ε_t) is this with c =
 * c_t and γ = c_t/√ε_t. The rule keeps two numbers for each parameter.
 *
 * @param threshold c, the length that no step of the estimate exceeds, finite and > 0 throughout
 *     training
 * @param gain γ, the share of a short difference that the estimate takes in, in (0, 1]
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("error-feedback")
public record ErrorFeedback(Schedule threshold, double gain, List<String> groups)
    implements ClippingRule {

  /** Short differences are taken in whole. */
  public static final double DEFAULT_GAIN = 1;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public ErrorFeedback {
    RuleCheck.of(ErrorFeedback.class).threshold(threshold);
    RuleCheck.of(ErrorFeedback.class).setting("gain").shareAboveZero(gain);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all groups that takes short differences in whole.
   *
   * @param threshold the length that no step of the estimate exceeds, finite and > 0
   */
  public ErrorFeedback(double threshold) {
    this(RuleCheck.of(ErrorFeedback.class).fixed(threshold), DEFAULT_GAIN, DEFAULT_GROUPS);
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new ErrorFeedbackClipper(threshold, gain, ClippingRules.blocks(layout, groups));
  }
}
