package io.rein4j.study;

/**
 * What the clipping stage did in a run, or on average in the runs of a cell. NaN is "undefined".
 *
 * @param updates attempted gradient steps
 * @param skippedUpdates those that the non-finite policy dropped
 * @param clippedFraction share of the applied updates in which any element changed
 * @param removedNormShare 1 − Σ‖post‖/Σ‖pre‖
 * @param normPreMean mean L2 norm of the gradient before the first rule
 * @param clipCoefficientMean mean of ‖post‖/‖pre‖
 * @param tailIndex Hill's estimate of the tail index of the last norms
 */
public record RunClipping(
    double updates,
    double skippedUpdates,
    double clippedFraction,
    double removedNormShare,
    double normPreMean,
    double clipCoefficientMean,
    double tailIndex) {

  /** The clipping of a run of which nothing is known. */
  public static final RunClipping UNKNOWN =
      new RunClipping(
          Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
