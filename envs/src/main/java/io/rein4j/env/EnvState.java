package io.rein4j.env;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Access to the whole state of an environment, its generator's included, so that a checkpoint can
 * stop it in the middle of an episode.
 */
public interface EnvState {

  /**
   * Writes the state.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  void writeState(DataOutput out) throws IOException;

  /**
   * Takes over a state that an environment of the same kind and options wrote. An environment that
   * cannot go on with the episode is truncated afterwards: a reset must come before the next step.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails or holds something else
   */
  void readState(DataInput in) throws IOException;
}
