package io.rein4j.nn;

/** What takes a loss's gradient back from its outputs to its parameters in {@link Parameters}. */
public interface Differentiable {

  /**
   * Writes the gradient of a loss with respect to the parameters over their blocks of {@link
   * Parameters#gradient()}.
   *
   * @param outputGradient the loss's derivative by each output of the last forward pass, as rows
   *     from index 0; may be overwritten
   */
  void backward(float[] outputGradient);
}
