package io.rein4j.env.gym;

import io.rein4j.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Python program that is run to its end. */
final class PythonProgram {

  /** Stands on a line before an answer: what starts Python may print something as well. */
  private static final String MARK = "rein4j:";

  private static final int LARGEST = 64 << 10;

  /**
   * Takes the current folder off the path: a file in it may be called as one of Python's modules.
   */
  private static final String ELSEWHERE =
      """
      import sys
      here = [sys.path.pop(0)] if sys.path[:1] == [""] else []
      """;

  private static final String MODULE =
      ELSEWHERE
          + """
          import runpy
          del sys.argv[0]
          runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
          """;

  private PythonProgram() {}

  /**
   * Evaluates an expression. No module of the current folder is found, unless {@code here} is put
   * in front of the path again.
   *
   * @param statements what comes before it, such as an import of modules that it uses
   * @param arguments of the program
   * @return its value as Python prints it, with the line's end
   * @throws GymException if Python cannot be started, fails, takes too long or answers nothing
   */
  static String evaluate(
      String python, String statements, String expression, Duration time, List<String> arguments)
      throws IOException {
    String program =
        "%s%s\nprint()\nprint('%s')\nprint(%s)".formatted(ELSEWHERE, statements, MARK, expression);
    List<String> all = new ArrayList<>(List.of("-c", program));
    all.addAll(arguments);
    String out = run(python, all, time);
    String start = "\n" + MARK + "\n";
    String lines = "\n" + out.replace("\r\n", "\n");
    int answer = lines.indexOf(start);
    if (answer < 0) {
      throw new GymException(
          "%s is no Python: asked for an expression, it printed '%s'."
              .formatted(python, Printable.quoted(out)));
    }
    return lines.substring(answer + start.length());
  }

  /** Evaluates an expression of a program without arguments. */
  static String evaluate(String python, String statements, String expression, Duration time)
      throws IOException {
    return evaluate(python, statements, expression, time, List.of());
  }

  /**
   * Runs a module as {@code -m} does, but with no module of the current folder.
   *
   * @param arguments of the module
   * @throws GymException as {@link #run}
   */
  static void runModule(String python, String module, List<String> arguments, Duration time)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("-c", MODULE, module));
    all.addAll(arguments);
    run(python, all, time);
  }

  /**
   * Runs a Python with these arguments.
   *
   * @return what it printed to its standard output, up to a size that no answer has
   * @throws GymException if it cannot be started, fails or takes too long; the message ends with
   *     the last line that it printed to its standard error
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
      Process process = Interpreter.start(builder);
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
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        throw new GymException(
            "%s ended with exit code %s: %s".formatted(python, process.exitValue(), lastLine(err)));
      }
      try (InputStream in = Files.newInputStream(out)) {
        return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
      }
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private static String lastLine(Path file) throws IOException {
    byte[] end;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(Math.max(0, Files.size(file) - LARGEST));
      end = in.readNBytes(LARGEST);
    }
    List<String> lines = new String(end, StandardCharsets.UTF_8).strip().lines().toList();
    return lines.isEmpty() ? "it did not say why." : lines.get(lines.size() - 1);
  }
}
