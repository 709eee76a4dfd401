package io.rein4j.state;

import java.io.DataInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;

/** A state that gives back what was written. */
final class StateReader implements State {

  /** Bytes that pass at a time. */
  static final int CHUNK = 1 << 15;

  private final DataInput in;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);

  /** Bytes of the present array that are yet to be read from the stream. */
  private long left;

  StateReader(DataInput in) {
    this.in = in;
  }

  @Override
  public boolean isReading() {
    return true;
  }

  @Override
  public boolean of(boolean value) throws IOException {
    return in.readBoolean();
  }

  @Override
  public int of(int value) throws IOException {
    return in.readInt();
  }

  @Override
  public long of(long value) throws IOException {
    return in.readLong();
  }

  @Override
  public float of(float value) throws IOException {
    return Float.intBitsToFloat(in.readInt());
  }

  @Override
  public double of(double value) throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }

  @Override
  public String of(String value) throws IOException {
    return in.readUTF();
  }

  @Override
  public void of(float[] values, int offset, int count) throws IOException {
    begin(count, Float.BYTES);
    for (int i = offset; i < offset + count; i++) {
      values[i] = Float.intBitsToFloat(next(Float.BYTES).getInt());
    }
  }

  @Override
  public void of(double[] values, int offset, int count) throws IOException {
    begin(count, Double.BYTES);
    for (int i = offset; i < offset + count; i++) {
      values[i] = Double.longBitsToDouble(next(Double.BYTES).getLong());
    }
  }

  @Override
  public void of(int[] values, int offset, int count) throws IOException {
    begin(count, Integer.BYTES);
    for (int i = offset; i < offset + count; i++) {
      values[i] = next(Integer.BYTES).getInt();
    }
  }

  @Override
  public void of(long[] values, int offset, int count) throws IOException {
    begin(count, Long.BYTES);
    for (int i = offset; i < offset + count; i++) {
      values[i] = next(Long.BYTES).getLong();
    }
  }

  @Override
  public void of(boolean[] values, int offset, int count) throws IOException {
    begin(count, 1);
    for (int i = offset; i < offset + count; i++) {
      values[i] = next(1).get() != 0;
    }
  }

  @Override
  public void of(byte[] values, int offset, int count) throws IOException {
    begin(count, 1);
    in.readFully(values, offset, count);
  }

  /** Begins an array, which must have so many elements. */
  private void begin(int count, int bytes) throws IOException {
    int found = in.readInt();
    if (found != count) {
      throw new IOException("The state holds %s numbers where %s belong.".formatted(found, count));
    }
    left = (long) count * bytes;
    chunk.limit(0);
  }

  /** Returns the chunk with the next element, which has so many bytes. */
  private ByteBuffer next(int bytes) throws IOException {
    if (chunk.remaining() < bytes) {
      int length = (int) Math.min(CHUNK, left);
      in.readFully(chunk.array(), 0, length);
      left -= length;
      chunk.position(0).limit(length);
    }
    return chunk;
  }

  @Override
  public float[] renewed(float[] values, int count) throws IOException {
    begin(count, Float.BYTES);
    float[] renewed = new float[Math.min(CHUNK, count)];
    for (int i = 0; i < count; i++) {
      float next = Float.intBitsToFloat(next(Float.BYTES).getInt());
      if (i == renewed.length) {
        renewed = Arrays.copyOf(renewed, (int) Math.min(count, 2L * i));
      }
      renewed[i] = next;
    }
    return renewed;
  }

  @Override
  public <T> void of(Collection<T> elements, T blank, Item<T> item) throws IOException {
    elements.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      elements.add(item.of(blank, this));
    }
  }
}
