package io.rein4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the program writes if it is not told. */
final class DefaultFolders {

  private DefaultFolders() {}

  /**
   * Returns runs/ beside the program, or in the working directory where the program was started
   * without its launcher or is installed where nobody may write. What lies in the working directory
   * is named from there.
   */
  static Path runs() {
    String home = System.getProperty("rein4j.home");
    if (home == null || !Files.isWritable(Path.of(home))) {
      return Path.of("runs");
    }
    Path runs = Path.of(home, "runs");
    Path here = Path.of("").toAbsolutePath();
    return runs.startsWith(here) ? here.relativize(runs) : runs;
  }
}
