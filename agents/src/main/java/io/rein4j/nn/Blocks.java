package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
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

  /** {@return a copy of a block's parameters} */
  static float[] values(Parameters parameters, Block block) {
    return Arrays.copyOfRange(parameters.values(), block.offset(), block.end());
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
}
