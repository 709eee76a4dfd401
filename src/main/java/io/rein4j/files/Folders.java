package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes folders: what stands in their way is wrong input, but for a full disk. */
@Incubating
public final class Folders {

  private Folders() {}

  /**
   * Makes a folder, and those that it lies in, unless it exists.
   *
   * @param folder where
   * @return those that were made, the innermost first
   * @throws IllegalArgumentException if no folder can be made there
   * @throws IOException if there is no space for it
   */
  public static List<Path> make(Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path next = folder.toAbsolutePath();
        next != null && !Files.exists(next);
        next = next.getParent()) {
      missing.add(next);
    }
    make(folder, Files::createDirectories);
    return missing;
  }

  /**
   * Deletes folders for as long as they are empty.
   *
   * @param folders the innermost first, as {@link #make} returned them
   * @throws IOException if an empty one cannot be deleted
   */
  public static void deleteIfEmpty(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
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

  /**
   * Deletes a folder with everything in it; links in it are deleted, and not followed.
   *
   * @param folder where nobody else makes or deletes anything
   * @throws IOException if something cannot be deleted
   */
  public static void deleteAll(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
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
