package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;

/**
 * Exponentially weighted means of several series of numbers, without the bias towards their start
 * at 0. What was taken in last is part of the means at once, but of the state only when committed.
 */
final class DecayingMeans {

  private final double decay;
  private final double[] sums;
  private final double[] weights;
  private final double[] nextSums;
  private final double[] nextWeights;

  DecayingMeans(double decay, int series) {
    this.decay = decay;
    this.sums = new double[series];
    this.weights = new double[series];
    this.nextSums = new double[series];
    this.nextWeights = new double[series];
  }

  /** Takes a number of a series in and returns the mean of those so far and this one. */
  double with(int series, double value) {
    nextSums[series] = decay * sums[series] + (1 - decay) * value;
    nextWeights[series] = decay * weights[series] + (1 - decay);
    return nextSums[series] / nextWeights[series];
  }

  /** Takes nothing in, in an update without a number of the series. */
  void leave(int series) {
    nextSums[series] = sums[series];
    nextWeights[series] = weights[series];
  }

  void commit() {
    System.arraycopy(nextSums, 0, sums, 0, sums.length);
    System.arraycopy(nextWeights, 0, weights, 0, weights.length);
  }

  void state(State state) throws IOException {
    state.of(sums);
    state.of(weights);
  }
}
