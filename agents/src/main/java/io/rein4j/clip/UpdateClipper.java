package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * A rule behind the optimizer at work on the updates of one layout's parameters, with the state
 * that the rule keeps.
 */
public interface UpdateClipper extends Stateful {

  /**
   * Clips an update, whose elements are all finite, in place.
   *
   * @param update the update on its way through the stage
   */
  void clip(ParameterUpdate update);

  /** Hands over the rule's state, if it has any; most rules have none. */
  @Override
  default void state(State state) throws IOException {}
}
