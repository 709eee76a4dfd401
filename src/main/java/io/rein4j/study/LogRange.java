package io.rein4j.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers at equal ratios, each rounded to three significant digits.
 *
 * @param from the first, greater than 0
 * @param to the last, greater than from
 * @param count how many, at least 2
 */
public record LogRange(double from, double to, int count) {

  private static final MathContext DIGITS = new MathContext(3);

  public LogRange {
    if (!(from > 0) || !Double.isFinite(from)) {
      throw new IllegalArgumentException(
          "'from' must be finite and greater than 0, but is %s.".formatted(from));
    }
    if (!(to > from) || !Double.isFinite(to)) {
      throw new IllegalArgumentException(
          "'to' must be finite and greater than 'from', which is %s, but is %s."
              .formatted(from, to));
    }
    if (count < 2) {
      throw new IllegalArgumentException(
          "'count' must be 2 or larger, but is %s.".formatted(count));
    }
  }

  /** {@return the numbers as decimals, ascending} */
  List<String> decimals() {
    List<String> decimals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double number = from * Math.pow(to / from, (double) i / (count - 1));
      decimals.add(new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString());
    }
    return decimals;
  }
}
