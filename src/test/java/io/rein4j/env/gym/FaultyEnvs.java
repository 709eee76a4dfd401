package io.rein4j.env.gym;

import io.rein4j.Python;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** The environments with faults in {@code rein4j_test_envs.py}. */
public final class FaultyEnvs {

  private FaultyEnvs() {}

  /**
   * Makes a Python that finds them.
   *
   * @param python the Python it is
   * @param folder where a script that starts it is put
   * @return the script
   */
  public static String python(Python python, Path folder) {
    try {
      Path here =
          Path.of(
                  Objects.requireNonNull(FaultyEnvs.class.getResource("rein4j_test_envs.py"))
                      .toURI())
              .getParent();
      Path script = folder.resolve("python");
      return Files.exists(script)
          ? script.toString()
          : script(script, "PYTHONPATH='%s' exec '%s' \"$@\"".formatted(here, python.executable()));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
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

  /** Returns the settings of one process that is waited for as by default and not made again. */
  static GymSettings settings(String python) {
    return settings(python, 1, 60, 0);
  }

  static GymSettings settings(String python, int processes, double timeout, int restarts) {
    return GymSettings.builder()
        .python(new Interpreter(python))
        .processes(processes)
        .timeout(timeout)
        .restarts(restarts)
        .build();
  }
}
