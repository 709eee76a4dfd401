package io.rein4j.nn.model;

import java.util.List;

/**
 * Integers, each as one output for each of its values: 1 for the one it has, 0 for the others.
 *
 * @param counts how many values each integer has
 * @param starts the smallest of them
 */
public record OneHotModel(List<Integer> counts, List<Integer> starts) implements LayerModel {

  public OneHotModel {
    counts = List.copyOf(counts);
    starts = List.copyOf(starts);
  }

  @Override
  public String name() {
    return "one-hot";
  }

  @Override
  public int inputs() {
    return counts.size();
  }

  @Override
  public int outputs() {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public float[] apply(float[] values, int rows) {
    float[] outputs = new float[rows * outputs()];
    int column = 0;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < counts.size(); i++) {
        outputs[column + (int) values[row * counts.size() + i] - starts.get(i)] = 1;
        column += counts.get(i);
      }
    }
    return outputs;
  }
}
