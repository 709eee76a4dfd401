package io.rein4j.env;

import io.rein4j.random.Pcg64;
import io.rein4j.state.Stateful;
import java.util.Optional;

/**
 * The rules of a world: its state, how it starts and how it moves. A {@link TaskEnv} makes an
 * environment of it.
 */
public interface Task extends Stateful {

  /** {@return the space of observations} */
  Space observationSpace();

  /** {@return the space of actions} */
  Space actionSpace();

  /**
   * Starts an episode.
   *
   * @param random what the initial state is drawn from
   */
  void start(Pcg64 random);

  /**
   * Moves one step on.
   *
   * @param action holds the action
   * @param offset index of its first float
   * @param random what the step is drawn from
   * @return the reward
   * @throws IllegalArgumentException if the action is not in the action space
   */
  double step(float[] action, int offset, Pcg64 random);

  /** {@return whether the last step reached an end state} */
  boolean terminated();

  /**
   * Tells what an agent sees of the state.
   *
   * @param observation receives the observation
   * @param offset index of its first float
   */
  void observe(float[] observation, int offset);

  /** {@return access to which actions make sense in the present state, if the task tells} */
  default Optional<ActionMask> actionMask() {
    return Optional.empty();
  }

  /**
   * {@return a way to draw the world, if it can be drawn} Nothing is drawn before the first start.
   */
  default Optional<Renderer> renderer() {
    return Optional.empty();
  }
}
