package io.rein4j.clip;

import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that gives the gradient of each parameter tensor the length of a signal-to-noise ratio,
 * the running mean of its norms by the root of the running mean of their squares: {@code m ← γ₁·m +
 * (1 − γ₁)·‖g‖}, {@code v ← γ₂·v + (1 − γ₂)·‖g‖²}, {@code g ← g/‖g‖ · m̂/(√v̂ + ε)}, both without
 * bias (Huang et al. 2025, Stable-SPAM: AdaGN).
 *
 * <p>The length is 1 where norms stay the same, falls where they scatter, and rises above 1 for a
 * while after they have grown. It does not depend on the scale of rewards. A tensor whose gradient
 * is 0 stays 0 and is not taken in.
 *
 * @param meanDecay γ₁, the share of the mean of norms that each update keeps, in (0, 1)
 * @param squareDecay γ₂, the share of the mean of squared norms that each update keeps, in (0, 1)
 * @param epsilon ε, finite and ≥ 0, which a norm has to exceed by far to count in full
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("norm-ratio")
public record NormRatio(double meanDecay, double squareDecay, double epsilon, List<String> groups)
    implements ClippingRule {

  /** The authors' settings, for all groups. */
  public static final NormRatio DEFAULTS = new NormRatio(0.7, 0.9, 1e-8, List.of());

  public NormRatio {
    RuleCheck.of(NormRatio.class).setting("mean-decay", "mean decay").between(0, 1, meanDecay);
    RuleCheck.of(NormRatio.class)
        .setting("square-decay", "square decay")
        .between(0, 1, squareDecay);
    RuleCheck.of(NormRatio.class).setting("epsilon").notNegative(epsilon);
    groups = List.copyOf(groups);
  }

  @Override
  public Effect effect() {
    return Effect.SETS_PARTS;
  }

  @Override
  public Granularity granularity() {
    return Granularity.PARAMETER;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new NormRatioClipper(this, ClippingRules.blocks(layout, groups).size());
  }
}
