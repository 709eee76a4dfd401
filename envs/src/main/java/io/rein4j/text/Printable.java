package io.rein4j.text;

/**
 * Text of others as it may be shown on a terminal, in a log or in an error: its control characters
 * are escaped as Python writes them, and it may be shortened.
 */
public final class Printable {

  private static final int QUOTED = 1000;
  private static final int EXCERPT = 100;

  private Printable() {}

  /**
   * {@return a text on one line, whose control characters are escaped, of whatever length} Blanks
   * and tabs stay as they are.
   *
   * @param text any text
   */
  public static String escaped(String text) {
    if (text.codePoints().allMatch(Printable::stays)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(character -> append(character, shown));
    return shown.toString();
  }

  private static boolean stays(int character) {
    return character == '\t'
        || switch (Character.getType(character)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }

  private static void append(int character, StringBuilder shown) {
    if (stays(character)) {
      shown.appendCodePoint(character);
      return;
    }
    int digits = character < 0x100 ? 2 : character < 0x10000 ? 4 : 8;
    shown.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      shown.append(Character.forDigit(character >> shift & 0xf, 16));
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
    StringBuilder shown = new StringBuilder();
    boolean blank = true;
    for (int character : shortened(text, most).codePoints().toArray()) {
      if (character == ' ' || (character >= '\t' && character <= '\r')) {
        if (!blank) {
          shown.append(' ');
        }
        blank = true;
        continue;
      }
      blank = false;
      append(character, shown);
    }
    if (blank && !shown.isEmpty()) {
      shown.setLength(shown.length() - 1);
    }
    return shown.toString();
  }

  /**
   * {@return a text of about 100 characters at most, to be quoted in a sentence} Of one that is too
   * long, the middle is left out.
   *
   * @param text any text
   */
  public static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  /**
   * {@return a text, of which the middle is left out if it is too long}
   *
   * @param text any text
   * @param most how many characters of it are shown
   */
  public static String excerpt(String text, int most) {
    return escaped(shortened(text, most));
  }

  private static String shortened(String text, int most) {
    int characters = text.codePointCount(0, text.length());
    if (characters <= most) {
      return text;
    }
    int end = most / 4;
    return text.substring(0, text.offsetByCodePoints(0, most - end))
        + " ["
        + (characters - most)
        + " characters left out] "
        + text.substring(text.offsetByCodePoints(text.length(), -end));
  }
}
