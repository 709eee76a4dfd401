package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The update of the parameters on its way through the stage behind the optimizer: what rules read
 * and change. It is the difference between the parameters as they are now and as they were before
 * the optimizer's step.
 *
 * <p>All elements are finite. Norms are Euclidean, kept per block, and measured anew only where a
 * rule has changed something.
 */
public final class ParameterUpdate {

  private final UpdateNorms norms;
  private final int[] view;
  private final List<Block> blocks;
  private @Nullable List<ParameterUpdate> parts;

  /** Makes the view of some blocks, given by their indices in the layout. */
  ParameterUpdate(UpdateNorms norms, int[] view) {
    this.norms = norms;
    this.view = view;
    this.blocks = Arrays.stream(view).mapToObj(norms.layout.blocks()::get).toList();
  }

  /** {@return how the parameters lie in their array} */
  public ParameterLayout layout() {
    return norms.layout;
  }

  /** {@return the blocks that this update consists of; a rule changes no others} */
  public List<Block> blocks() {
    return blocks;
  }

  /** {@return one update for each of {@link #blocks()}, in their order} */
  public List<ParameterUpdate> perParameter() {
    if (parts == null) {
      parts = Arrays.stream(view).mapToObj(b -> new ParameterUpdate(norms, new int[] {b})).toList();
    }
    return parts;
  }

  /** {@return the share of training that is over, in [0, 1]} */
  public double progress() {
    return norms.progress;
  }

  /** {@return all parameters as they were before the optimizer's step, for reading} */
  public float[] before() {
    return norms.before;
  }

  /** {@return all parameters as they are now, for reading; see {@link #edit()}} */
  public float[] values() {
    return norms.values;
  }

  /** {@return the gradient that the optimizer was given, for reading} */
  public float[] gradient() {
    return norms.gradient;
  }

  /**
   * {@return the optimizer's second moments after its step}
   *
   * @throws IllegalStateException if it keeps none; a rule that asks for them says so by {@link
   *     UpdateRule#needsSecondMoments}
   */
  public SecondMoments secondMoments() {
    if (norms.moments == null) {
      throw new IllegalStateException(
          "A rule of update clipping asks for second moments, which the optimizer does not keep.");
    }
    return norms.moments;
  }

  /** {@return the norm of the update, as rules so far have left it} */
  public double norm() {
    return norms.norm(view);
  }

  /** {@return the norm of the parameters before the optimizer's step} */
  public double normBefore() {
    return norms.normBefore(view);
  }

  /** {@return the norm of the parameters as they are now} */
  public double normAfter() {
    return norms.normAfter(view);
  }

  /**
   * Shortens the update by a factor, to the nearest floats of the parameters.
   *
   * @param factor in [0, 1]; one that is 1 as a float leaves every bit as it is
   */
  public void scale(double factor) {
    norms.scale(view, factor);
  }

  /**
   * Shortens the update by as much as a measure of it exceeds a threshold, if it does by more than
   * floats can tell, and reports both.
   *
   * @param measure what was measured of the update, proportional to its length, ≥ 0
   * @param threshold what the measure may be at most, > 0
   */
  public void limit(double measure, double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException(
          "An update can be limited to a threshold > 0, but not to %s.".formatted(threshold));
    }
    report(measure, threshold);
    if (Gradient.exceeds(measure, threshold)) {
      scale(threshold / measure);
    }
  }

  /**
   * Returns all parameters for writing to the elements of {@link #blocks()}. A rule that has
   * nothing to change does not call this.
   *
   * @return the array that {@link #values()} returns
   */
  public float[] edit() {
    return norms.edit(view);
  }

  /**
   * Says what the rule measured, for statistics.
   *
   * @param measure what it measured before it acted, NaN if nothing
   * @param threshold what it compares that with, NaN if nothing
   */
  public void report(double measure, double threshold) {
    norms.ruleNorm = measure;
    norms.ruleThreshold = threshold;
  }

  /** Returns the largest magnitude among the parameters of one block. */
  float largest(Block block) {
    return norms.reductions.largest(norms.values, block.offset(), block.end());
  }

  /** Returns the sum of squares of an array of the layout's in one block. */
  double sumOfSquares(float[] array, Block block) {
    return norms.reductions.sumOfSquares(array, block.offset(), block.end());
  }
}
