package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files written as a whole: short ones in one call, others as an {@link AtomicFile}. */
@Incubating
public final class AtomicFiles {

  private static final String SUFFIX = ".tmp";

  private AtomicFiles() {}

  /**
   * Writes a file, or replaces it.
   *
   * @param path the file; its directory exists
   * @param content writes the content to a buffered stream; need not close or flush it
   * @throws IOException if the content fails with one, or the file cannot be written
   */
  public static void write(Path path, IoConsumer<? super OutputStream> content) throws IOException {
    try (AtomicFile file = new AtomicFile(path)) {
      try {
        content.accept(file.stream());
      } catch (IOException e) {
        throw Failures.sentence("write", path, e);
      }
      file.commit();
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
}
