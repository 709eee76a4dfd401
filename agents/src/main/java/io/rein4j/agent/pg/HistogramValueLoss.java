package io.rein4j.agent.pg;

import io.rein4j.nn.Categorical;
import io.rein4j.nn.GaussianHistogram;

/**
 * The mean cross-entropy of histograms, given by their logits, to those of normal distributions
 * around the returns (HL-Gauss, Farebrother et al. 2024). No derivative by a logit is larger than
 * the coefficient's share of a sample.
 */
final class HistogramValueLoss implements ValueLoss {

  private final float coefficient;
  private final GaussianHistogram histogram;
  private final int bins;
  private final Categorical histograms;
  private final float[] target;
  private float[] gradient = {};

  HistogramValueLoss(double coefficient, GaussianHistogram histogram) {
    this.coefficient = (float) coefficient;
    this.histogram = histogram;
    this.bins = histogram.bins();
    this.histograms = new Categorical(bins);
    this.target = new float[bins];
  }

  @Override
  public float coefficient() {
    return coefficient;
  }

  @Override
  public double compute(Minibatch batch, float[] outputs) {
    int size = batch.size();
    if (gradient.length < size * bins) {
      gradient = new float[Math.multiplyExact(size, bins)];
    }
    histograms.set(outputs, size);
    float[] probabilities = histograms.probabilities();
    float[] logProbabilities = histograms.logProbabilities();
    float scale = coefficient / size;
    double sum = 0;
    for (int row = 0; row < size; row++) {
      histogram.write(batch.returns()[row], target, 0);
      int from = row * bins;
      for (int i = 0; i < bins; i++) {
        gradient[from + i] = scale * (probabilities[from + i] - target[i]);
        sum -= target[i] * (double) logProbabilities[from + i];
      }
    }
    return sum / size;
  }

  @Override
  public float[] gradient() {
    return gradient;
  }
}
