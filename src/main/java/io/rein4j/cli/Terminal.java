package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.text.Printable;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Whether people watch, and how wide their terminal is, as the launcher found out. */
final class Terminal {

  private Terminal() {}

  /** Returns how wide the terminal is; 0 if nobody watches. */
  static int columns() {
    return Math.max(0, Integer.getInteger("rein4j.terminal.columns", 0));
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

  /** Says what is wrong. */
  static void complain(PrintWriter err, String sentence) {
    err.println("rein4j: " + Printable.escaped(sentence));
  }
}
