package io.rein4j.nn.model;

import java.util.Arrays;

/**
 * A function of each element by itself.
 *
 * @param name what it is called
 * @param inputs number of elements
 * @param activation the function
 */
public record ActivatedModel(String name, int inputs, Activation activation) implements LayerModel {

  @Override
  public int outputs() {
    return inputs;
  }

  @Override
  public float[] apply(float[] values, int rows) {
    float[] results = Arrays.copyOf(values, rows * inputs);
    activation.apply(results, results, results.length);
    return results;
  }
}
