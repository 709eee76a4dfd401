package io.rein4j.env.gym;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The reader of a process's answers on its standard output, each after its length. Nothing that a
 * length says is allocated before the bytes are there.
 *
 * <p>The first answer is looked for: what starts Python, or is imported before it listens, may have
 * printed something.
 */
final class FrameReader {

  private static final int LENGTH = Integer.BYTES;
  private static final int LARGEST_BEFORE = 64 << 10;
  private static final int FIRST = 64 << 10;

  /** Stands before a greeting that was asked for with a body. */
  private static final byte[] MARK = {
    (byte) 0x89, 'R', 'e', 'i', 'n', '4', 'J', '\r', '\n', 0x1a, '\n'
  };

  /** How a greeting without a mark begins: no error, and an object. */
  private static final byte[] UNMARKED = {0, '{', '"'};

  private final InputStream in;
  private ByteBuffer buffer = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
  private String before = "";

  FrameReader(InputStream in) {
    this.in = in;
  }

  /** Returns what was printed before the first answer, or instead of it. */
  String before() {
    return before;
  }

  /**
   * Reads the first answer.
   *
   * @throws ProtocolException if so much came before that there will be none, or it is too long
   * @throws EOFException if the stream ended before it
   */
  ByteBuffer first() throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    byte[] last = new byte[MARK.length];
    while (true) {
      int next = in.read();
      if (next < 0) {
        before = text(seen, seen.size());
        throw new EOFException("the stream ended");
      }
      seen.write(next);
      System.arraycopy(last, 1, last, 0, last.length - 1);
      last[last.length - 1] = (byte) next;
      if (Arrays.equals(last, MARK)) {
        before = text(seen, seen.size() - MARK.length);
        return next(Greeting.LARGEST);
      }
      int unmarked = seen.size() < LENGTH + UNMARKED.length ? 0 : lengthBeforeUnmarked(last);
      if (unmarked >= UNMARKED.length && unmarked <= Greeting.LARGEST) {
        before = text(seen, seen.size() - UNMARKED.length - LENGTH);
        return unmarked(unmarked);
      }
      if (seen.size() > LARGEST_BEFORE) {
        before = text(seen, seen.size());
        throw new ProtocolException("did not stop");
      }
    }
  }

  private static int lengthBeforeUnmarked(byte[] last) {
    int start = last.length - UNMARKED.length;
    return Arrays.equals(last, start, last.length, UNMARKED, 0, UNMARKED.length)
        ? ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).getInt(start - LENGTH)
        : 0;
  }

  private ByteBuffer unmarked(int size) throws IOException {
    buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(UNMARKED);
    fill(UNMARKED.length, size);
    return buffer.clear();
  }

  private static String text(ByteArrayOutputStream seen, int size) {
    return new String(seen.toByteArray(), 0, size, StandardCharsets.UTF_8);
  }

  /**
   * Reads an answer; it is valid until the next one.
   *
   * @param most how many bytes it has at most, unless it is an error
   * @throws ProtocolException if its length is none that an answer has
   * @throws EOFException if the stream ended before it was whole
   */
  ByteBuffer next(int most) throws IOException {
    fill(0, LENGTH);
    int size = buffer.getInt(0);
    if (size < 1 || (size > most && size > GymJson.LARGEST)) {
      throw wrongSize(size, most);
    }
    fill(0, 1);
    if (size > most && buffer.get(0) != FrameAnswers.ERROR) {
      throw wrongSize(size, most);
    }
    for (int filled = 1; filled < size; filled = buffer.position()) {
      reserve(filled, size);
      fill(filled, Math.min(size, buffer.capacity()));
    }
    return buffer.position(0).limit(size);
  }

  private static ProtocolException wrongSize(int size, int most) {
    return new ProtocolException(
        "announced an answer of %s bytes, where there are from 1 to %s"
            .formatted(Integer.toUnsignedString(size), most));
  }

  /** Makes room for more of an answer: at most for as much again as has come. */
  private void reserve(int filled, int size) {
    if (filled == buffer.capacity()) {
      int room = Math.min(size, Math.max(FIRST, (int) Math.min(2L * filled, Integer.MAX_VALUE)));
      buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), room)).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private void fill(int from, int to) throws IOException {
    buffer.clear();
    if (in.readNBytes(buffer.array(), from, to - from) < to - from) {
      throw new EOFException("the stream ended");
    }
    buffer.position(to);
  }
}
