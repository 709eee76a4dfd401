package io.rein4j.agent.replay;

import io.rein4j.agent.StateSnapshot;
import io.rein4j.api.Incubating;
import io.rein4j.env.Space;
import io.rein4j.env.VectorStep;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * The last experience of an agent in several environments, from which batches are drawn to learn
 * from.
 *
 * <p>An observation is kept once, whether an action was chosen for it or led to it.
 */
@Incubating
public interface ReplayMemory extends Stateful {

  /**
   * {@return the bytes that an observation takes which is kept whole}
   *
   * @param space the space of observations, stacks of frames or not
   */
  static double bytesOfWhole(Space space) {
    RowLayout layout = RowLayout.of(space, false, 0);
    return (double) space.size() / layout.rowSize() * layout.valueBytes();
  }

  /**
   * Takes in what actions are to be chosen for.
   *
   * @param observations environments × observation size floats
   * @param masks environments × mask size booleans: which actions make sense; empty if all do
   * @param states environments × state size floats: those of the network that chooses, before it
   *     sees these observations
   */
  void see(float[] observations, boolean[] masks, float[] states);

  /**
   * Takes in what actions are to be chosen for, all of which make sense.
   *
   * @param observations environments × observation size floats
   * @param states environments × state size floats
   */
  default void see(float[] observations, float[] states) {
    see(observations, VectorStep.NO_MASKS, states);
  }

  /**
   * Takes in what the actions led to that were chosen for what was seen last.
   *
   * @param step what the environments answered
   * @param actions environments × action size floats
   */
  void add(VectorStep step, float[] actions);

  /**
   * Takes in that an environment's episode was truncated behind the last step.
   *
   * @param env index of the environment
   * @param observations environments × observation size floats, of which the environment's row is
   *     the episode's final observation
   */
  void cut(int env, float[] observations);

  /** {@return the number of steps that there are to learn from} */
  int size();

  /**
   * Draws the next batch; there is something to learn from.
   *
   * @param progress the share of training that is done, in [0, 1]
   */
  void draw(double progress);

  /** {@return the steps that were drawn, to be learned from} */
  Batch drawn();

  /** {@return whether all observations that were drawn are finite} */
  boolean drewFiniteObservations();

  /** Takes note of the errors that an update has found in what was drawn. */
  void learned();

  /** Hands over everything but observations. */
  @Override
  void state(State state) throws IOException;

  /**
   * {@return the observations of this moment, to be written by any thread; or to be read, if the
   * rest of the state has just been}
   */
  StateSnapshot observations();
}
