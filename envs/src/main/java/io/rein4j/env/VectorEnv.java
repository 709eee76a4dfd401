package io.rein4j.env;

import java.util.Optional;

/**
 * Several environments of one kind that step together, on flat arrays.
 *
 * <p>An episode's end starts the next episode in the same step (Gymnasium's {@code
 * AutoresetMode.SAME_STEP}): then {@link #observations()} holds the new episode's first observation
 * and {@link #finalObservations()} the ended episode's last one. All arrays belong to this object
 * and are overwritten by the next step.
 */
public interface VectorEnv extends AutoCloseable {

  /** {@return the number of environments} */
  int count();

  /** {@return the space of one environment's observations} */
  Space observationSpace();

  /** {@return the space of one environment's actions} */
  Space actionSpace();

  /** Starts an episode in every environment; episode numbers start from 0. */
  void reset();

  /**
   * Takes one step in every environment.
   *
   * @param actions count × action size floats, environment by environment
   * @throws IllegalArgumentException if an action is not in the action space
   * @throws IllegalStateException before the first {@link #reset}
   */
  void step(float[] actions);

  /** {@return count × observation size floats: what each environment's agent sees now} */
  float[] observations();

  /** {@return each environment's reward of the last step} */
  double[] rewards();

  /** {@return whether the last step reached an end state, for each environment} */
  boolean[] terminated();

  /** {@return whether a limit cut the episode at the last step, for each environment} */
  boolean[] truncated();

  /**
   * {@return count × observation size floats: the last observation of the episode that the last
   * step ended; only the rows of environments that are terminated or truncated mean anything}
   */
  float[] finalObservations();

  /** {@return access to the whole state, if every environment can copy its own} */
  default Optional<EnvState> state() {
    return Optional.empty();
  }

  @Override
  void close();
}
