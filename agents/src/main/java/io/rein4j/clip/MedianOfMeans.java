package io.rein4j.clip;

import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.TypeNames;
import java.util.List;

/**
 * The rule that cuts a batch into blocks of consecutive samples and replaces the mean of the
 * blocks' mean gradients by their geometric median (BLOCK-GMOM of Garg et al. 2021, "On proximal
 * policy optimization's heavy-tailed gradients"): blocks spoilt by outliers, as long as they are
 * fewer than half, move it by a bounded amount only.
 *
 * <p>The samples of a batch must come in random order. Blocks are of equal size, or differ by one
 * sample; a batch with fewer samples than blocks, as the last of a rollout may be, has a block for
 * each. The median is found by Weiszfeld's iteration from the mean. No single sample is clipped:
 * the rule counts none, so that the share of clipped samples stays empty. A layer with a gradient
 * that is not finite gets the blocks' mean, so that the stage's policy decides.
 *
 * @param blocks the number of blocks, ≥ 3
 * @param iterations the most steps towards the median, ≥ 1; fewer are made if they stop moving
 * @param perLayer whether each layer has a median of its own; otherwise the whole gradient has one,
 *     in which layers with large gradients dominate
 * @param groups the groups of parameters that the rule is limited to, while the others keep the
 *     batch's mean; all if empty
 */
@TypeName("median-of-means")
public record MedianOfMeans(int blocks, int iterations, boolean perLayer, List<String> groups)
    implements SampleRule {

  /** Few enough blocks for the 32 samples of a small batch. */
  public static final int DEFAULT_BLOCKS = 8;

  /**
   * Enough to come, on average, within a thousandth of the distance between median and blocks, even
   * with heavy tails in few dimensions; in many dimensions it converges faster.
   */
  public static final int DEFAULT_ITERATIONS = 20;

  /** A median for each layer. */
  public static final boolean DEFAULT_PER_LAYER = true;

  /** All groups. */
  public static final List<String> DEFAULT_GROUPS = List.of();

  public MedianOfMeans {
    if (blocks < 3) {
      throw new SettingException(
          "blocks",
          "The rule '%s' needs at least 3 blocks, but has %s: of fewer the geometric"
                  .formatted(RuleCheck.of(MedianOfMeans.class).rule(), blocks)
              + " median is the mean; to change nothing, leave the rule out (rules: []).");
    }
    if (iterations < 1) {
      throw new SettingException(
          "iterations",
          "The iterations of '%s' must be ≥ 1, but are %s: without one the result is"
                  .formatted(RuleCheck.of(MedianOfMeans.class).rule(), iterations)
              + " the mean; to change nothing, leave the rule out (rules: []).");
    }
    groups = List.copyOf(groups);
  }

  /**
   * Makes a rule for all groups with a median for each layer and the usual iterations.
   *
   * @param blocks the number of blocks, ≥ 3
   */
  public MedianOfMeans(int blocks) {
    this(blocks, DEFAULT_ITERATIONS, DEFAULT_PER_LAYER, DEFAULT_GROUPS);
  }

  @Override
  public void requireBatch(int samples) {
    if (blocks > samples) {
      throw new IllegalArgumentException(
          "The rule '%s' cannot make %s blocks of batches of %s samples."
              .formatted(TypeNames.nameOf(this), blocks, samples));
    }
  }

  @Override
  public SampleClipper bind(ParameterLayout layout) {
    return new MedianOfMeansClipper(layout, this);
  }
}
