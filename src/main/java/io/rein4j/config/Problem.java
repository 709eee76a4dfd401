package io.rein4j.config;

import io.rein4j.text.Printable;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a config.
 *
 * @param source the file, or whatever else it stands in; empty if the sentence says so itself
 * @param line from 1; 0 if the source has no lines, such as a {@code --set}
 * @param column from 1; of a source without lines, its rank among such
 * @param sentence what is wrong
 * @param missing what the config names and the catalog does not have, such as {@code clipping rule
 *     'soft-clip'}; null if something else is wrong
 */
record Problem(String source, int line, int column, String sentence, @Nullable String missing)
    implements Serializable {

  /** What sentences of settings begin with; names keep their capitals. */
  private static final Pattern FIRST_WORD =
      Pattern.compile("^(?:An?|The|There|These|This|With|Cannot|Each|No|Only|Two)(?= )");

  static Problem at(@Nullable Place place, String sentence) {
    return place == null
        ? new Problem("", 0, 0, sentence, null)
        : new Problem(place.source(), place.line(), place.column(), behindPlace(sentence), null);
  }

  /** Lets a sentence go on behind a place, as do those of this package. */
  private static String behindPlace(String sentence) {
    Matcher first = FIRST_WORD.matcher(sentence);
    return first.find()
        ? first.group().toLowerCase(Locale.ROOT) + sentence.substring(first.end())
        : sentence;
  }

  /** {@return this problem as that of a name which the catalog does not have} */
  Problem ofMissing(String noun, String name) {
    return new Problem(
        source, line, column, sentence, "%s '%s'".formatted(noun, Printable.excerpt(name)));
  }

  /** {@return this problem with more said of it} */
  Problem with(String circumstances) {
    return circumstances.isEmpty()
        ? this
        : new Problem(source, line, column, sentence + circumstances, missing);
  }

  @Override
  public String toString() {
    return source.isEmpty() ? sentence : Place.text(source, line, column) + ": " + sentence;
  }
}
