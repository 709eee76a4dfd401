package io.rein4j.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of records that only grows, whose length is known, and that can be cut back to an earlier
 * length when it is opened again.
 *
 * <p>A record is appended as a whole or not at all: when writing fails, the file is cut back to the
 * end of the record before. An appended record survives the death of the process at once. A
 * checkpoint stores {@link #length}; {@link #open} returns to it.
 *
 * <p>Not for use by several threads at once. Unlike a {@link java.nio.channels.FileChannel}, the
 * file stays open when the thread that writes is interrupted.
 */
public final class AppendFile implements Closeable {

  private final Path path;
  private final RandomAccessFile file;
  private long length;

  private AppendFile(Path path, RandomAccessFile file, long length) {
    this.path = path;
    this.file = file;
    this.length = length;
  }

  /**
   * Creates an empty file.
   *
   * @param path where; nothing may be there yet
   * @return the open file
   * @throws IOException if it exists already or cannot be created
   */
  public static AppendFile create(Path path) throws IOException {
    try {
      Files.createFile(path);
      return new AppendFile(path, new RandomAccessFile(path.toFile(), "rw"), 0);
    } catch (IOException e) {
      throw Failures.sentence("create", path, e);
    }
  }

  /**
   * Opens a file that exists and cuts it back.
   *
   * @param path the file
   * @param length its length from now on, in bytes: what an earlier {@link #length} returned
   * @return the open file, to which the next record is appended
   * @throws IOException if the file is missing, cannot be written, or is shorter than that; it is
   *     then left as it is
   */
  public static AppendFile open(Path path, long length) throws IOException {
    if (length < 0) {
      throw new IllegalArgumentException(
          "The length of %s must be at least 0, but is %s.".formatted(path, length));
    }
    RandomAccessFile file;
    try {
      if (!Files.exists(path)) {
        throw new IOException("No such file or directory");
      }
      file = new RandomAccessFile(path.toFile(), "rw");
    } catch (IOException e) {
      throw Failures.sentence("open", path, e);
    }
    try {
      long found = file.length();
      if (found < length) {
        throw new IOException(
            "It has %s bytes, fewer than the %s it should be cut back to".formatted(found, length));
      }
      if (found > length) {
        file.setLength(length);
      }
      file.seek(length);
      return new AppendFile(path, file, length);
    } catch (IOException e) {
      IOException failure = Failures.sentence("open", path, e);
      closeAfter(failure, file);
      throw failure;
    }
  }

  /**
   * Appends one record.
   *
   * @param bytes holds the record
   * @param offset where it starts
   * @param count its length in bytes
   * @throws IOException if it cannot be written whole; the file then ends where it ended before
   */
  public void append(byte[] bytes, int offset, int count) throws IOException {
    try {
      file.write(bytes, offset, count);
    } catch (IOException e) {
      IOException failure = Failures.sentence("write", path, e);
      try {
        file.seek(length);
        file.setLength(length);
      } catch (IOException cutBack) {
        failure.addSuppressed(cutBack);
      }
      throw failure;
    }
    length += count;
  }

  /** {@return the number of bytes in the file, all of them in whole records} */
  public long length() {
    return length;
  }

  /** {@return where the file is} */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } catch (IOException e) {
      throw Failures.sentence("close", path, e);
    }
  }

  private static void closeAfter(IOException failure, RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException close) {
      failure.addSuppressed(close);
    }
  }
}
