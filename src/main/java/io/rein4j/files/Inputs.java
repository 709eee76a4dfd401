package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Opens the files of folders that people move, link and edit: one that cannot be read is wrong
 * input.
 */
@Incubating
public final class Inputs {

  private Inputs() {}

  /**
   * Opens a file to be read.
   *
   * @param file the file
   * @return its bytes
   * @throws DamagedFileException if there is no such file, or it cannot be opened
   * @throws IOException if the system fails
   */
  public static InputStream open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new DamagedFileException("Cannot read %s: It is a folder.".formatted(file));
    }
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new DamagedFileException("There is no file '%s'.".formatted(file.toAbsolutePath()), e);
    } catch (FileSystemException e) {
      String sentence = String.valueOf(Failures.sentence("read", file, e).getMessage());
      throw new DamagedFileException(sentence, e);
    }
  }
}
