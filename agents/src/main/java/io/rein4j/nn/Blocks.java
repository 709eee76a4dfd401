package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;

/** What networks do with their blocks and with the rows of their gradients. */
final class Blocks {

  private Blocks() {}

  /** {@return the block of a name, which must have a shape} */
  static Block require(Parameters parameters, String name, List<Integer> shape) {
    Block block = parameters.layout().block(name);
    if (!block.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "Parameter '%s' should have shape %s, but the layout gives it %s."
              .formatted(name, shape, block.shape()));
    }
    return block;
  }

  /** {@return whether a block belongs to one of some groups; all do if there are none} */
  static boolean isIn(Block block, List<String> groups) {
    return groups.isEmpty() || groups.contains(block.group());
  }

  static void requireForward(int rows) {
    if (rows == 0) {
      throw new IllegalStateException(
          "A backward pass needs a forward pass before it, but there was none.");
    }
  }

  static void requireRows(int from, int to, int differentiatedRows) {
    if (differentiatedRows == 0) {
      throw new IllegalStateException(
          "Rows have gradients after forward and backwardRows only, but one of them is missing.");
    }
    if (from < 0 || from >= to || to > differentiatedRows) {
      throw new IllegalArgumentException(
          "The gradient is asked for of rows from %s to before %s, but there are %s."
              .formatted(from, to, differentiatedRows));
    }
  }

  /** Multiplies rows by their weights; 1 leaves every bit as it is. */
  static void weighRows(float[] values, int width, double[] weights, int rows) {
    for (int row = 0; row < rows; row++) {
      double weight = weights[row];
      if (weight != 1) {
        for (int i = row * width; i < (row + 1) * width; i++) {
          values[i] = (float) (values[i] * weight);
        }
      }
    }
  }

  /** Sums in double: no squares of floats overflow or vanish there. */
  static double sumOfSquares(float[] values, int from, int n) {
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      double value = values[i];
      sum += value * value;
    }
    return sum;
  }
}
