package io.rein4j.agent.replay;

import java.io.DataInput;
import java.io.DataOutput;
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

  /** Writes some rows. */
  void write(DataOutput out, int from, int count) throws IOException;

  /** Reads what {@link #write} wrote of as many rows. */
  void read(DataInput in, int from, int count) throws IOException;
}
