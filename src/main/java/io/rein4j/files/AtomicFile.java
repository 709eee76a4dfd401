package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A file that is being written as a whole: a reader finds the old content or the new, never a part
 * of it.
 *
 * <p>The content goes to {@code .<name>.tmp} in the same directory; {@link #commit} forces it to
 * the device and gives it the file's name by an atomic rename, which is forced to the device in
 * turn. Closed without that, the temporary file is removed and the old content stays. A process
 * that is killed may leave one behind: {@link AtomicFiles#sweep} removes those. Two writers of the
 * same file at the same time are not supported.
 */
@Incubating
public final class AtomicFile implements Closeable {

  /** Windows has no handle of a directory that could be forced to the device. */
  private static final boolean DIRECTORIES_OPEN =
      !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  private final Path path;
  private final Path temporary;
  private final FileOutputStream raw;
  private final OutputStream stream;
  private boolean committed;

  /**
   * Begins to write a file, or to replace it.
   *
   * @param path the file; its directory exists
   * @throws IOException if the file cannot be written
   */
  public AtomicFile(Path path) throws IOException {
    this.path = path;
    Path target = path.toAbsolutePath();
    this.temporary =
        target.resolveSibling(AtomicFiles.temporaryName(target.getFileName().toString()));
    try {
      // What a killed process left, or a link that leads out of a stranger's folder.
      Files.deleteIfExists(temporary);
      this.raw = new FileOutputStream(temporary.toFile());
    } catch (IOException e) {
      throw Failures.sentence("write", path, e);
    }
    this.stream =
        new BufferedOutputStream(raw) {
          /** Flushes only: the file must be open still when it is forced to the device. */
          @Override
          public void close() throws IOException {
            flush();
          }
        };
  }

  /** {@return the buffered stream that takes the content; it need not be flushed or closed} */
  public OutputStream stream() {
    return stream;
  }

  /**
   * Gives the content the file's name.
   *
   * @throws IOException if it cannot be written
   */
  public void commit() throws IOException {
    try {
      stream.flush();
      raw.getFD().sync();
      raw.close();
      Files.move(temporary, path.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
      committed = true;
      if (DIRECTORIES_OPEN) {
        try (FileChannel directory =
            FileChannel.open(temporary.resolveSibling(""), StandardOpenOption.READ)) {
          directory.force(true);
        }
      }
    } catch (IOException e) {
      throw Failures.sentence("write", path, e);
    }
  }

  /** Removes what was written, unless it has been committed. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      try {
        raw.close();
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
