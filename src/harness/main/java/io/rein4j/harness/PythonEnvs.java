package io.rein4j.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * Environments in Python for tests: with faults ({@code rein4j_test_envs.py}), and as people write
 * them ({@code rein4j_peoples_envs.py}).
 */
public final class PythonEnvs {

  private static final List<String> MODULES =
      List.of("rein4j_test_envs.py", "rein4j_peoples_envs.py");

  private PythonEnvs() {}

  /**
   * Makes a Python that finds them.
   *
   * @param python the Python it is
   * @param folder where they are put, and a script that starts it
   * @return the script
   */
  public static String python(Python python, Path folder) {
    Path script = folder.resolve("python");
    try {
      if (!Files.exists(script)) {
        for (String module : MODULES) {
          Files.write(folder.resolve(module), source(module));
        }
        script(
            script,
            "PYTHONPATH='%s' exec '%s' \"$@\""
                .formatted(folder.toAbsolutePath(), python.executable()));
      }
      return script.toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] source(String module) throws IOException {
    try (InputStream in = PythonEnvs.class.getResourceAsStream(module)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  /**
   * Writes a shell script that can be run, and returns its path.
   *
   * @param file where to
   * @param content the script but for its first line
   * @return the file
   * @throws IOException if it cannot be written
   */
  public static String script(Path file, String content) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + content + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }
}
