package io.rein4j.state;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** A state that takes values in. */
final class StateWriter implements State {

  private final DataOutput out;
  private final Chunk chunk = new Chunk();

  StateWriter(DataOutput out) {
    this.out = out;
  }

  @Override
  public boolean isReading() {
    return false;
  }

  @Override
  public boolean of(boolean value) throws IOException {
    out.writeBoolean(value);
    return value;
  }

  @Override
  public int of(int value) throws IOException {
    out.writeInt(value);
    return value;
  }

  @Override
  public long of(long value) throws IOException {
    out.writeLong(value);
    return value;
  }

  @Override
  public float of(float value) throws IOException {
    out.writeInt(Float.floatToRawIntBits(value));
    return value;
  }

  @Override
  public double of(double value) throws IOException {
    out.writeLong(Double.doubleToRawLongBits(value));
    return value;
  }

  @Override
  public String of(String value) throws IOException {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    of(text, 0, text.length);
    return value;
  }

  @Override
  public void of(float[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; ) {
      int length = room(offset + count - i, Float.BYTES);
      chunk.floats.put(0, values, i, length);
      i += flush(length, Float.BYTES);
    }
  }

  @Override
  public void of(double[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; ) {
      int length = room(offset + count - i, Double.BYTES);
      chunk.doubles.put(0, values, i, length);
      i += flush(length, Double.BYTES);
    }
  }

  @Override
  public void of(int[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; ) {
      int length = room(offset + count - i, Integer.BYTES);
      chunk.ints.put(0, values, i, length);
      i += flush(length, Integer.BYTES);
    }
  }

  @Override
  public void of(long[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; ) {
      int length = room(offset + count - i, Long.BYTES);
      chunk.longs.put(0, values, i, length);
      i += flush(length, Long.BYTES);
    }
  }

  @Override
  public void of(boolean[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; ) {
      int length = room(offset + count - i, 1);
      for (int j = 0; j < length; j++) {
        chunk.bytes[j] = (byte) (values[i + j] ? 1 : 0);
      }
      i += flush(length, 1);
    }
  }

  @Override
  public void of(byte[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    out.write(values, offset, count);
  }

  /** Returns how many of the elements left the chunk takes. */
  private static int room(int left, int bytes) {
    return Math.min(left, Chunk.BYTES / bytes);
  }

  /** Writes so many elements of the chunk, and returns how many. */
  private int flush(int length, int bytes) throws IOException {
    out.write(chunk.bytes, 0, length * bytes);
    return length;
  }

  @Override
  public float[] renewed(float[] values, int count) throws IOException {
    of(values, 0, count);
    return values;
  }

  @Override
  public <T> void of(Collection<T> elements, T blank, Item<T> item) throws IOException {
    out.writeInt(elements.size());
    for (T element : elements) {
      item.of(element, this);
    }
  }
}
