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
      if (!Files.exists(script)) {
        Files.writeString(
            script,
            "#!/bin/sh\nPYTHONPATH='%s' exec '%s' \"$@\"\n".formatted(here, python.executable()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      return script.toString();
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
