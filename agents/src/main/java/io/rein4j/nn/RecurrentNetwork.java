package io.rein4j.nn;

/**
 * A differentiable function from sequences of inputs to sequences of outputs, with a state that is
 * carried from step to step and parameters in {@link Parameters}.
 */
public interface RecurrentNetwork extends Differentiable, LayeredNetwork {

  /**
   * Computes the outputs of all steps of several sequences, and keeps what {@link #backward} needs;
   * the inputs must not change before it.
   *
   * @param inputs a row of input size floats for each of the sequences' rows
   * @param sequences how the rows follow each other; must not change before the backward pass
   * @param states a row of state size floats for each sequence: the states before their first
   *     steps, which stay as they are
   * @return a row of output size floats for each of the sequences' rows
   */
  float[] forward(float[] inputs, Sequences sequences, float[] states);

  /**
   * Writes the gradient of a loss with respect to this network's parameters over their blocks of
   * {@link Parameters#gradient()}, by backpropagation through time from each sequence's end to its
   * {@linkplain Sequences#burnIn() burn-in}, or to its beginning, but never through an episode's
   * start.
   *
   * @param outputGradient the loss's derivative by each output of the last {@link #forward}; what
   *     stands in rows of the burn-in is ignored; may be overwritten
   */
  @Override
  void backward(float[] outputGradient);
}
