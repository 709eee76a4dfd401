package io.rein4j.agent;

import io.rein4j.env.VectorEnv;

/**
 * The training of a {@link Learner}: a run's environments, which it steps, and what keeps the run's
 * books and evaluates meanwhile. One {@link #step} and one {@link #learned} take turns.
 */
public interface Training {

  /** {@return the environments, reset; they are stepped by {@link #step} alone} */
  VectorEnv environments();

  /** {@return environment steps so far, over all environments} */
  long steps();

  /** {@return whether all steps are taken that were asked for} */
  boolean isOver();

  /** {@return what must hear of every update, between {@link #step} and {@link #learned}} */
  UpdateListener updates();

  /**
   * Takes one step in every environment.
   *
   * @param actions environments × action size floats
   */
  void step(float[] actions);

  /**
   * Says that everything is learned that the last step gave rise to. Logs, evaluates and saves what
   * is due.
   *
   * @param learned whether there were updates
   * @throws java.io.UncheckedIOException if something cannot be written down
   */
  void learned(boolean learned);
}
