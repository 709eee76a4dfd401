package io.rein4j.env;

/**
 * Text of others as it may be shown on a terminal, in a log or in an error: its control characters
 * are escaped as Python writes them, and it may be shortened.
 */
public final class Printable {

  private static final int QUOTED = 1000;
  private static final int EXCERPT = 100;

  private Printable() {}

  /**
   * {@return a text whose control characters are escaped, of whatever length} Blanks, tabs and line
   * ends stay as they are.
   *
   * @param text any text
   */
  public static String escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!stays(text, i)) {
        StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, i);
        for (int j = i; j < text.length(); j++) {
          append(text, j, shown);
        }
        return shown.toString();
      }
    }
    return text;
  }

  private static boolean stays(String text, int index) {
    char at = text.charAt(index);
    return at == '\n' || at == '\t' || isPrinted(text, index);
  }

  private static void append(String text, int index, StringBuilder shown) {
    char next = text.charAt(index);
    if (stays(text, index)) {
      shown.append(next);
      return;
    }
    shown.append(next < 0x100 ? "\\x" : "\\u");
    for (int shift = next < 0x100 ? 4 : 12; shift >= 0; shift -= 4) {
      shown.append(Character.forDigit(next >> shift & 0xf, 16));
    }
  }

  /**
   * {@return what another program said, on one line of about 1,000 characters at most, to be quoted
   * in a sentence}
   *
   * @param text any text
   */
  public static String quoted(String text) {
    return of(text, QUOTED);
  }

  /**
   * {@return a text on one line} White space becomes single blanks; of a text that is too long, the
   * middle is left out.
   *
   * @param text any text
   * @param most how many characters of it are shown
   */
  public static String of(String text, int most) {
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
      append(part, i, shown);
    }
    if (blank && !shown.isEmpty()) {
      shown.setLength(shown.length() - 1);
    }
    return shown.toString();
  }

  /**
   * {@return a text of up to 100 characters, or the beginning of a longer one and its length, to be
   * quoted in a sentence}
   *
   * @param text any text
   */
  public static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  /**
   * {@return a text, or the beginning of one that is too long and its length}
   *
   * @param text any text
   * @param longest characters that it may have
   */
  public static String excerpt(String text, int longest) {
    int characters = text.codePointCount(0, text.length());
    return escaped(
        characters <= longest
            ? text
            : text.substring(0, text.offsetByCodePoints(0, longest * 3 / 4))
                + "… ("
                + characters
                + " characters)");
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
