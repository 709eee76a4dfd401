package io.rein4j.agent.replay;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;

/** The choice of the transitions of a memory that an update learns from, and of their weights. */
interface Sampler {

  /** Takes note of a new transition at an index of the memory. */
  void added(int index);

  /**
   * Draws transitions with replacement, into the batch's indices and weights.
   *
   * @param size the memory's transitions are those at the indices below
   * @param progress the share of training that is done, in [0, 1]
   */
  void draw(Pcg64 random, int size, double progress, TransitionBatch batch);

  /** Takes note of the errors that an update has found in the batch. */
  void learned(TransitionBatch batch);

  /** Hands over what future draws depend on, of the transitions at the indices below a size. */
  void state(State state, int size) throws IOException;
}
