package io.rein4j.env.gym;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Python interpreter: the path of a program, or a name that is looked up in the {@code PATH}. */
public final class Interpreter {

  private final String command;

  /**
   * Makes one of what starts it.
   *
   * @param command a name, or a path as the operating system takes it
   */
  public Interpreter(String command) {
    if (command.isBlank()) {
      throw new IllegalArgumentException(
          "A Python is a path, or a name such as python3, but is '%s'.".formatted(command));
    }
    this.command = command;
  }

  /**
   * {@return the interpreter that a text in a file names}
   *
   * @param text a name, or a path if it has a separator
   * @param directory that the path is relative to
   */
  public static Interpreter of(String text, Path directory) {
    boolean path = text.indexOf('/') >= 0 || text.indexOf(File.separatorChar) >= 0;
    return new Interpreter(path ? directory.resolve(text).normalize().toString() : text);
  }

  /** {@return what starts it} */
  public String command() {
    return command;
  }

  /**
   * Refuses what names no program.
   *
   * @param command a name, or a path as the operating system takes it
   * @throws IllegalArgumentException if it cannot be started, with a sentence that says why
   */
  public static void require(String command) {
    String lack = lack(command);
    if (lack != null) {
      throw new IllegalArgumentException(
          "The Python '%s' cannot be started: %s.".formatted(command, lack));
    }
  }

  /**
   * {@return a Python that is started}
   *
   * @param builder whose command begins with the Python
   * @throws IOException if it cannot be started, with a sentence that says why
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      String python = builder.command().get(0);
      String lack = lack(python);
      throw new GymException(
          "The Python '%s' cannot be started: %s."
              .formatted(python, lack == null ? toldBySystem(e) : lack),
          e);
    }
  }

  /** Returns what keeps a program from being started, to end a sentence; null if nothing does. */
  static @Nullable String lack(String command) {
    String places = System.getenv("PATH");
    if (PythonSetup.WINDOWS || (command.indexOf('/') < 0 && places == null)) {
      return null;
    }
    if (command.indexOf('/') < 0) {
      return Arrays.stream(places.split(File.pathSeparator, -1))
              .anyMatch(place -> isProgram(new File(place.isEmpty() ? "." : place, command)))
          ? null
          : "there is no program of that name on the PATH";
    }
    File file = new File(command);
    if (!file.exists()) {
      return "there is no such file";
    }
    if (file.isDirectory()) {
      return "it is a folder";
    }
    return file.canExecute() ? null : "the file may not be executed";
  }

  private static boolean isProgram(File file) {
    return file.isFile() && file.canExecute();
  }

  /** Returns the words of the operating system, which Java puts last. */
  private static String toldBySystem(IOException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("(?s)^.*error[=:] ?[0-9]+[, ]+\\(?(.*?)\\)?$", "$1");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Interpreter interpreter && command.equals(interpreter.command);
  }

  @Override
  public int hashCode() {
    return Objects.hash(command);
  }

  @Override
  public String toString() {
    return command;
  }
}
