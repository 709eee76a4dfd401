package io.rein4j.env;

import io.rein4j.state.Stateful;
import java.util.Optional;

/**
 * Several environments of one kind that step together, on flat arrays.
 *
 * <p>An episode's end starts the next episode in the same step (Gymnasium's {@code
 * AutoresetMode.SAME_STEP}): then {@link #observations()} holds the new episode's first observation
 * and {@link #finalObservations()} the ended episode's last one.
 */
public interface VectorEnv extends VectorStep, AutoCloseable {

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

  /** {@return access to the whole state, if every environment can copy its own} */
  default Optional<Stateful> state() {
    return Optional.empty();
  }

  @Override
  void close();
}
