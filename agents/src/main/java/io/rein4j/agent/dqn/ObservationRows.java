package io.rein4j.agent.dqn;

import io.rein4j.env.Box;
import io.rein4j.env.Space;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Observations in rows that are overwritten one by one. */
sealed interface ObservationRows permits FloatRows, ByteRows {

  /**
   * {@return rows for a space's observations: a byte an element for images, boxes from 0 to 255;
   * else a float}
   */
  static ObservationRows of(Space space, int rows) {
    return isImage(space) ? new ByteRows(rows, space.size()) : new FloatRows(rows, space.size());
  }

  /** {@return bytes that an observation takes; an image is an array of its own} */
  static double bytesPerRow(Space space) {
    return isImage(space)
        ? ByteRows.bytesPerRow(space.size())
        : (double) space.size() * Float.BYTES;
  }

  /** {@return whether a byte an element is enough} */
  static boolean isImage(Space space) {
    if (!(space instanceof Box box)) {
      return false;
    }
    for (int i = 0; i < box.size(); i++) {
      if (box.low(i) != 0 || box.high(i) != ByteRows.LARGEST) {
        return false;
      }
    }
    return true;
  }

  /** Copies an observation, from an index on, into a row. */
  void set(int row, float[] observations, int from);

  /** Copies a row into an array, from an index on. */
  void get(int row, float[] observations, int to);

  /** Writes the first rows. */
  void writeState(DataOutput out, int rows) throws IOException;

  /** Reads what {@link #writeState} wrote of as many rows. */
  void readState(DataInput in, int rows) throws IOException;
}
