package io.rein4j.nn.model;

import java.util.List;

/**
 * The means of distributions over the same values, from their logits: Σ softmax(logits) · values.
 *
 * @param name what it is called
 * @param distributions how many there are in a row, their logits one after the other
 * @param values what the distributions are over
 */
public record MeanReturnModel(String name, int distributions, List<Float> values)
    implements LayerModel {

  public MeanReturnModel {
    values = List.copyOf(values);
  }

  @Override
  public int inputs() {
    return distributions * values.size();
  }

  @Override
  public int outputs() {
    return distributions;
  }

  @Override
  public float[] apply(float[] logits, int rows) {
    int size = values.size();
    float[] means = new float[rows * distributions];
    for (int i = 0; i < means.length; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < size; k++) {
        largest = Math.max(largest, logits[i * size + k]);
      }
      double sum = 0;
      double weighted = 0;
      for (int k = 0; k < size; k++) {
        double share = Math.exp(logits[i * size + k] - largest);
        sum += share;
        weighted += share * values.get(k);
      }
      means[i] = (float) (weighted / sum);
    }
    return means;
  }
}
