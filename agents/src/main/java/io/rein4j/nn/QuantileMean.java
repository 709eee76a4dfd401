package io.rein4j.nn;

import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.LayerModel;

/**
 * The means of distributions, each given by as many quantiles at the levels (i + ½)/N (Dabney et
 * al. 2018, "Distributional reinforcement learning with quantile regression"). Nothing is learned
 * through it.
 *
 * @param distributions how many there are in a row, their quantiles one after the other, ≥ 1
 * @param quantiles how many each has, ≥ 1
 */
public record QuantileMean(int distributions, int quantiles) implements FixedLayer {

  public QuantileMean {
    if (distributions < 1 || quantiles < 1) {
      throw new IllegalArgumentException(
          "Distributions and their quantiles are at least one, but are %s and %s."
              .formatted(distributions, quantiles));
    }
  }

  @Override
  public int inputs() {
    return Math.multiplyExact(distributions, quantiles);
  }

  @Override
  public int outputs() {
    return distributions;
  }

  @Override
  public LayerModel model() {
    return DenseModel.linear(
        "mean-return",
        inputs(),
        distributions,
        (quantile, distribution) -> quantile / quantiles == distribution ? 1.0 / quantiles : 0);
  }

  @Override
  public Computation computation() {
    return this::means;
  }

  private void means(float[] inputs, int rows, float[] outputs) {
    for (int i = 0; i < rows * distributions; i++) {
      outputs[i] = (float) mean(inputs, i * quantiles);
    }
  }

  /**
   * {@return the mean of one distribution}
   *
   * @param array holds its quantiles
   * @param from index of the first
   */
  public double mean(float[] array, int from) {
    double sum = 0;
    for (int i = from; i < from + quantiles; i++) {
      sum += array[i];
    }
    return sum / quantiles;
  }
}
