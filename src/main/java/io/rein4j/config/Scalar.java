package io.rein4j.config;

import io.rein4j.text.Printable;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was written for a single value, and how it reads: as a number, true, false, nothing, or else
 * as text.
 *
 * <p>The rules are narrower than those of YAML 1.1, so that no word turns into something else: on,
 * off, yes and no are text, as are dates and {@code 12:30}; octal numbers are refused. They are
 * wider in one thing: {@code 1e-3} is a number without a dot too.
 *
 * @param text the characters, without quotes
 * @param plain whether it was written without quotes; only then it can be anything but text
 */
record Scalar(String text, boolean plain) {

  private static final String DIGITS = "[0-9](?:_?[0-9])*";

  /** Characters of a number, which no double needs; a pattern takes stack for each. */
  private static final int LONGEST_NUMBER = 1000;

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(?:%1$s(?:\\.(?:%1$s)?)?|\\.%1$s)(?:[eE][-+]?[0-9]+)?".formatted(DIGITS));
  private static final Pattern INTEGER = Pattern.compile("[-+]?" + DIGITS);
  private static final Pattern OCTAL = Pattern.compile("[-+]?0(?:o?[0-9_]+)");
  private static final Pattern INFINITY = Pattern.compile("([-+]?)\\.?(?:inf|Inf|INF)");

  private static final Pattern NAN = Pattern.compile("\\.(?:nan|NaN|NAN)");

  boolean isNull() {
    return plain
        && switch (text) {
          case "", "~", "null", "Null", "NULL" -> true;
          default -> false;
        };
  }

  Optional<Boolean> asBoolean() {
    return switch (plain ? text : "") {
      case "true", "True", "TRUE" -> Optional.of(true);
      case "false", "False", "FALSE" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  boolean isNumber() {
    return plain && text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
  }

  boolean isOctal() {
    return plain && OCTAL.matcher(text).matches();
  }

  /** {@return whether it is text even where any value may stand} */
  boolean isText() {
    return !isNull() && !isOctal() && asFree().filter(text::equals).isPresent();
  }

  /** {@return the number, if it is a whole one that fits in a long; {@code 1e6} is one} */
  Optional<Long> asLong() {
    if (!isNumber()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(digits()).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** {@return the number; infinite only if {@code inf} was written} */
  Optional<Double> asDouble() {
    var infinity = INFINITY.matcher(text);
    if (plain && infinity.matches()) {
      return Optional.of(
          infinity.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (!isNumber()) {
      return Optional.empty();
    }
    return Optional.of(Double.parseDouble(digits())).filter(Double::isFinite);
  }

  /**
   * {@return what it is where any value may stand: Integer, Long, Double, Boolean or String; empty
   * for a number out of range}
   */
  Optional<Object> asFree() {
    if (asBoolean().isPresent()) {
      return asBoolean().map(bool -> bool);
    }
    if (isNumber() && INTEGER.matcher(text).matches()) {
      return asLong().map(Scalar::narrowest);
    }
    // The bare word inf may be meant as text; YAML's own infinity has a dot.
    if (isNumber() || (text.contains(".") && asDouble().isPresent())) {
      return asDouble().map(number -> number);
    }
    return Optional.of(text);
  }

  private static Object narrowest(long number) {
    if (number == (int) number) {
      return (int) number;
    }
    return number;
  }

  String describe() {
    if (isNull()) {
      return "empty";
    }
    String excerpt = Printable.excerpt(text);
    boolean word = asBoolean().isPresent() || asDouble().isPresent() || isNan();
    return isNumber() || word ? excerpt : "the text '" + excerpt + "'";
  }

  /** {@return whether it is YAML's word for what is not a number, which no setting may be} */
  private boolean isNan() {
    return plain && NAN.matcher(text).matches();
  }

  private String digits() {
    return text.replace("_", "");
  }
}
