package io.rein4j.text;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The valid name that an unknown name was probably meant to be. */
public final class Suggestion {

  private static final Pattern VERSION = Pattern.compile("-v([0-9]+)$");

  private Suggestion() {}

  /**
   * {@return the valid name with the fewest edits between it and an unknown name, if they are few}
   * Edits are those of {@link #distance}, and few is up to a third of the valid name's letters, or
   * one, and never all of them; the hyphens before an option do not count. Upper and lower case
   * count as the same unless the distance ties. If that ties as well, the newest version wins of
   * names that end in {@code -v} and a number and are the same but for that; of others the name
   * that comes first in the alphabet.
   *
   * @param name the unknown name
   * @param valid the valid names
   */
  public static Optional<String> nearest(String name, Collection<String> valid) {
    return valid.stream()
        .filter(candidate -> isNear(letters(name), letters(candidate)))
        .min(
            Comparator.comparingInt(
                    (String candidate) -> distance(letters(name), letters(candidate)))
                .thenComparingInt(candidate -> distance(name, candidate))
                .thenComparing(Suggestion::withoutVersion)
                .thenComparing(Comparator.comparing(Suggestion::version).reversed())
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String withoutVersion(String name) {
    return VERSION.matcher(name).replaceFirst("");
  }

  /** {@return the version at the end of a name, such as 1 in CartPole-v1; −1 if there is none} */
  private static BigInteger version(String name) {
    Matcher version = VERSION.matcher(name);
    return version.find() ? new BigInteger(version.group(1)) : BigInteger.ONE.negate();
  }

  private static boolean isNear(String name, String candidate) {
    int distance = distance(name, candidate);
    return distance <= Math.max(1, candidate.length() / 3)
        && (distance == 0 || distance < candidate.length());
  }

  /** Returns what of a name is compared first. */
  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "");
  }

  /**
   * {@return the number of edits between two names: inserted, deleted, replaced and swapped
   * characters (Damerau and Levenshtein's distance of optimal string alignment)}
   *
   * @param a a name
   * @param b another
   */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int edits = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits = Math.min(edits, beforeLast[j - 2] + 1);
        }
        row[j] = edits;
      }
      int[] oldest = beforeLast;
      beforeLast = last;
      last = row;
      row = oldest;
    }
    return last[b.length()];
  }
}
