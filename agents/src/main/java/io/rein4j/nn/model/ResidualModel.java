package io.rein4j.nn.model;

import java.util.List;

/**
 * Inputs plus what layers in a row make of them.
 *
 * @param name what it is called
 * @param branch the layers, with as many outputs as inputs
 */
public record ResidualModel(String name, List<LayerModel> branch) implements LayerModel {

  public ResidualModel {
    branch = List.copyOf(branch);
  }

  @Override
  public int inputs() {
    return branch.get(0).inputs();
  }

  @Override
  public int outputs() {
    return inputs();
  }

  @Override
  public float[] apply(float[] values, int rows) {
    float[] results = LayerModel.applyAll(branch, values, rows);
    float[] sums = new float[rows * inputs()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = values[i] + results[i];
    }
    return sums;
  }
}
