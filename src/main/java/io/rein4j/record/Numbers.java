package io.rein4j.record;

import com.fasterxml.jackson.core.io.NumberOutput;
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
public final class Numbers {

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
   * A number rounded for people to read.
   *
   * @param value any number
   * @param decimals digits after the point, 0 to 17
   * @return for example {@code 187.3}; a dash for NaN
   */
  public static String rounded(double value, int decimals) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
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
   * A span of time, rounded up to whole seconds, for people to read.
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
