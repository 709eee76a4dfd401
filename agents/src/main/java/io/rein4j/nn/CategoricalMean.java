package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.MeanReturnModel;
import java.util.List;

/**
 * The means of distributions over the same values, each given by its logits: Σ softmax(logits) ·
 * values (Bellemare et al. 2017, "A distributional perspective on reinforcement learning"). Nothing
 * is learned through it.
 *
 * @param distributions how many there are in a row, their logits one after the other, ≥ 1
 * @param values what the distributions are over, at least one
 */
public record CategoricalMean(int distributions, List<Float> values) implements FixedLayer {

  public CategoricalMean {
    values = List.copyOf(values);
    if (distributions < 1 || values.isEmpty()) {
      throw new IllegalArgumentException(
          "Distributions and their values are at least one, but are %s and %s."
              .formatted(distributions, values.size()));
    }
  }

  @Override
  public int inputs() {
    return Math.multiplyExact(distributions, values.size());
  }

  @Override
  public int outputs() {
    return distributions;
  }

  @Override
  public LayerModel model() {
    return new MeanReturnModel("mean-return", distributions, values);
  }

  @Override
  public Computation computation() {
    int size = values.size();
    float[] all = new float[size];
    for (int i = 0; i < size; i++) {
      all[i] = values.get(i);
    }
    Categorical categorical = new Categorical(size);
    return (inputs, rows, outputs) -> {
      int n = rows * distributions;
      categorical.set(inputs, n);
      for (int i = 0; i < n; i++) {
        outputs[i] = (float) mean(categorical.probabilities(), i * size, all);
      }
    };
  }

  /**
   * {@return the mean of one distribution}
   *
   * @param probabilities hold those of its values
   * @param from index of the first
   * @param values what it is over
   */
  public static double mean(float[] probabilities, int from, float[] values) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += probabilities[from + i] * values[i];
    }
    return sum;
  }
}
