package io.rein4j.harness;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python interpreter.
 *
 * @param executable its path, or a name to be found on the {@code PATH}
 */
public record Python(String executable) {

  /**
   * Runs a program, for two minutes at most.
   *
   * @param program its source text
   * @param arguments its {@code sys.argv[1:]}
   * @return what it printed to its standard output
   * @throws IOException if it cannot be started or fails; the message holds what it printed to its
   *     standard error
   */
  public String run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-c", program));
    command.addAll(List.of(arguments));
    return run(command, 2);
  }

  /** Runs the interpreter with these arguments. */
  String run(List<String> arguments, long timeoutMinutes) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable));
    command.addAll(arguments);
    Path out = Files.createTempFile("rein4j-python-", ".out");
    Path err = Files.createTempFile("rein4j-python-", ".err");
    try {
      int exit = exitCode(command, out.toFile(), err.toFile(), timeoutMinutes);
      if (exit != 0) {
        throw new IOException(
            "%s ended with exit code %s: %s".formatted(executable, exit, Files.readString(err)));
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private static int exitCode(List<String> command, File out, File err, long timeoutMinutes)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
    builder.environment().put("PYTHONUTF8", "1");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(timeoutMinutes, TimeUnit.MINUTES)) {
        throw new IOException(
            "%s did not end within %s minutes.".formatted(command.get(0), timeoutMinutes));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for %s.".formatted(command.get(0)), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
