package io.rein4j.env.gym;

import java.io.File;
import java.nio.file.Path;
import java.util.Objects;

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
