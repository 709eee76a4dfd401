package io.rein4j.agent.pg;

import io.rein4j.nn.Categorical;
import io.rein4j.nn.CategoricalMean;
import io.rein4j.nn.GaussianHistogram;

/** A head whose outputs are the logits of a histogram, the mean of which is the value. */
final class HistogramHead implements CriticHead {

  private final Categorical histograms;
  private final float[] centers;
  private float[] values = {};

  HistogramHead(GaussianHistogram histogram) {
    this.histograms = new Categorical(histogram.bins());
    this.centers = histogram.centers();
  }

  @Override
  public int outputs() {
    return centers.length;
  }

  @Override
  public float[] values(float[] outputs, int rows) {
    if (values.length < rows) {
      values = new float[rows];
    }
    histograms.set(outputs, rows);
    for (int row = 0; row < rows; row++) {
      values[row] =
          (float) CategoricalMean.mean(histograms.probabilities(), row * centers.length, centers);
    }
    return values;
  }
}
