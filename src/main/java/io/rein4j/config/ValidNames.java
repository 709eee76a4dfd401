package io.rein4j.config;

import io.rein4j.text.Suggestion;
import java.util.Collection;

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
    return Suggestion.nearest(given, names)
        .map(name -> "; did you mean '%s'? T%s".formatted(name, all))
        .orElse("; t" + all);
  }
}
