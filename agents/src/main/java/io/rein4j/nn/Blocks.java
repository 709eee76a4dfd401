package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.List;

/** Operations of networks on their blocks and on the rows of their gradients. */
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
    // Four sums at a time: one alone would wait for itself.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    int end = from + n;
    for (; i <= end - 4; i += 4) {
      double w = values[i];
      double x = values[i + 1];
      double y = values[i + 2];
      double z = values[i + 3];
      a += w * w;
      b += x * x;
      c += y * y;
      d += z * z;
    }
    for (; i < end; i++) {
      double w = values[i];
      a += w * w;
    }
    return (a + b) + (c + d);
  }
}
