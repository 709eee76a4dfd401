package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that shortens the gradient of every single sample whose norm exceeds a threshold to the
 * threshold, before they are averaged: {@code g ← (1/n) Σᵢ gᵢ · min(1, c/‖gᵢ‖)} (Abadi et al. 2016,
 * algorithm 1, without its noise; optax's {@code per_example_global_norm_clip} returns the sum).
 *
 * <p>A sample's gradient is that of its own loss, not of its share of the batch's, over all
 * parameters that the rule is for: without {@code groups}, those of actor and critic together. A
 * sample whose gradient is not finite keeps its weight of 1, so that the stage's policy decides.
 * The rule's own norm in the statistics is the mean of the samples' norms, before they are clipped.
 *
 * @param threshold the largest norm c a sample's gradient may have, finite and > 0 throughout
 *     training
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("per-sample-norm")
public record PerSampleNorm(Schedule threshold, List<String> groups) implements SampleRule {

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public PerSampleNorm {
    RuleCheck.of(PerSampleNorm.class).threshold(threshold);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all groups whose threshold never changes.
   *
   * @param threshold the largest norm a sample's gradient may have, finite and > 0
   */
  public PerSampleNorm(double threshold) {
    this(RuleCheck.of(PerSampleNorm.class).fixed(threshold), DEFAULT_GROUPS);
  }

  @Override
  public SampleClipper bind(ParameterLayout layout) {
    return new PerSampleNormClipper(threshold, groups);
  }
}
