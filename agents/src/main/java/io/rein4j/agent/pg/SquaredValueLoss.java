package io.rein4j.agent.pg;

import org.jspecify.annotations.Nullable;

/**
 * The mean squared error of values, with clipping the mean of the larger of the clipped and the
 * free value's squared error (as in OpenAI's baselines).
 */
final class SquaredValueLoss implements ValueLoss {

  private final float coefficient;
  private final @Nullable Double clip;
  private float[] gradient = {};

  /**
   * Makes the loss.
   *
   * @param coefficient weight of the loss in its gradient
   * @param clip how far a value may move from the rollout's before its loss counts from there
   */
  SquaredValueLoss(double coefficient, @Nullable Double clip) {
    this.coefficient = (float) coefficient;
    this.clip = clip;
  }

  @Override
  public float coefficient() {
    return coefficient;
  }

  @Override
  public double compute(Minibatch batch, float[] values) {
    int size = batch.size();
    if (gradient.length < size) {
      gradient = new float[size];
    }
    double sum = 0;
    float scale = 2 * coefficient / size;
    for (int row = 0; row < size; row++) {
      float error = values[row] - batch.returns()[row];
      float boundedError = boundedError(batch, row, values[row], error);
      // The bounded error is larger only where the bound binds, and there it does not depend on
      // the value.
      boolean bound = Math.abs(boundedError) > Math.abs(error);
      gradient[row] = bound ? 0 : scale * error;
      sum += bound ? boundedError * boundedError : error * error;
    }
    return sum / size;
  }

  /** Returns the very same error where the bound does not bind, without a rounding of its own. */
  private float boundedError(Minibatch batch, int row, float value, float error) {
    float old = batch.values()[row];
    float move = value - old;
    return clip == null || Math.abs(move) <= clip
        ? error
        : (float) (old + Math.copySign(clip, move) - batch.returns()[row]);
  }

  @Override
  public float[] gradient() {
    return gradient;
  }
}
