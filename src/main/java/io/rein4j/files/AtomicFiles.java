package io.rein4j.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Files written as a whole: a reader finds the old content or the new, never a part of it.
 *
 * <p>The content goes to {@code .<name>.tmp} in the same directory, is forced to the device, and
 * takes the file's name by an atomic rename, which is forced to the device in turn. On failure the
 * temporary file is removed and the old content stays. A process that is killed may leave one
 * behind: {@link #sweep} removes those. Two writers of the same file at the same time are not
 * supported.
 */
public final class AtomicFiles {

  private static final String SUFFIX = ".tmp";

  /** Windows has no handle of a directory that could be forced to the device. */
  private static final boolean DIRECTORIES_OPEN =
      !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  private AtomicFiles() {}

  /**
   * Writes a file, or replaces it.
   *
   * @param path the file; its directory exists
   * @param content writes the content to a buffered stream; need not close or flush it
   * @throws IOException if the content fails with one, or the file cannot be written
   */
  public static void write(Path path, IoConsumer<? super OutputStream> content) throws IOException {
    Path target = path.toAbsolutePath();
    Path temporary = target.resolveSibling(temporaryName(target.getFileName().toString()));
    try {
      replace(target, temporary, content);
    } catch (IOException e) {
      throw Failures.sentence("write", path, e);
    }
  }

  /**
   * {@return the name of the file that takes a file's content before it has the file's name}
   *
   * @param name the file's
   */
  public static String temporaryName(String name) {
    return "." + name + SUFFIX;
  }

  /**
   * Removes the temporary files that killed processes left in a directory.
   *
   * @param directory the directory; nobody is writing to it
   * @throws IOException if it cannot be read or one of them cannot be removed
   */
  public static void sweep(Path directory) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, ".*" + SUFFIX)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw Failures.sentence("remove temporary files from", directory, e);
    }
  }

  private static void replace(Path target, Path temporary, IoConsumer<? super OutputStream> content)
      throws IOException {
    try {
      // What a killed process left, or a link that leads out of a stranger's folder.
      Files.deleteIfExists(temporary);
      writeSynced(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException leftover) {
        e.addSuppressed(leftover);
      }
      throw e;
    }
    if (DIRECTORIES_OPEN) {
      try (FileChannel directory =
          FileChannel.open(temporary.resolveSibling(""), StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private static void writeSynced(Path file, IoConsumer<? super OutputStream> content)
      throws IOException {
    try (FileOutputStream raw = new FileOutputStream(file.toFile())) {
      OutputStream buffered =
          new BufferedOutputStream(raw) {
            /** Flushes only: the file must be open still when it is forced to the device. */
            @Override
            public void close() throws IOException {
              flush();
            }
          };
      content.accept(buffered);
      buffered.flush();
      raw.getFD().sync();
    }
  }
}
