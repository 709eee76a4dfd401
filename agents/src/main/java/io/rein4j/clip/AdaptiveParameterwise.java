package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.TypeNames;
import io.rein4j.settings.WithBuilder;
import java.util.List;

/**
 * The rule that limits the gradient of each parameter tensor to a share of the norm of the
 * parameters: {@code g ← g · min(1, λ·max(‖W‖, ε)/‖g‖)} (Hafner et al. 2023, DreamerV3: adaptive
 * gradient clipping, the same settings for every task).
 *
 * <p>It is {@code adaptive-unitwise} with a whole tensor in place of a unit, and a bound thirty
 * times as high by default. DreamerV3 puts RMS scaling and momentum behind it.
 *
 * @param threshold the largest ratio λ of the gradient's norm to the parameters', finite and > 0
 *     throughout training
 * @param epsilon the smallest norm that parameters are taken to have, finite and > 0, so that those
 *     that start at 0 can move
 * @param exclude patterns of the names of parameters that the rule leaves alone, in which {@code *}
 *     stands for any characters
 * @param onExceed what becomes of an update whose gradient exceeds the threshold: clip shortens it,
 *     skip drops the update, at most {@code max-skips-in-a-row} times in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("adaptive-parameterwise")
public record AdaptiveParameterwise(
    Schedule threshold,
    double epsilon,
    List<String> exclude,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** DreamerV3's λ and ε, for all blocks. */
  public static final AdaptiveParameterwise DEFAULTS =
      new AdaptiveParameterwise(Schedule.constant(0.3), 1e-3, List.of(), OnExceed.CLIP, List.of());

  public AdaptiveParameterwise {
    RuleCheck.of(AdaptiveParameterwise.class).threshold(threshold);
    RuleCheck.of(AdaptiveParameterwise.class).setting("epsilon").positive(epsilon);
    exclude = List.copyOf(exclude);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule with the default epsilon for all blocks.
   *
   * @param threshold the largest ratio of the gradient's norm to the parameters', finite and > 0
   */
  public AdaptiveParameterwise(double threshold) {
    this(
        RuleCheck.of(AdaptiveParameterwise.class).fixed(threshold),
        DEFAULTS.epsilon,
        DEFAULTS.exclude,
        DEFAULTS.onExceed,
        DEFAULTS.groups);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AdaptiveParameterwiseBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AdaptiveParameterwiseBuilder toBuilder() {
    return AdaptiveParameterwiseBuilder.from(this);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_PARTS;
  }

  @Override
  public Granularity granularity() {
    return Granularity.PARAMETER;
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    List<ParameterLayout.Block> blocks = ClippingRules.blocks(layout, groups);
    return new ParameterwiseClipper(
        threshold, epsilon, ClippingRules.excluded(TypeNames.nameOf(this), exclude, blocks));
  }
}
