package io.rein4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Python of the tests: the one that {@code -Drein4j.python} or the environment variable
 * {@code REIN4J_PYTHON} names; else a virtual environment with the packages of {@code
 * requirements.txt}, made once in the user's cache directory. A lock lets one process at a time
 * make it.
 */
final class PythonInstallation {

  private static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  private static final String DIFFERENT =
      "name another interpreter by -Drein4j.python=PATH or REIN4J_PYTHON";

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
      return virtualEnvironment(
          cache(), new Python(WINDOWS ? "python" : "python3"), requirements());
    }
    return named(named);
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
   * Finds or makes a virtual environment.
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
              .formatted(DIFFERENT, e.getMessage()),
          e);
    }
    String name = "python-" + hash(requirements + version);
    Path environment = cache.resolve(name);
    Python python =
        new Python(environment.resolve(WINDOWS ? "Scripts/python.exe" : "bin/python").toString());
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Path complete = environment.resolve("complete");
      if (!lock.isValid() || !Files.exists(complete)) {
        make(environment, base, python, requirements);
        Files.createFile(complete);
      }
    }
    return python;
  }

  private static void make(Path environment, Python base, Python python, String requirements)
      throws IOException {
    try {
      base.run(List.of("-m", "venv", "--clear", environment.toString()), 5);
      Path file = Files.writeString(environment.resolve("requirements.txt"), requirements);
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
              "--requirement=" + file),
          10);
    } catch (IOException e) {
      throw new IOException(
          "Python's packages could not be installed with pip: install %s yourself and %s. %s"
              .formatted(
                  requirements.strip().replace("\n", ", "), DIFFERENT, lastLine(e.getMessage())),
          e);
    }
  }

  private static Path cache() {
    String directory = System.getenv("XDG_CACHE_HOME");
    Path base =
        directory == null || directory.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(directory);
    return base.resolve("rein4j");
  }

  private static String requirements() throws IOException {
    try (InputStream file = PythonInstallation.class.getResourceAsStream("requirements.txt")) {
      if (file == null) {
        throw new IOException("The test resources lack io/rein4j/requirements.txt.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }

  private static String lastLine(@Nullable String text) {
    List<String> lines = String.valueOf(text).strip().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
