package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.TypeNames;
import java.util.List;

/**
 * The rule that keeps every weight and bias of a layer within a multiple of the bound that PyTorch
 * draws it from by default: {@code w ← clip(w, −κ/√n, κ/√n)} for a layer of n inputs, or an LSTM of
 * n units (Elsayed et al. 2024, weight clipping). However our own layers draw theirs, the bound is
 * this one.
 *
 * <p>It leaves alone what is no layer's weight or bias: those of normalisation, and the deviations
 * of policies and of noisy weights.
 *
 * @param threshold the multiple κ, finite and > 0 throughout training
 * @param exclude patterns of the names of parameters that the rule leaves alone, in which {@code *}
 *     stands for any characters; the paper leaves out the last layer in some experiments
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("weight-value")
public record WeightValue(Schedule threshold, List<String> exclude, List<String> groups)
    implements UpdateRule {

  /** The authors' κ for PPO, for all blocks. */
  public static final WeightValue DEFAULTS =
      new WeightValue(Schedule.constant(3), List.of(), List.of());

  public WeightValue {
    UpdateRuleCheck.of(WeightValue.class).threshold(threshold);
    exclude = List.copyOf(exclude);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all blocks.
   *
   * @param threshold the multiple κ, finite and > 0
   */
  public WeightValue(double threshold) {
    this(UpdateRuleCheck.of(WeightValue.class).fixed(threshold), DEFAULTS.exclude, DEFAULTS.groups);
  }

  @Override
  public boolean limitsParameters() {
    return true;
  }

  @Override
  public UpdateClipper bind(ParameterLayout layout) {
    List<ParameterLayout.Block> blocks = ClippingRules.blocks(layout, groups);
    boolean[] excluded = ClippingRules.excluded(TypeNames.nameOf(this), exclude, blocks);
    double[] bounds = new double[blocks.size()];
    for (int b = 0; b < bounds.length; b++) {
      int inputs = Weights.fanIn(blocks.get(b), layout.blocks());
      bounds[b] = excluded[b] || inputs == 0 ? 0 : 1 / Math.sqrt(inputs);
    }
    return update -> clip(update, bounds);
  }

  private void clip(ParameterUpdate update, double[] bounds) {
    double multiple = threshold.at(update.progress());
    List<ParameterUpdate> parts = update.perParameter();
    double largest = 0;
    for (int b = 0; b < bounds.length; b++) {
      if (bounds[b] > 0) {
        ParameterLayout.Block block = parts.get(b).blocks().get(0);
        float bound = GradientNorms.towardsZeroIfSubnormal(multiple * bounds[b]);
        float magnitude = update.largest(block);
        largest = Math.max(largest, magnitude / bounds[b]);
        if (magnitude > bound) {
          clamp(parts.get(b).edit(), block.offset(), block.end(), bound);
        }
      }
    }
    update.report(largest, multiple);
  }

  private static void clamp(float[] values, int from, int to, float bound) {
    for (int i = from; i < to; i++) {
      values[i] = Math.max(-bound, Math.min(bound, values[i]));
    }
  }
}
