package io.rein4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An output of the process that remembers why it could not be written. Nothing is written from then
 * on, and nothing thrown: whoever prints goes on, or {@linkplain #requireWritten asks}.
 */
final class Output extends PrintWriter {

  /** What a shell says of a process that SIGPIPE ended. */
  static final int UNREAD = 141;

  /** Says that nobody reads any more what is printed. */
  static final class UnreadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadException(IOException cause) {
      super(cause);
    }
  }

  private final Sink sink;

  /**
   * An output of the process.
   *
   * @param stream where its bytes go
   */
  Output(OutputStream stream) {
    this(new Sink(stream));
  }

  private Output(Sink sink) {
    super(sink, true, StandardCharsets.UTF_8);
    this.sink = sink;
  }

  /** {@return whether what reads this output, the other end of a pipe, is gone} */
  static boolean isUnread(PrintWriter out) {
    IOException failure = failure(out);
    return failure != null && isBrokenPipe(failure);
  }

  /**
   * Makes sure that all that was printed and flushed is written.
   *
   * @throws UnreadException if nobody reads it
   * @throws IOException if it cannot be written
   */
  static void requireWritten(PrintWriter out) throws IOException {
    IOException failure = failure(out);
    if (failure != null) {
      if (isBrokenPipe(failure)) {
        throw new UnreadException(failure);
      }
      throw new IOException(
          "Cannot write to standard output: %s.".formatted(failure.getMessage()), failure);
    }
  }

  private static @Nullable IOException failure(PrintWriter out) {
    return out instanceof Output output ? output.sink.failure : null;
  }

  /** The system's words are in the language of the locale, but the pipe is in all of them. */
  private static boolean isBrokenPipe(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  /** Bytes until the first of them that cannot be written. */
  private static final class Sink extends OutputStream {

    private final OutputStream stream;
    private volatile @Nullable IOException failure;

    Sink(OutputStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (failure != null) {
        return;
      }
      try {
        stream.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
