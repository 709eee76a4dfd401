package io.rein4j.state;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;

/** A state that takes values in. */
final class StateWriter implements State {

  private final DataOutput out;
  private final ByteBuffer chunk = ByteBuffer.allocate(StateReader.CHUNK);

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
    out.writeUTF(value);
    return value;
  }

  @Override
  public void of(float[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; i++) {
      room(Float.BYTES).putInt(Float.floatToRawIntBits(values[i]));
    }
    flush();
  }

  @Override
  public void of(double[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; i++) {
      room(Double.BYTES).putLong(Double.doubleToRawLongBits(values[i]));
    }
    flush();
  }

  @Override
  public void of(int[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; i++) {
      room(Integer.BYTES).putInt(values[i]);
    }
    flush();
  }

  @Override
  public void of(long[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; i++) {
      room(Long.BYTES).putLong(values[i]);
    }
    flush();
  }

  @Override
  public void of(boolean[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    for (int i = offset; i < offset + count; i++) {
      room(1).put((byte) (values[i] ? 1 : 0));
    }
    flush();
  }

  @Override
  public void of(byte[] values, int offset, int count) throws IOException {
    out.writeInt(count);
    out.write(values, offset, count);
  }

  /** Returns the chunk with space for so many bytes. */
  private ByteBuffer room(int bytes) throws IOException {
    if (chunk.remaining() < bytes) {
      flush();
    }
    return chunk;
  }

  private void flush() throws IOException {
    out.write(chunk.array(), 0, chunk.position());
    chunk.clear();
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
