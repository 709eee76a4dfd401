package io.rein4j.cli;

import java.nio.file.Path;

/** Where the program writes if it is not told. */
final class DefaultFolders {

  private DefaultFolders() {}

  /** Returns runs/ at the top of the project, or in the working directory without a launcher. */
  static Path runs() {
    String home = System.getProperty("rein4j.home");
    return home == null ? Path.of("runs") : Path.of(home, "runs");
  }
}
