package io.rein4j.agent.dqn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Observations of whole numbers from 0 to 255, a byte each. The first that is of other numbers
 * turns all into floats, so that nothing is ever rounded.
 */
final class ByteRows implements ObservationRows {

  static final int LARGEST = 255;

  private final int size;
  private byte[][] elements;

  /** Null as long as bytes do. */
  /** Bytes of an array before its elements. */
  private static final int HEADER = 16;

  private @Nullable FloatRows floats;

  ByteRows(int rows, int size) {
    this.size = size;
    this.elements = new byte[rows][size];
  }

  /** {@return bytes that a row takes, with what is before its elements, and the reference to it} */
  static double bytesPerRow(int size) {
    return Math.ceil((size + HEADER) / (double) Long.BYTES) * Long.BYTES + Integer.BYTES;
  }

  @Override
  public void set(int row, float[] observations, int from) {
    if (floats != null) {
      floats.set(row, observations, from);
      return;
    }
    byte[] bytes = elements[row];
    boolean exact = true;
    for (int i = 0; i < size; i++) {
      float element = observations[from + i];
      int rounded = (int) element;
      bytes[i] = (byte) rounded;
      exact &= rounded == element && (rounded & LARGEST) == rounded;
    }
    if (!exact) {
      becomeFloats().set(row, observations, from);
    }
  }

  private FloatRows becomeFloats() {
    FloatRows wide = new FloatRows(elements.length, size);
    float[] one = new float[size];
    for (int row = 0; row < elements.length; row++) {
      get(row, one, 0);
      wide.set(row, one, 0);
    }
    elements = new byte[elements.length][0];
    floats = wide;
    return wide;
  }

  @Override
  public void get(int row, float[] observations, int to) {
    if (floats != null) {
      floats.get(row, observations, to);
      return;
    }
    byte[] bytes = elements[row];
    for (int i = 0; i < size; i++) {
      observations[to + i] = bytes[i] & LARGEST;
    }
  }

  @Override
  public void writeState(DataOutput out, int rows) throws IOException {
    out.writeBoolean(floats != null);
    if (floats != null) {
      floats.writeState(out, rows);
      return;
    }
    for (int row = 0; row < rows; row++) {
      out.write(elements[row]);
    }
  }

  @Override
  public void readState(DataInput in, int rows) throws IOException {
    boolean wide = in.readBoolean();
    if (wide) {
      (floats == null ? becomeFloats() : floats).readState(in, rows);
      return;
    }
    if (floats != null) {
      throw new IOException("The state holds bytes, but the memory has seen other numbers.");
    }
    for (int row = 0; row < rows; row++) {
      in.readFully(elements[row]);
    }
  }
}
