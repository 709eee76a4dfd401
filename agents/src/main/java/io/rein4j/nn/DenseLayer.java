package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;

/**
 * One fully connected layer of a network: outputs = activation(inputs · weight + bias).
 *
 * @param weight the block of its weights, [inputs, outputs]
 * @param bias the block of its biases
 * @param activation the function of the weighted sums
 */
public record DenseLayer(Block weight, Block bias, Activation activation) {

  /** {@return the number of inputs} */
  public int inputs() {
    return weight.shape().get(0);
  }

  /** {@return the number of outputs} */
  public int outputs() {
    return weight.shape().get(1);
  }
}
