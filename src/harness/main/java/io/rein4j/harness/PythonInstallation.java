package io.rein4j.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Finds the Python of the tests: the one that {@code -Drein4j.python} or the environment variable
 * {@code REIN4J_PYTHON} names; else a virtual environment with the packages of {@code
 * requirements.txt}, made once in the user's cache folder.
 */
final class PythonInstallation {

  private static final String INSTEAD =
      "name another interpreter by -Drein4j.python=PATH or REIN4J_PYTHON";
  private static final long MINUTES = 10;

  private PythonInstallation() {}

  /**
   * Finds or makes it.
   *
   * @return a Python that starts
   * @throws IOException if there is none, with a sentence that says what to install
   */
  static Python locate() throws IOException {
    String named = System.getProperty("rein4j.python", System.getenv("REIN4J_PYTHON"));
    if (named == null || named.isEmpty()) {
      return virtualEnvironment(cacheFolder(), new Python("python3"), requirements());
    }
    return named(named);
  }

  private static Path cacheFolder() {
    String directory = System.getenv("XDG_CACHE_HOME");
    return directory == null || directory.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "rein4j-tests")
        : Path.of(directory, "rein4j-tests");
  }

  static Python named(String executable) throws IOException {
    Python python = new Python(executable);
    try {
      python.run("");
    } catch (IOException e) {
      throw new IOException(
          "The Python that -Drein4j.python or REIN4J_PYTHON names does not start: "
              + e.getMessage(),
          e);
    }
    return python;
  }

  /**
   * Finds or makes a virtual environment; a lock lets one process at a time make it.
   *
   * @param cache the directory to keep it in
   * @param base the Python that makes it
   * @param requirements the content of a requirements file
   * @return the Python in the environment
   * @throws IOException if it cannot be made, with a sentence that says what to install
   */
  static Python virtualEnvironment(Path cache, Python base, String requirements)
      throws IOException {
    String version;
    try {
      version = base.run("import sys; print(sys.version)");
    } catch (IOException e) {
      throw new IOException(
          "Install Python 3.11 or newer with its venv module, or %s: %s"
              .formatted(INSTEAD, e.getMessage()),
          e);
    }
    CRC32C hash = new CRC32C();
    hash.update((requirements + version).getBytes(StandardCharsets.UTF_8));
    String name = "python-" + HexFormat.of().toHexDigits((int) hash.getValue());
    Path environment = cache.resolve(name);
    Python python = new Python(environment.resolve("bin/python").toString());
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Path complete = environment.resolve("complete");
      if (!lock.isValid() || !Files.exists(complete)) {
        base.run(List.of("-m", "venv", "--clear", environment.toString()), MINUTES);
        install(python, Files.writeString(environment.resolve("requirements.txt"), requirements));
        Files.createFile(complete);
      }
    }
    return python;
  }

  private static void install(Python python, Path requirements) throws IOException {
    try {
      python.run(
          List.of(
              "-m",
              "pip",
              "install",
              "--quiet",
              "--no-input",
              "--disable-pip-version-check",
              "--retries=1",
              "--timeout=30",
              "--requirement=" + requirements),
          MINUTES);
    } catch (IOException e) {
      throw new IOException(
          "Python's packages could not be installed with pip: install %s yourself and %s. %s"
              .formatted(
                  Files.readString(requirements).strip().replace("\n", ", "),
                  INSTEAD,
                  e.getMessage()),
          e);
    }
  }

  private static String requirements() throws IOException {
    try (InputStream file = PythonInstallation.class.getResourceAsStream("requirements.txt")) {
      if (file == null) {
        throw new IOException("The harness lacks io/rein4j/harness/requirements.txt.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
