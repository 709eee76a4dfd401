package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** A clipping rule at work on the gradients of one layout, with the state that the rule keeps. */
public interface Clipper extends Stateful {

  /**
   * Clips a gradient, whose elements are all finite, in place.
   *
   * @param gradient the gradient on its way through the stage
   */
  void clip(Gradient gradient);

  /**
   * Takes the gradient that was last clipped into the rule's state. The stage calls it once every
   * rule has let the update pass, so that a dropped update leaves no trace in any of them.
   */
  default void commit() {}

  /** Hands over the rule's state, if it has any; most rules have none. */
  @Override
  default void state(State state) throws IOException {}
}
