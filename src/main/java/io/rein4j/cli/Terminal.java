package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.text.Lines;
import io.rein4j.text.Printable;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Whether people watch, and how wide their terminal is, as the launcher found out. */
final class Terminal {

  /** What stands before the second line of a sentence and those after it. */
  private static final String HANGING = "  ";

  private Terminal() {}

  /** Returns how wide the terminal is; 0 if nobody watches. */
  static int columns() {
    return columns("rein4j.terminal.columns");
  }

  /** Returns how wide the terminal is that errors and notices go to; 0 if it is none. */
  private static int errorColumns() {
    return columns("rein4j.terminal.error-columns");
  }

  private static int columns(String property) {
    return Math.max(0, Integer.getInteger(property, 0));
  }

  static Console console(PrintWriter out) {
    return new Console(out, columns(), System.nanoTime());
  }

  /** Returns a command's output for text, in which anybody's may be. */
  static PrintWriter out(CommandSpec spec) {
    return new PrintWriter(new EscapingWriter(spec.commandLine().getOut()), true);
  }

  /** Says something beside a command's results. */
  static void notice(CommandSpec spec, String sentence) {
    complain(spec.commandLine().getErr(), sentence);
  }

  /**
   * Says something that ends with a command to copy, which is not broken: on a terminal it has a
   * line of its own.
   */
  static void notice(CommandSpec spec, String sentence, String command) {
    PrintWriter err = spec.commandLine().getErr();
    if (errorColumns() == 0) {
      complain(err, sentence + " " + command);
    } else {
      complain(err, sentence);
      err.println(HANGING + Printable.escaped(command));
    }
  }

  /** Says what is wrong; on a terminal that is too narrow for it, on several lines. */
  static void complain(PrintWriter err, String sentence) {
    String line = "rein4j: " + Printable.escaped(sentence);
    int columns = errorColumns();
    if (columns == 0) {
      err.println(line);
    } else {
      Lines.broken(line, Math.max(Lines.LEAST_COLUMNS, columns), HANGING.length())
          .forEach(err::println);
    }
  }
}
