package io.rein4j.nn;

/**
 * A differentiable function from rows of inputs to rows of outputs, with parameters in {@link
 * Parameters}.
 *
 * <p>Arrays are row-major. Returned arrays belong to the network, may be longer than rows × output
 * size, and are overwritten by its next call.
 */
public interface Network extends Differentiable, LayeredNetwork {

  /** {@return 0, as nothing is carried from step to step} */
  @Override
  default int stateSize() {
    return 0;
  }

  /** Does what {@link #predict} does. */
  @Override
  default float[] step(float[] inputs, int rows, float[] states) {
    return predict(inputs, rows);
  }

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
