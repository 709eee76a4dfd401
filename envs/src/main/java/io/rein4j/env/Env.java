package io.rein4j.env;

import io.rein4j.state.Stateful;
import java.util.Optional;

/**
 * One environment: a world that an agent acts in, step by step, episode after episode, with
 * Gymnasium's semantics.
 *
 * <p>Observations and actions are floats in arrays of the caller; their number is the {@link
 * Space#size()} of the space. {@link #step} returns the reward; how the step ended the episode is
 * told by {@link #terminated()} (the world reached an end state, nothing follows) and {@link
 * #truncated()} (a limit from outside cut the episode, values go on behind it). After either,
 * {@link #reset} must come before the next step.
 */
public interface Env extends AutoCloseable {

  /** {@return the space of observations} */
  Space observationSpace();

  /** {@return the space of actions} */
  Space actionSpace();

  /**
   * Starts an episode with a newly seeded generator.
   *
   * @param seed 0 or larger
   * @param observation receives the first observation
   * @param offset index of its first float
   */
  void reset(long seed, float[] observation, int offset);

  /**
   * Starts an episode; the generator goes on where the last episode left it.
   *
   * @param observation receives the first observation
   * @param offset index of its first float
   */
  void reset(float[] observation, int offset);

  /**
   * Takes one step.
   *
   * @param action holds the action
   * @param actionOffset index of the action's first float
   * @param observation receives the observation after the step
   * @param observationOffset index of its first float
   * @return the reward of the step
   * @throws IllegalArgumentException if the action is not in the action space
   * @throws IllegalStateException if no episode is under way
   */
  double step(float[] action, int actionOffset, float[] observation, int observationOffset);

  /** {@return whether the last step reached an end state} */
  boolean terminated();

  /** {@return whether a limit cut the episode at the last step} */
  boolean truncated();

  /**
   * {@return whether what the last step ended was a part of an episode, as a life is of a game: the
   * next reset goes on with it, whatever its seed} An agent learns from an end like any other;
   * returns and lengths are those of whole episodes.
   */
  default boolean goesOn() {
    return false;
  }

  /**
   * {@return access to the whole state, its generator's included, if the environment can copy it in
   * the middle of an episode} A {@link CopyableEnv} can; a wrapper can if the environment within
   * can.
   *
   * <p>An environment that cannot go on with the episode of a state that it has read is truncated
   * afterwards: a reset must come before the next step.
   */
  default Optional<Stateful> state() {
    return Optional.empty();
  }

  /**
   * {@return access to which actions make sense at the moment, if the environment tells: then an
   * agent takes no others} It is always there or never, and a wrapper has that of the environment
   * within.
   */
  default Optional<ActionMask> actionMask() {
    return Optional.empty();
  }

  /**
   * {@return a way to draw the environment, if it can be drawn} Gymnasium calls this the render
   * mode {@code rgb_array}. An environment may keep what only its pictures need from the first call
   * on, so it is asked before the reset of the first episode that is drawn.
   */
  default Optional<Renderer> renderer() {
    return Optional.empty();
  }

  /** Frees what the environment holds; nothing for most. */
  @Override
  default void close() {}
}
