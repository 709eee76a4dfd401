package io.rein4j.config;

/** Texts as sentences quote them: whole if they are short, and else their beginning. */
public final class Excerpt {

  private static final int LONGEST = 100;

  private Excerpt() {}

  /**
   * {@return a text of up to 100 characters, or the beginning of a longer one and its length}
   *
   * @param text any text
   */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * {@return a text, or the beginning of one that is too long and its length}
   *
   * @param text any text
   * @param longest characters that it may have
   */
  static String of(String text, int longest) {
    int characters = text.codePointCount(0, text.length());
    return characters <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest * 3 / 4))
            + "… ("
            + characters
            + " characters)";
  }
}
