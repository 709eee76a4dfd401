package io.rein4j.agent.pg;

import org.jspecify.annotations.Nullable;

/** The loss of a critic's outputs, a mean over a minibatch. */
interface ValueLoss {

  /**
   * {@return the loss that the settings choose}
   *
   * @param distribution how values are learned as distributions; as numbers if absent
   * @param coefficient weight of the loss in its gradient
   * @param clip how far a value may move from the rollout's before its loss counts from there
   */
  static ValueLoss of(
      @Nullable ValueDistribution distribution, double coefficient, @Nullable Double clip) {
    return distribution instanceof HlGaussValues gaussian
        ? new HistogramValueLoss(coefficient, gaussian.histogram())
        : new SquaredValueLoss(coefficient, clip);
  }

  /** {@return the loss's weight} */
  float coefficient();

  /**
   * Computes the gradient, and returns the loss, not weighted.
   *
   * @param outputs of the critic for the minibatch, left as they are
   */
  double compute(Minibatch batch, float[] outputs);

  /** {@return the derivative of the weighted loss by each output, as computed last} */
  float[] gradient();
}
