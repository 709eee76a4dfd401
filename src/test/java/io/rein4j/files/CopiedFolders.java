package io.rein4j.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies of folders, whose files are other files: they can be damaged. */
public final class CopiedFolders {

  private CopiedFolders() {}

  /**
   * Copies a folder with everything in it.
   *
   * @param from the folder
   * @param to where to; what is there already stays or is replaced
   * @return the copy
   */
  public static Path copy(Path from, Path to) throws IOException {
    for (Path each : all(from)) {
      Path copy = to.resolve(from.relativize(each).toString());
      if (Files.isDirectory(each)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }

  /** Deletes a folder with everything in it. */
  public static void delete(Path folder) throws IOException {
    List<Path> all = all(folder);
    for (Path each : all.stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(each);
    }
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }
}
