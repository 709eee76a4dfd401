package io.rein4j.config;

import io.rein4j.env.Suggestion;
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
        .filter(name -> Suggestion.distance(word, name) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(name -> Suggestion.distance(word, name)));
  }
}
