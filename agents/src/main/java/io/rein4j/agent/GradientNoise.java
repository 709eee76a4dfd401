package io.rein4j.agent;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * The mean of a gradient against its scatter over samples, from batches of gradients of single
 * samples: the simple noise scale, and its estimators without bias from batches of 1 and of B
 * samples, of McCandlish et al. 2018, "An empirical model of large-batch training", appendix A.1.
 */
final class GradientNoise implements Stateful {

  /** Sums over batches of the squared norm of the true gradient. */
  private double signal;

  /** Sums over batches of the trace of the covariance of samples' gradients. */
  private double scatter;

  /** The same of the mean over each batch. */
  private double scatterOfMeans;

  /**
   * Takes in a batch.
   *
   * @param samples how many gradients it has; one alone says nothing
   * @param meanSquaredNorm mean of their squared norms
   * @param squaredNormOfMean squared norm of their mean
   */
  void add(int samples, double meanSquaredNorm, double squaredNormOfMean) {
    if (samples < 2 || !Double.isFinite(meanSquaredNorm) || !Double.isFinite(squaredNormOfMean)) {
      return;
    }
    double batch = samples;
    double trace = (meanSquaredNorm - squaredNormOfMean) * batch / (batch - 1);
    signal += (batch * squaredNormOfMean - meanSquaredNorm) / (batch - 1);
    scatter += trace;
    scatterOfMeans += trace / batch;
  }

  void clear() {
    signal = 0;
    scatter = 0;
    scatterOfMeans = 0;
  }

  /**
   * {@return the number of samples with which the mean of a batch is as long as its scatter; NaN
   * while the estimate of the true gradient's length is not above 0}
   */
  double scale() {
    return signal > 0 ? scatter / signal : Double.NaN;
  }

  /**
   * {@return the squared length of the true gradient in multiples of the batch mean's variance,
   * without bias, so that it may fall below 0; NaN without batches}
   */
  double signalToNoise() {
    return scatterOfMeans > 0 ? signal / scatterOfMeans : Double.NaN;
  }

  @Override
  public void state(State state) throws IOException {
    signal = state.of(signal);
    scatter = state.of(scatter);
    scatterOfMeans = state.of(scatterOfMeans);
  }
}
