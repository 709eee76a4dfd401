package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of records that only grows.
 *
 * <p>A record is appended as a whole or not at all: when writing fails, the file is cut back to the
 * end of the record before. An appended record survives the death of the process at once.
 *
 * <p>Not for use by several threads at once. Unlike a {@link java.nio.channels.FileChannel}, the
 * file stays open when the thread that writes is interrupted.
 */
@Incubating
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
   * Opens a file at its end, and makes it if it is not there.
   *
   * @param path the file
   * @return the open file, to which the next record is appended
   * @throws IOException if it cannot be made or written
   */
  public static AppendFile open(Path path) throws IOException {
    try {
      if (!Files.exists(path)) {
        Files.createFile(path);
      }
    } catch (IOException e) {
      throw Failures.sentence("create", path, e);
    }
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        long length = file.length();
        file.seek(length);
        return new AppendFile(path, file, length);
      } catch (IOException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw Failures.sentence("open", path, e);
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
}
