package io.rein4j.cli;

import picocli.CommandLine.Model.CommandSpec;

/** Words as a shell reads them, for commands that people copy. */
final class ShellWords {

  private ShellWords() {}

  /** Returns a command as the program was called, without its arguments. */
  static String command(CommandSpec spec) {
    CommandSpec parent = spec.parent();
    // The program's own name is put together of words by whoever set it.
    return parent == null ? spec.name() : command(parent) + " " + quoted(spec.name());
  }

  /** Returns a word in quotation marks if it needs them. */
  static String quoted(String word) {
    return word.matches("[\\w/.,:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
