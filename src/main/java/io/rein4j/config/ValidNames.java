package io.rein4j.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The names that are valid somewhere, and which of them a misspelt one may have meant.
 *
 * @param noun what the names are, in the plural
 * @param names in the order in which they are listed
 */
record ValidNames(String noun, Collection<String> names) {

  /** {@return the end of a sentence about a name that is none of these} */
  String instead(String given) {
    String all =
        names.isEmpty()
            ? "here are no %s yet.".formatted(noun)
            : "he %s are %s.".formatted(noun, String.join(", ", names));
    return nearest(given)
        .map(name -> "; did you mean '%s'? T%s".formatted(name, all))
        .orElse("; t" + all);
  }

  /** {@return the name with the fewest changed letters, if they are few} */
  Optional<String> nearest(String given) {
    String word = given.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> distance(word, name) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(word, name)));
  }

  /** The optimal string alignment distance: inserted, deleted, changed and swapped letters. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
