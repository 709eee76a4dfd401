package io.rein4j.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes folders: what stands in their way is wrong input, but for a full disk. */
public final class Folders {

  private Folders() {}

  /**
   * Makes a folder, and those that it lies in, unless it exists.
   *
   * @param folder where
   * @throws IllegalArgumentException if no folder can be made there
   * @throws IOException if there is no space for it
   */
  public static void make(Path folder) throws IOException {
    make(folder, Files::createDirectories);
  }

  /**
   * Makes a folder that is not there yet, in one that is.
   *
   * @param folder where
   * @throws IllegalArgumentException if no folder can be made there
   * @throws FileAlreadyExistsException if it exists
   * @throws IOException if there is no space for it
   */
  public static void makeNew(Path folder) throws IOException {
    make(folder, Files::createDirectory);
  }

  private static void make(Path folder, IoConsumer<Path> how) throws IOException {
    try {
      how.accept(folder);
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(folder)) {
        throw e;
      }
      throw new IllegalArgumentException(
          "Cannot make the folder '%s': a file of that name is in the way.".formatted(folder), e);
    } catch (FileSystemException e) {
      throw Failures.obstacle("make the folder", folder, e);
    }
  }
}
