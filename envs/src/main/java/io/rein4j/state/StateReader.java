package io.rein4j.state;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** A state that gives back what was written. */
final class StateReader implements State {

  private final DataInput in;
  private final Chunk chunk = new Chunk();

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
    int length = count("bytes of text");
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int done = 0; done < length; done = text.size()) {
      text.write(chunk.bytes, 0, fill(length - done, 1));
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      UTFDataFormatException noText =
          new UTFDataFormatException("The state holds a text that is not UTF-8.");
      noText.initCause(e);
      throw noText;
    }
  }

  @Override
  public void of(float[] values, int offset, int count) throws IOException {
    begin(count);
    for (int i = offset; i < offset + count; ) {
      int length = fill(offset + count - i, Float.BYTES);
      chunk.floats.get(0, values, i, length);
      i += length;
    }
  }

  @Override
  public void of(double[] values, int offset, int count) throws IOException {
    begin(count);
    for (int i = offset; i < offset + count; ) {
      int length = fill(offset + count - i, Double.BYTES);
      chunk.doubles.get(0, values, i, length);
      i += length;
    }
  }

  @Override
  public void of(int[] values, int offset, int count) throws IOException {
    begin(count);
    for (int i = offset; i < offset + count; ) {
      int length = fill(offset + count - i, Integer.BYTES);
      chunk.ints.get(0, values, i, length);
      i += length;
    }
  }

  @Override
  public void of(long[] values, int offset, int count) throws IOException {
    begin(count);
    for (int i = offset; i < offset + count; ) {
      int length = fill(offset + count - i, Long.BYTES);
      chunk.longs.get(0, values, i, length);
      i += length;
    }
  }

  @Override
  public void of(boolean[] values, int offset, int count) throws IOException {
    begin(count);
    for (int i = offset; i < offset + count; ) {
      int length = fill(offset + count - i, 1);
      for (int j = 0; j < length; j++) {
        values[i + j] = chunk.bytes[j] != 0;
      }
      i += length;
    }
  }

  @Override
  public void of(byte[] values, int offset, int count) throws IOException {
    begin(count);
    in.readFully(values, offset, count);
  }

  /** Begins an array, which must have so many elements. */
  private void begin(int count) throws IOException {
    int found = in.readInt();
    if (found != count) {
      throw new IOException("The state holds %s numbers where %s belong.".formatted(found, count));
    }
  }

  private int count(String what) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new IOException("The state holds %s %s.".formatted(count, what));
    }
    return count;
  }

  /** Reads elements into the chunk, and returns how many: as many of those left as it takes. */
  private int fill(int left, int bytes) throws IOException {
    int length = Math.min(left, Chunk.BYTES / bytes);
    in.readFully(chunk.bytes, 0, length * bytes);
    return length;
  }

  @Override
  public float[] renewed(float[] values, int count) throws IOException {
    begin(count);
    float[] renewed = new float[Math.min(count, Chunk.BYTES / Float.BYTES)];
    for (int i = 0; i < count; ) {
      int length = fill(count - i, Float.BYTES);
      if (i + length > renewed.length) {
        renewed = Arrays.copyOf(renewed, (int) Math.min(count, 2L * renewed.length));
      }
      chunk.floats.get(0, renewed, i, length);
      i += length;
    }
    return renewed;
  }

  @Override
  public <T> void of(Collection<T> elements, T blank, Item<T> item) throws IOException {
    elements.clear();
    int count = count("elements");
    for (int i = 0; i < count; i++) {
      elements.add(item.of(blank, this));
    }
  }
}
