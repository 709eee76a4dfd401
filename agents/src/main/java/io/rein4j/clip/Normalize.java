package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * The rule that gives every gradient the same length, so that only its direction counts: {@code g ←
 * g · c / (‖g‖ + ε)} (optax's {@code normalize_by_update_norm}). A gradient of 0 stays 0.
 *
 * @param threshold the length c, > 0 and at most 10³⁸ throughout training
 * @param epsilon what is added to the norm, finite and ≥ 0, so that a gradient that has all but
 *     vanished is not blown up
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("normalize")
public record Normalize(Schedule threshold, double epsilon, List<String> groups)
    implements ClippingRule {

  /** Length 1, with optax's epsilon, for all groups. */
  public static final Normalize DEFAULTS = new Normalize(Schedule.constant(1), 1e-6, List.of());

  public Normalize {
    RuleCheck.of(Normalize.class).length(threshold);
    RuleCheck.of(Normalize.class).setting("epsilon").notNegative(epsilon);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule with the default epsilon for all groups.
   *
   * @param threshold the length that every gradient gets, > 0 and at most 10³⁸
   */
  public Normalize(double threshold) {
    this(RuleCheck.of(Normalize.class).fixed(threshold), DEFAULTS.epsilon, DEFAULTS.groups);
  }

  @Override
  public Effect effect() {
    return Effect.SETS_LENGTH;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return this::clip;
  }

  private void clip(Gradient gradient) {
    double norm = gradient.norm();
    double length = threshold.at(gradient.progress());
    gradient.report(norm, length);
    if (norm > 0) {
      gradient.scale(length / (norm + epsilon));
    }
  }
}
