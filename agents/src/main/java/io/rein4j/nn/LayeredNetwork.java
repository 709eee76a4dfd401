package io.rein4j.nn;

import java.util.List;

/**
 * A function from rows of inputs to rows of outputs, step by step, that can be told as layers: what
 * agents act by.
 *
 * <p>What it carries from step to step is a state, a row of {@link #stateSize()} floats for each
 * sequence; all zeros is the one before an episode's first step. States belong to the caller.
 * Arrays are row-major. Returned arrays belong to the network, may be longer than rows × output
 * size, and are overwritten by its next call.
 */
public interface LayeredNetwork {

  /** {@return the number of floats of one row of inputs} */
  int inputSize();

  /** {@return the number of floats of one row of outputs} */
  int outputSize();

  /** {@return the number of floats of one state; 0 if nothing is carried from step to step} */
  int stateSize();

  /**
   * Computes the outputs of one step of several sequences, and keeps nothing for a backward pass;
   * it leaves what the last forward pass kept as it is.
   *
   * @param inputs rows × input size floats from index 0
   * @param rows number of sequences, ≥ 1
   * @param states rows × state size floats from index 0: the states before the step, overwritten by
   *     those after it
   * @return rows × output size floats from index 0
   */
  float[] step(float[] inputs, int rows, float[] states);

  /**
   * {@return the layers that {@link #step} goes through, from inputs to outputs, with their
   * parameters as they are}
   *
   * @throws IllegalArgumentException if there is something in the network that cannot be told as
   *     layers, by a sentence that names it
   */
  default List<NetworkLayer> layers() {
    throw new IllegalArgumentException("The agent's network is of a kind that cannot be exported.");
  }
}
