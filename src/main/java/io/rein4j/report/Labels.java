package io.rein4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers of any magnitude as people read them: three significant digits. */
final class Labels {

  private Labels() {}

  /** {@return for example 0.5, 13.4, 1,230, 2.3e-5; a dash for NaN} */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "-" : value > 0 ? "∞" : "-∞";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e7)) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    if (size >= 999.5) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** {@return for example 0.52 [0.4, 0.61]} */
  static String interval(double value, double low, double high) {
    return Double.isNaN(value)
        ? "-"
        : Double.isNaN(low)
            ? "%s [-]".formatted(number(value))
            : "%s [%s, %s]".formatted(number(value), number(low), number(high));
  }
}
