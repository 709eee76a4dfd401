package io.rein4j.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** States in memory. */
public final class Saved {

  private Saved() {}

  /** Returns the states of some things, one behind the other. */
  public static byte[] stateOf(Stateful... things) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    State state = State.writing(new DataOutputStream(bytes));
    for (Stateful thing : things) {
      thing.state(state);
    }
    return bytes.toByteArray();
  }

  /** Gives things the states that others had, and fails if there is more than they read. */
  public static void restore(byte[] bytes, Stateful... things) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    State state = State.reading(in);
    for (Stateful thing : things) {
      thing.state(state);
    }
    assertThat(in.available()).isZero();
  }
}
