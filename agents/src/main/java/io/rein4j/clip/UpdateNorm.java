package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that limits the update of each parameter tensor to a share of the tensor's norm: {@code
 * Δθ ← Δθ · min(1, λ·max(‖θ‖, ε)/‖Δθ‖)}, a limit on the trust ratio of LARS and LAMB (You et al.
 * 2017, 2020).
 *
 * @param threshold the largest ratio λ of the update's norm to that of the parameters before it,
 *     finite and > 0 throughout training
 * @param epsilon the smallest norm ε that parameters are taken to have, finite and > 0, so that
 *     those that start at 0 can move
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("update-norm")
public record UpdateNorm(Schedule threshold, double epsilon, List<String> groups)
    implements UpdateRule {

  /** That of adaptive gradient clipping, which compares a gradient with the weights. */
  public static final double DEFAULT_EPSILON = 1e-3;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public UpdateNorm {
    UpdateRuleCheck.of(UpdateNorm.class).threshold(threshold);
    UpdateRuleCheck.of(UpdateNorm.class).setting("epsilon").positive(epsilon);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule with the default epsilon for all groups.
   *
   * @param threshold the largest ratio of the update's norm to the parameters', finite and > 0
   */
  public UpdateNorm(double threshold) {
    this(UpdateRuleCheck.of(UpdateNorm.class).fixed(threshold), DEFAULT_EPSILON, DEFAULT_GROUPS);
  }

  @Override
  public UpdateClipper bind(ParameterLayout layout) {
    return this::clip;
  }

  private void clip(ParameterUpdate update) {
    double limit = threshold.at(update.progress());
    List<ParameterUpdate> parts = update.perParameter();
    double largest = 0;
    for (int i = 0; i < parts.size(); i++) {
      ParameterUpdate part = parts.get(i);
      double ratio = part.norm() / Math.max(part.normBefore(), epsilon);
      largest = Math.max(largest, ratio);
      part.limit(ratio, limit);
    }
    update.report(largest, limit);
  }
}
