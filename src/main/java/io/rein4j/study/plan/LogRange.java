package io.rein4j.study.plan;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
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

  private static final int MOST = 1_000;

  private static final MathContext DIGITS = new MathContext(3);

  public LogRange {
    new Setting("from").positive(from);
    if (!(to > from) || !Double.isFinite(to)) {
      throw new SettingException(
          List.of("to", "from"),
          "'to' must be finite and greater than 'from', which is %s, but is %s."
              .formatted(from, to));
    }
    if (!Double.isFinite(to / from)) {
      throw new SettingException(
          List.of("to", "from"),
          "'to' must be at most 1.7E308 times 'from', which is " + from + ", but is " + to + ".");
    }
    new Setting("count").within(2, MOST, count);
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
