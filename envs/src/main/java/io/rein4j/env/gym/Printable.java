package io.rein4j.env.gym;

/**
 * Text of another program as it may be shown on a terminal, in a log or in an error: on one line,
 * with its control characters escaped as Python writes them, and of a limited length.
 */
final class Printable {

  /** The most characters of a text that is quoted in a sentence. */
  static final int QUOTED = 1000;

  private Printable() {}

  /** Returns what another program said, to be quoted in a sentence. */
  static String quoted(String text) {
    return of(text, QUOTED);
  }

  /**
   * Returns a text as it may be shown. White space becomes single blanks; of a text that is too
   * long, the middle is left out.
   *
   * @param most how many characters of it are shown
   */
  static String of(String text, int most) {
    String part = text;
    if (text.length() > most) {
      int end = most / 4;
      part =
          text.substring(0, most - end)
              + " ["
              + (text.length() - most)
              + " characters left out] "
              + text.substring(text.length() - end);
    }
    StringBuilder shown = new StringBuilder(part.length());
    boolean blank = true;
    for (int i = 0; i < part.length(); i++) {
      char next = part.charAt(i);
      if (next == ' ' || (next >= '\t' && next <= '\r')) {
        if (!blank) {
          shown.append(' ');
        }
        blank = true;
        continue;
      }
      blank = false;
      if (isPrinted(part, i)) {
        shown.append(next);
      } else {
        shown.append(next < 0x100 ? "\\x" : "\\u");
        for (int shift = next < 0x100 ? 4 : 12; shift >= 0; shift -= 4) {
          shown.append(Character.forDigit(next >> shift & 0xf, 16));
        }
      }
    }
    if (blank && !shown.isEmpty()) {
      shown.setLength(shown.length() - 1);
    }
    return shown.toString();
  }

  private static boolean isPrinted(String text, int index) {
    char at = text.charAt(index);
    return switch (Character.getType(at)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      case Character.SURROGATE ->
          Character.isHighSurrogate(at)
              ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
              : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
      default -> true;
    };
  }
}
