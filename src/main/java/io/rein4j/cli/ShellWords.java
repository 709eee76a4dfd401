package io.rein4j.cli;

/** Words as a shell reads them, for commands that people copy. */
final class ShellWords {

  private ShellWords() {}

  /** Returns a word in quotation marks if it needs them. */
  static String quoted(String word) {
    return word.matches("[\\w/.,:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
