package io.rein4j.nn;

/**
 * A differentiable function from sequences of inputs to sequences of outputs, with a state that is
 * carried from step to step and parameters in {@link Parameters}.
 *
 * <p>A state is a row of {@link #stateSize()} floats; all zeros is the one before an episode's
 * first step. States belong to the caller. Arrays are row-major. Returned arrays belong to the
 * network, may be longer than rows × output size, and are overwritten by its next call.
 */
public interface RecurrentNetwork extends Differentiable {

  /** {@return the number of floats of one row of inputs} */
  int inputSize();

  /** {@return the number of floats of one row of outputs} */
  int outputSize();

  /** {@return the number of floats of one state} */
  int stateSize();

  /**
   * Computes the outputs of one step of several sequences, and keeps nothing for a backward pass;
   * it leaves what the last {@link #forward} kept as it is.
   *
   * @param inputs rows × input size floats from index 0
   * @param rows number of sequences, ≥ 1
   * @param states rows × state size floats from index 0: the states before the step, overwritten by
   *     those after it
   * @return rows × output size floats from index 0
   */
  float[] step(float[] inputs, int rows, float[] states);

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
