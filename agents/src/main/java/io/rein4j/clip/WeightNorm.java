package io.rein4j.clip;

import io.rein4j.settings.TypeName;
import io.rein4j.settings.TypeNames;
import java.util.List;

/**
 * The rule that scales every weight matrix back to the norm that it had before the first update:
 * {@code W ← W · ‖W₀‖/‖W‖} (Lyle et al. 2024, normalize-and-project), so that the effective
 * learning rate does not fall as weights grow. The authors use it together with layer
 * normalisation, which makes what a layer computes independent of that norm.
 *
 * <p>It leaves alone biases, what belongs to normalisation, the deviations of policies and of noisy
 * weights, and matrices that start at 0.
 *
 * @param every the number of applied updates, ≥ 1, from one projection to the next
 * @param exclude patterns of the names of parameters that the rule leaves alone, in which {@code *}
 *     stands for any characters
 * @param groups the groups of parameters that the rule is limited to; all if empty
 */
@TypeName("weight-norm")
public record WeightNorm(int every, List<String> exclude, List<String> groups)
    implements UpdateRule {

  /** After every update, for all matrices. */
  public static final WeightNorm DEFAULTS = new WeightNorm(1, List.of(), List.of());

  public WeightNorm {
    UpdateRuleCheck.of(WeightNorm.class).setting("every").atLeast(1, every);
    exclude = List.copyOf(exclude);
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all matrices.
   *
   * @param every the number of applied updates, ≥ 1, from one projection to the next
   */
  public WeightNorm(int every) {
    this(every, DEFAULTS.exclude, DEFAULTS.groups);
  }

  @Override
  public boolean limitsParameters() {
    return true;
  }

  @Override
  public UpdateClipper bind(ParameterLayout layout) {
    List<ParameterLayout.Block> blocks = ClippingRules.blocks(layout, groups);
    boolean[] excluded = ClippingRules.excluded(TypeNames.nameOf(this), exclude, blocks);
    boolean[] projected = new boolean[blocks.size()];
    for (int b = 0; b < projected.length; b++) {
      projected[b] = !excluded[b] && blocks.get(b).isWeight();
    }
    return new WeightNormClipper(every, projected);
  }
}
