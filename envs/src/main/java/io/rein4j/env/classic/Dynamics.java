package io.rein4j.env.classic;

import io.rein4j.env.EnvState;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;

/** The physics of a task: its state, how it starts and how it moves. */
interface Dynamics extends EnvState {

  Space observationSpace();

  Space actionSpace();

  /** Draws an initial state. */
  void start(Pcg64 random);

  /**
   * Moves one step on.
   *
   * @return the reward
   */
  double step(float[] action, int offset);

  /** {@return whether the last step reached an end state} */
  boolean terminated();

  void observe(float[] observation, int offset);
}
