package io.rein4j.cli;

import io.rein4j.record.Console;
import java.io.PrintWriter;

/** Whether people watch, as the launcher found out. */
final class Terminal {

  private Terminal() {}

  static Console console(PrintWriter out) {
    return new Console(out, Boolean.getBoolean("rein4j.terminal"), System.nanoTime());
  }
}
