package io.rein4j.env.wrap;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** A change of an environment's rewards on their way to the agent. */
interface RewardTransform extends Stateful {

  /**
   * Turns the reward of a step into the agent's.
   *
   * @param reward the reward of the environment within
   * @param ended whether the step ended the episode
   */
  double apply(double reward, boolean ended);

  /** Begins an episode; a random stream goes on. */
  default void begin() {}

  /** Begins an episode; a random stream starts anew. */
  default void begin(long seed) {
    begin();
  }

  /** Keeps nothing by default. */
  @Override
  default void state(State state) throws IOException {}
}
