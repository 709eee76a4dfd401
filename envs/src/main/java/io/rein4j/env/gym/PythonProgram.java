package io.rein4j.env.gym;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a Python to its end. */
final class PythonProgram {

  private PythonProgram() {}

  /**
   * Runs a Python with these arguments.
   *
   * @return what it printed to its standard output
   * @throws GymException if it cannot be started, fails or takes too long; the message ends with
   *     what it printed to its standard error
   */
  static String run(String python, List<String> arguments, Duration time) throws IOException {
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(arguments);
    Path out = Files.createTempFile("rein4j-python-", ".out");
    Path err = Files.createTempFile("rein4j-python-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("PYTHONUTF8", "1");
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new GymException(
              "%s did not end within %s s.".formatted(python, HttpWire.seconds(time)));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new GymException("Interrupted while waiting for %s.".formatted(python), e);
      } finally {
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        throw new GymException(
            "%s ended with exit code %s: %s"
                .formatted(
                    python, process.exitValue(), Files.readString(err, StandardCharsets.UTF_8)));
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
