package io.rein4j.clip;

import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that scales the elements of each parameter tensor that exceed a running mean of the
 * tensor's largest magnitudes, so that the largest becomes that mean: {@code m ← θ·m + (1 −
 * θ)·max|g|}, {@code m̂ = m/(1 − θᵗ)}, {@code gᵢ ← gᵢ·m̂/max|g|} where {@code |gᵢ| > m̂} (Huang et
 * al. 2025, Stable-SPAM: AdaClip).
 *
 * <p>The elements that are scaled keep their proportions; all others stay as they are. The tensor's
 * own largest magnitude is in the mean already, as in the authors' code, which makes a first
 * gradient, or one that is no larger than those before, pass unchanged. Stable-SPAM puts {@code
 * norm-ratio} behind this rule. A tensor whose gradient is 0 is not taken in: many of them would
 * make the mean, and then every gradient, 0.
 *
 * @param decay θ, the share of the running mean that each update keeps, in (0, 1)
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("ada-clip")
public record AdaClip(double decay, List<String> groups) implements ClippingRule {

  /** The authors' decay, for all groups. */
  public static final AdaClip DEFAULTS = new AdaClip(0.999, List.of());

  public AdaClip {
    RuleCheck.of(AdaClip.class).setting("decay").between(0, 1, decay);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all groups.
   *
   * @param decay the share of the running mean that each update keeps, in (0, 1)
   */
  public AdaClip(double decay) {
    this(decay, DEFAULTS.groups);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_ELEMENTS;
  }

  @Override
  public Granularity granularity() {
    return Granularity.PARAMETER;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new AdaClipper(decay, ClippingRules.blocks(layout, groups).size());
  }
}
