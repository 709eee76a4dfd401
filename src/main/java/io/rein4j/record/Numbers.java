package io.rein4j.record;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.rein4j.api.Incubating;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * How numbers are written, in one place: independent of the locale and of the Java version.
 *
 * <p>Files hold the shortest decimal that reads back as the same double, in the form of {@link
 * Double#toString}: {@code 500.0}, {@code 0.1}, {@code 2.3E-4}, {@code -0.0}. ({@code
 * Double.toString} itself writes more digits than needed before Java 19.) NaN stands for "no
 * value": an empty cell, a JSON {@code null}, no TensorBoard point. An infinite value is {@code
 * Infinity} or {@code -Infinity} in CSV, and {@code null} in JSON, which has no name for it.
 */
@Incubating
public final class Numbers {

  /** From here on people count digits in vain. */
  private static final double HUGE = 1e15;

  private static final double TINY = 1e-4;

  private static final MathContext TWO_DIGITS = new MathContext(2);

  private Numbers() {}

  /**
   * The shortest decimal that reads back as the same double.
   *
   * @param value any double
   * @return for example {@code 500.0}, {@code 1.0E-4}, {@code NaN}, {@code -Infinity}
   */
  public static String exact(double value) {
    return NumberOutput.toString(value, true);
  }

  /**
   * A whole number with its thousands separated.
   *
   * @param value any number
   * @return for example {@code 31,204}
   */
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * A number of things.
   *
   * @param count how many
   * @param thing one of them
   * @return for example {@code 1 episode}, {@code 31,204 episodes}
   */
  public static String counted(long count, String thing) {
    return grouped(count) + " " + thing + (count == 1 ? "" : "s");
  }

  /**
   * A number rounded for people to read.
   *
   * @param value any number
   * @param decimals digits after the point, 0 to 17
   * @return for example {@code 187.3}; {@code 1.9e+17} from 10¹⁵ on; 0 without a sign; a dash for
   *     NaN, {@code ∞} for infinity
   */
  public static String rounded(double value, int decimals) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    if (Math.abs(value) >= HUGE) {
      return String.format(Locale.ROOT, "%." + Math.max(1, decimals) + "e", value);
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.startsWith("-") && isZero(text) ? text.substring(1) : text;
  }

  /**
   * A measured number, such as a return, for people to read: rounded, unless that leaves nothing of
   * it.
   *
   * @param value any number
   * @param decimals digits after the point, 0 to 17
   * @return as {@link #rounded}, but two digits of a number that this would make 0: {@code -0.02},
   *     {@code 3.1e-07}
   */
  public static String measured(double value, int decimals) {
    String text = rounded(value, decimals);
    if (value == 0 || !isZero(text)) {
      return text;
    }
    return Math.abs(value) >= TINY
        ? new BigDecimal(value).round(TWO_DIGITS).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%.1e", value);
  }

  private static boolean isZero(String text) {
    return text.contains("0")
        && text.chars().noneMatch(character -> character >= '1' && character <= '9');
  }

  /**
   * A share as a percentage, rounded for people to read.
   *
   * @param share 1 is the whole
   * @param decimals digits after the point, 0 to 17
   * @return for example {@code 12.3%}; a dash for NaN
   */
  public static String percent(double share, int decimals) {
    return Double.isNaN(share) ? "-" : rounded(100 * share, decimals) + "%";
  }

  /**
   * A span of time that is over, rounded, for people to read.
   *
   * @param seconds at least 0
   * @return for example {@code 1.5 s} below 10 s, then {@code 0:10}, {@code 59:59}, {@code 1:00:00}
   */
  public static String elapsed(double seconds) {
    String tenths = rounded(seconds, 1);
    return seconds < 10 && !tenths.equals("10.0") ? tenths + " s" : duration(Math.rint(seconds));
  }

  /**
   * A span of time that is left, rounded up to whole seconds, for people to read.
   *
   * @param seconds at least 0
   * @return for example {@code 0:12}, {@code 59:59}, {@code 1:00:00}
   */
  public static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    long hours = whole / 3600;
    String minutes = hours > 0 ? hours + ":%02d" : "%d";
    return String.format(Locale.ROOT, minutes + ":%02d", whole / 60 % 60, whole % 60);
  }
}
