package io.rein4j.env.wrap;

import io.rein4j.env.Space;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * A change of the observations of one environment, episode by episode, on their way to the agent.
 */
public interface ObservationTransform extends Stateful {

  /** {@return the space of what the agent sees} */
  Space space();

  /**
   * Turns the first observation of an episode into what the agent sees.
   *
   * @param within the environment's observation
   * @param out receives the agent's
   * @param offset index of its first float
   */
  void first(float[] within, float[] out, int offset);

  /**
   * Turns the observation after a step into what the agent sees.
   *
   * @param within the environment's observation
   * @param ended whether the step ended the episode
   * @param out receives the agent's
   * @param offset index of its first float
   */
  void next(float[] within, boolean ended, float[] out, int offset);

  /** Hands over what is kept from step to step; nothing by default. */
  @Override
  default void state(State state) throws IOException {}
}
