package io.rein4j.nn;

import java.util.List;

/**
 * A differentiable function from rows of inputs to rows of outputs, with parameters in {@link
 * Parameters}.
 *
 * <p>Arrays are row-major. Returned arrays belong to the network, may be longer than rows × output
 * size, and are overwritten by its next call.
 */
public interface Network extends Differentiable {

  /** {@return the number of floats of one row of inputs} */
  int inputSize();

  /** {@return the number of floats of one row of outputs} */
  int outputSize();

  /**
   * Computes outputs without keeping anything for a backward pass; it leaves what the last {@link
   * #forward} kept as it is.
   *
   * @param inputs rows × input size floats from index 0
   * @param rows number of rows, ≥ 1
   * @return rows × output size floats from index 0
   */
  float[] predict(float[] inputs, int rows);

  /**
   * {@return the layers that {@link #predict} goes through, from inputs to outputs, with their
   * parameters as they are}
   *
   * @throws IllegalArgumentException if there is something in the network that cannot be told as
   *     layers, by a sentence that names it
   */
  default List<NetworkLayer> layers() {
    throw new IllegalArgumentException("The agent's network is of a kind that cannot be exported.");
  }

  /**
   * Computes outputs and keeps what {@link #backward} needs; the inputs must not change before it.
   *
   * @param inputs rows × input size floats from index 0
   * @param rows number of rows, ≥ 1
   * @return rows × output size floats from index 0
   */
  float[] forward(float[] inputs, int rows);

  /**
   * Writes the gradient of a loss with respect to this network's parameters over their blocks of
   * {@link Parameters#gradient()}.
   *
   * @param outputGradient the loss's derivative by each output of the last {@link #forward}: rows ×
   *     output size floats from index 0; may be overwritten
   */
  @Override
  void backward(float[] outputGradient);
}
