package io.rein4j.nn.model;

import java.util.List;

/**
 * Layers in several branches, which all read the same inputs, and whose outputs stand side by side.
 *
 * @param name what they are called together
 * @param branches each at least one layer
 */
public record ParallelModel(String name, List<List<LayerModel>> branches) implements LayerModel {

  public ParallelModel {
    branches = branches.stream().map(List::copyOf).toList();
  }

  private static LayerModel last(List<LayerModel> branch) {
    return branch.get(branch.size() - 1);
  }

  @Override
  public int inputs() {
    return branches.get(0).get(0).inputs();
  }

  @Override
  public int outputs() {
    return branches.stream().mapToInt(branch -> last(branch).outputs()).sum();
  }

  @Override
  public float[] apply(float[] values, int rows) {
    float[] all = new float[rows * outputs()];
    int column = 0;
    for (List<LayerModel> branch : branches) {
      float[] own = LayerModel.applyAll(branch, values, rows);
      int width = last(branch).outputs();
      for (int row = 0; row < rows; row++) {
        System.arraycopy(own, row * width, all, row * outputs() + column, width);
      }
      column += width;
    }
    return all;
  }
}
