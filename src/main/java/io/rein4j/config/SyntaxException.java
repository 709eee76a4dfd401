package io.rein4j.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.rein4j.api.Incubating;
import io.rein4j.text.Printable;
import java.util.Map;

/** A text that is not JSON, or not YAML: what is wrong with it, and where. */
@Incubating
public final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1;

  private static final int LONGEST = 200;

  /** What a reader refuses to read, by how its words for that begin. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "Document nesting depth", "it is nested more than 1,000 levels deep",
          "Number value length", "a number has more than 1,000 digits",
          "BigDecimal scale", "the exponent of a number is too large",
          "String value length", "a text has more than 100,000,000 characters",
          "Name length", "a key has more than 50,000 characters");

  private final int line;
  private final int column;

  private SyntaxException(String problem, JsonLocation location, Throwable cause) {
    super(problem, cause);
    this.line = Math.max(1, location.getLineNr());
    this.column = Math.max(1, location.getColumnNr());
  }

  /**
   * Says what a parser has met.
   *
   * @param e what it threw
   * @param parser tells how far it is where the exception does not
   * @return the problem, in words that are not the parser's own where they would be of its insides
   */
  public static SyntaxException of(JsonProcessingException e, JsonParser parser) {
    JsonLocation location = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
    return new SyntaxException(problem(e), location, e);
  }

  /** {@return whether the text is well-formed as far as it was read, but beyond what is read} */
  boolean isLimit() {
    return getCause() instanceof StreamConstraintsException;
  }

  private static String problem(JsonProcessingException e) {
    String words = e.getOriginalMessage();
    if (e instanceof StreamConstraintsException) {
      return LIMITS.entrySet().stream()
          .filter(limit -> words.startsWith(limit.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("it is too large");
    }
    return Printable.excerpt(
        words
            .replaceAll("\\R.*", "")
            .replaceAll(" \\((start marker|for (Object|Array) starting) [^)]*\\).*", "")
            .replaceAll(":? \\(?(enable|disable|`)[^)]*(Feature)?[^)]*\\)?$", ""),
        LONGEST);
  }

  /** {@return the line, from 1} */
  public int line() {
    return line;
  }

  /** {@return the column, from 1} */
  public int column() {
    return column;
  }

  /** {@return what is wrong, without an end mark} */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
