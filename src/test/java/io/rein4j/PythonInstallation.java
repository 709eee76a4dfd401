package io.rein4j;

import io.rein4j.env.gym.PythonSetup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Finds the Python of the tests: the one that {@code -Drein4j.python} or the environment variable
 * {@code REIN4J_PYTHON} names; else a virtual environment with the packages of {@code
 * requirements.txt}, which the program's own {@link PythonSetup} makes.
 */
final class PythonInstallation {

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
          PythonSetup.cacheFolder(), new Python(PythonSetup.DEFAULT_PYTHON), requirements());
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
    return new Python(
        new PythonSetup(cache, DIFFERENT, progress -> {})
            .virtualEnvironment(base.executable(), requirements));
  }

  private static String requirements() throws IOException {
    try (InputStream file = PythonInstallation.class.getResourceAsStream("requirements.txt")) {
      if (file == null) {
        throw new IOException("The test resources lack io/rein4j/requirements.txt.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
