package io.rein4j.clip;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A clipping rule at work on the gradients of one layout, with the state that the rule keeps. */
public interface Clipper {

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

  /**
   * Writes the rule's state; most rules have none.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  default void writeState(DataOutput out) throws IOException {}

  /**
   * Takes over what {@link #writeState} of the same rule and layout wrote.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails or holds something else
   */
  default void readState(DataInput in) throws IOException {}
}
