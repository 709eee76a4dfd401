package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.TypeNames;
import io.rein4j.settings.WithBuilder;
import java.util.List;

/**
 * The rule that limits the gradient of each unit (the weights that lead to one output) to a share
 * of the norm of those weights: {@code g ← g · min(1, λ·max(‖W‖, ε)/‖g‖)} (Brock et al. 2021,
 * NFNets, section 4: adaptive gradient clipping).
 *
 * <p>Units are optax's: of a weight {@code [in, out]} its columns; of a tensor of rank 3 what
 * remains without the first axis, of rank 4 and 5 (convolutions, channels last) the last axis; a
 * bias, and whatever has only one axis longer than 1, is one unit.
 *
 * @param threshold the largest ratio λ of the gradient's norm to the weights', finite and > 0
 *     throughout training
 * @param epsilon the smallest norm that weights are taken to have, finite and > 0, so that those
 *     that start at 0 can move
 * @param exclude patterns of the names of parameters that the rule leaves alone, in which {@code *}
 *     stands for any characters; the paper leaves out the last linear layer
 * @param onExceed what becomes of an update whose gradient exceeds the threshold: clip shortens it,
 *     skip drops the update, at most {@code max-skips-in-a-row} times in a row
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@WithBuilder
@TypeName("adaptive-unitwise")
public record AdaptiveUnitwise(
    Schedule threshold,
    double epsilon,
    List<String> exclude,
    OnExceed onExceed,
    List<String> groups)
    implements ClippingRule {

  /** The paper's λ and ε, for all blocks. */
  public static final AdaptiveUnitwise DEFAULTS =
      new AdaptiveUnitwise(Schedule.constant(0.01), 1e-3, List.of(), OnExceed.CLIP, List.of());

  public AdaptiveUnitwise {
    RuleCheck.of(AdaptiveUnitwise.class).threshold(threshold);
    RuleCheck.of(AdaptiveUnitwise.class).setting("epsilon").positive(epsilon);
    exclude = List.copyOf(exclude);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule with the default epsilon for all blocks.
   *
   * @param threshold the largest ratio of the gradient's norm to the weights', finite and > 0
   */
  public AdaptiveUnitwise(double threshold) {
    this(
        RuleCheck.of(AdaptiveUnitwise.class).fixed(threshold),
        DEFAULTS.epsilon,
        DEFAULTS.exclude,
        DEFAULTS.groups);
  }

  /**
   * Makes a rule that clips.
   *
   * @param threshold the largest ratio of the gradient's norm to the weights', finite and > 0
   *     throughout training
   * @param epsilon the smallest norm that weights are taken to have, finite and > 0
   * @param exclude patterns of the names of parameters that the rule leaves alone
   * @param groups the groups of parameters that the rule is limited to; all if empty
   */
  public AdaptiveUnitwise(
      Schedule threshold, double epsilon, List<String> exclude, List<String> groups) {
    this(threshold, epsilon, exclude, DEFAULTS.onExceed, groups);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AdaptiveUnitwiseBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AdaptiveUnitwiseBuilder toBuilder() {
    return AdaptiveUnitwiseBuilder.from(this);
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
    boolean[] excluded = ClippingRules.excluded(TypeNames.nameOf(this), exclude, blocks);
    return new UnitwiseClipper(blocks, excluded, threshold, epsilon);
  }
}
