package io.rein4j.study.plan;

import io.rein4j.settings.SettingException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The range of a setting in a study's space, in which points are even in the logarithm or in the
 * number itself: one of the two.
 *
 * @param log a range of numbers above 0, even in the logarithm
 * @param linear a range of numbers, even in the number itself
 */
public record Knob(@Nullable KnobRange log, @Nullable KnobRange linear) {

  private static final int DIGITS = 3;

  public Knob {
    if ((log == null) == (linear == null)) {
      throw new SettingException(
          List.of("log", "linear"),
          "A setting of a 'space' has the range 'log' or the range 'linear', but has %s."
              .formatted(log == null ? "neither" : "both"));
    }
    if (log != null && !(log.from() > 0)) {
      throw new SettingException(
          "log", "'log' must begin above 0, but begins at %s.".formatted(log.from()));
    }
  }

  /**
   * {@return the number at a place, to three digits}
   *
   * @param place from 0, the range's beginning, to 1, its end
   */
  String decimal(double place) {
    if (log != null) {
      double exponent = Math.log(log.from()) + place * (Math.log(log.to()) - Math.log(log.from()));
      return plain(new BigDecimal(Math.exp(exponent)).round(new MathContext(DIGITS)));
    }
    KnobRange range = Objects.requireNonNull(linear);
    double width = range.to() - range.from();
    int decimals = DIGITS - 1 - (int) Math.floor(Math.log10(width));
    return plain(
        new BigDecimal(range.from() + place * width).setScale(decimals, RoundingMode.HALF_EVEN));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
