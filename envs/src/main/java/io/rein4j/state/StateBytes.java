package io.rein4j.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** States as arrays of bytes, for what another thing takes over at once. */
public final class StateBytes {

  private StateBytes() {}

  /**
   * Writes the states of things, one behind the other.
   *
   * @param things whose states are written, in this order
   * @return what {@link #restore} takes
   * @throws IOException if a thing cannot write its state
   */
  public static byte[] of(Stateful... things) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    State state = State.writing(new DataOutputStream(bytes));
    for (Stateful thing : things) {
      thing.state(state);
    }
    return bytes.toByteArray();
  }

  /**
   * Gives things the states that others of their kinds had.
   *
   * @param bytes what {@link #of} returned for those
   * @param things which take over the states, in the same order
   * @throws IOException if the states do not fit, or more bytes are left than the things have read
   */
  public static void restore(byte[] bytes, Stateful... things) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    State state = State.reading(new DataInputStream(in));
    for (Stateful thing : things) {
      thing.state(state);
    }
    if (in.available() > 0) {
      throw new IOException("The state holds %s bytes too many.".formatted(in.available()));
    }
  }
}
