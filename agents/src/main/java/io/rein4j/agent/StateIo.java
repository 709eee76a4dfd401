package io.rein4j.agent;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Arrays in a checkpoint: length, then the elements, big endian. */
public final class StateIo {

  private static final int CHUNK = 8192;

  private StateIo() {}

  /**
   * Writes the first elements of an array.
   *
   * @param out receives them
   * @param values holds them
   * @param count how many
   * @throws IOException if {@code out} fails
   */
  public static void write(DataOutput out, float[] values, int count) throws IOException {
    write(out, values, 0, count);
  }

  /**
   * Writes some elements of an array that lie side by side.
   *
   * @param out receives them
   * @param values holds them
   * @param offset index of the first
   * @param count how many
   * @throws IOException if {@code out} fails
   */
  public static void write(DataOutput out, float[] values, int offset, int count)
      throws IOException {
    out.writeInt(count);
    ByteBuffer chunk = ByteBuffer.allocate(Math.min(CHUNK, count) * Float.BYTES);
    for (int from = 0; from < count; from += CHUNK) {
      int length = Math.min(CHUNK, count - from);
      chunk.asFloatBuffer().put(values, offset + from, length);
      out.write(chunk.array(), 0, length * Float.BYTES);
    }
  }

  /**
   * Reads what {@link #write} wrote into the beginning of an array.
   *
   * @param in holds the elements
   * @param values receives them
   * @param count how many there must be
   * @throws IOException if {@code in} fails or holds another number of elements
   */
  public static void read(DataInput in, float[] values, int count) throws IOException {
    read(in, values, 0, count);
  }

  /**
   * Reads what {@link #write} wrote into some elements of an array that lie side by side.
   *
   * @param in holds the elements
   * @param values receives them
   * @param offset index of the first
   * @param count how many there must be
   * @throws IOException if {@code in} fails or holds another number of elements
   */
  public static void read(DataInput in, float[] values, int offset, int count) throws IOException {
    int found = in.readInt();
    if (found != count) {
      throw new IOException("The state holds %s floats where %s belong.".formatted(found, count));
    }
    byte[] chunk = new byte[Math.min(CHUNK, count) * Float.BYTES];
    for (int from = 0; from < count; from += CHUNK) {
      int length = Math.min(CHUNK, count - from);
      in.readFully(chunk, 0, length * Float.BYTES);
      ByteBuffer.wrap(chunk).asFloatBuffer().get(values, offset + from, length);
    }
  }

  /**
   * Reads what {@link #write} wrote into a new array, for which memory is taken as the elements
   * come: a wrong number of them takes none.
   *
   * @param in holds the elements
   * @param count how many there must be
   * @return the array, of this length
   * @throws IOException if {@code in} fails or holds another number of elements
   */
  public static float[] read(DataInput in, int count) throws IOException {
    int found = in.readInt();
    if (found != count) {
      throw new IOException("The state holds %s floats where %s belong.".formatted(found, count));
    }
    float[] values = new float[Math.min(CHUNK, count)];
    byte[] chunk = new byte[CHUNK * Float.BYTES];
    for (int from = 0; from < count; from += CHUNK) {
      int length = Math.min(CHUNK, count - from);
      in.readFully(chunk, 0, length * Float.BYTES);
      if (from + length > values.length) {
        values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length));
      }
      ByteBuffer.wrap(chunk).asFloatBuffer().get(values, from, length);
    }
    return values;
  }
}
