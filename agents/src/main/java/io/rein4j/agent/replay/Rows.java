package io.rein4j.agent.replay;

import io.rein4j.state.State;
import java.io.IOException;

/** Rows of equally many floats, in one array. */
sealed interface Rows permits FloatRows, ByteRows {

  /**
   * Copies floats, from an index on, into a row.
   *
   * @return whether these rows can hold such floats; if not, the row holds something else
   */
  boolean set(int row, float[] source, int from);

  /** Copies a row into an array, from an index on. */
  void get(int row, float[] target, int to);

  /** Returns whether a row is what an array has from an index on. */
  boolean equals(int row, float[] array, int from);

  /** Hands over some rows. */
  void state(State state, int from, int count) throws IOException;
}
