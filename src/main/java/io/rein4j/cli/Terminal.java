package io.rein4j.cli;

import io.rein4j.record.Console;
import java.io.PrintWriter;

/** Whether people watch, and how wide their terminal is, as the launcher found out. */
final class Terminal {

  private Terminal() {}

  static Console console(PrintWriter out) {
    int columns = Math.max(0, Integer.getInteger("rein4j.terminal.columns", 0));
    return new Console(out, columns, System.nanoTime());
  }
}
