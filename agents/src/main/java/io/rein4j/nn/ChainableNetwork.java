package io.rein4j.nn;

/** A network that can stand behind another, as it takes gradients back to its inputs. */
interface ChainableNetwork extends Network {

  /**
   * Does what {@link #backward(float[])} does, and computes the gradient with respect to the inputs
   * too.
   *
   * <p>Only one backward pass may follow a {@link #forward}.
   *
   * @param outputGradient the loss's derivative by each output of the last {@link #forward}; may be
   *     overwritten
   * @param inputGradient receives rows × input size floats from index 0
   */
  void backward(float[] outputGradient, float[] inputGradient);
}
