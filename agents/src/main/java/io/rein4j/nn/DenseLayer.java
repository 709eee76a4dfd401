package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import org.jspecify.annotations.Nullable;

/**
 * One fully connected layer of a network: outputs = activation(inputs · weight + bias), with the
 * weighted sums normalised before the activation or not.
 *
 * @param weight the block of its weights, [inputs, outputs]
 * @param bias the block of its biases
 * @param norm the normalisation of each row's weighted sums; null if they stay as they are
 * @param activation the function of the weighted sums
 */
public record DenseLayer(Block weight, Block bias, @Nullable Norm norm, Activation activation) {

  /**
   * Layer normalisation: (x − mean) / √(variance + 10⁻⁵) · gain + bias.
   *
   * @param gain the block of its gains
   * @param bias the block of its biases
   */
  public record Norm(Block gain, Block bias) {}

  /** {@return the number of inputs} */
  public int inputs() {
    return weight.shape().get(0);
  }

  /** {@return the number of outputs} */
  public int outputs() {
    return weight.shape().get(1);
  }
}
