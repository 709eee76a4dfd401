package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Symbolic links in folders that may come from strangers: they can lead to anybody's files. */
@Incubating
public final class Links {

  private Links() {}

  /**
   * Makes sure that a folder in which files are written and deleted is no link to another.
   *
   * @param folder the folder, which need not exist; its parents may be links
   * @throws IllegalArgumentException if it is a link
   */
  public static void refuse(Path folder) {
    if (!Files.isSymbolicLink(folder)) {
      return;
    }
    try {
      throw new IllegalArgumentException(
          "'%s' must be a folder of its own, but is a link to '%s'."
              .formatted(folder, Files.readSymbolicLink(folder)));
    } catch (IOException e) {
      throw new UncheckedIOException(Failures.sentence("read the link", folder, e));
    }
  }
}
