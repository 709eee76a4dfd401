package io.rein4j.nn;

import java.util.random.RandomGenerator;

/** What takes a loss's gradient back from its outputs to its parameters in {@link Parameters}. */
public interface Differentiable {

  /**
   * Sets what forward passes draw from where they leave out some of what layers give; without
   * dropout nothing is drawn.
   *
   * @param random the source of randomness, in whose state all of this lies
   */
  default void drawFrom(RandomGenerator random) {}

  /**
   * Writes the gradient of a loss with respect to the parameters over their blocks of {@link
   * Parameters#gradient()}.
   *
   * @param outputGradient the loss's derivative by each output of the last forward pass, as rows
   *     from index 0; may be overwritten
   */
  void backward(float[] outputGradient);
}
