package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "500, 500.0",
    "0.1, 0.1",
    "-0.0, -0.0",
    "1e-3, 0.001",
    "1e-4, 1.0E-4",
    "9999999, 9999999.0",
    "1e7, 1.0E7",
    "2e23, 2.0E23",
    "2.0e-3, 0.002",
    "4.9e-324, 4.9E-324",
    "1.7976931348623157e308, 1.7976931348623157E308",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void exact_knownValues_readAsJavaWritesThem(double value, String expected) {
    assertThat(Numbers.exact(value)).isEqualTo(expected);
  }

  @Test
  void counted_oneOrMore_agreesInNumber() {
    assertThat(Numbers.counted(1, "episode")).isEqualTo("1 episode");
    assertThat(Numbers.counted(0, "episode")).isEqualTo("0 episodes");
    assertThat(Numbers.counted(31_204, "episode")).isEqualTo("31,204 episodes");
  }

  /** No decimal with one digit less reads back as the same double. */
  @Test
  void exact_randomBits_isTheShortestThatReadsBack() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isFinite(value) || value == 0) {
        continue;
      }
      String text = Numbers.exact(value);
      assertThat(Double.parseDouble(text)).as("value %d of seed 7", i).isEqualTo(value);
      int digits = new BigDecimal(text).stripTrailingZeros().precision();
      if (digits > 1) {
        BigDecimal exact = new BigDecimal(value);
        for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
          double shorter = exact.round(new MathContext(digits - 1, mode)).doubleValue();
          assertThat(shorter).as("%s, value %d of seed 7", text, i).isNotEqualTo(value);
        }
      }
    }
  }

  @Test
  void allForms_germanLocale_areTheSame() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Numbers.exact(1234.5)).isEqualTo("1234.5");
      assertThat(Numbers.grouped(1_234_567)).isEqualTo("1,234,567");
      assertThat(Numbers.rounded(1234.56, 1)).isEqualTo("1234.6");
      assertThat(Numbers.percent(0.12345, 1)).isEqualTo("12.3%");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "1.5, 1.5 s",
    "9.949, 9.9 s",
    "9.96, 0:10",
    "10.3, 0:10",
    "10.6, 0:11",
    "59.6, 1:00",
    "3600.4, 1:00:00"
  })
  void elapsed_seconds_isRoundedToTheNearest(double seconds, String expected) {
    assertThat(Numbers.elapsed(seconds)).isEqualTo(expected);
  }

  @Test
  void roundedForms_nan_areADash() {
    assertThat(Numbers.rounded(Double.NaN, 1)).isEqualTo("-");
    assertThat(Numbers.percent(Double.NaN, 1)).isEqualTo("-");
  }

  @Test
  void rounded_hugeInfiniteOrNegativeZero_isShort() {
    assertThat(Numbers.rounded(1e307, 1)).isEqualTo("1.0e+307");
    assertThat(Numbers.rounded(-1e15, 2)).isEqualTo("-1.00e+15");
    assertThat(Numbers.rounded(999_999_999_999_999.0, 0)).isEqualTo("999999999999999");
    assertThat(Numbers.rounded(Double.POSITIVE_INFINITY, 1)).isEqualTo("∞");
    assertThat(Numbers.rounded(Double.NEGATIVE_INFINITY, 1)).isEqualTo("-∞");
    assertThat(Numbers.rounded(-0.02, 1)).isEqualTo("0.0");
    assertThat(Numbers.rounded(-0.0, 0)).isEqualTo("0");
    assertThat(Numbers.rounded(-0.06, 1)).isEqualTo("-0.1");
  }

  @Test
  void measured_tooSmallForItsDecimals_keepsTwoDigits() {
    assertThat(Numbers.measured(-0.02, 1)).isEqualTo("-0.02");
    assertThat(Numbers.measured(0.0123456, 1)).isEqualTo("0.012");
    assertThat(Numbers.measured(3.14e-7, 1)).isEqualTo("3.1e-07");
    assertThat(Numbers.measured(0, 1)).isEqualTo("0.0");
    assertThat(Numbers.measured(-0.0, 1)).isEqualTo("0.0");
    assertThat(Numbers.measured(187.34, 1)).isEqualTo("187.3");
    assertThat(Numbers.measured(Double.NaN, 1)).isEqualTo("-");
    assertThat(Numbers.measured(Double.NEGATIVE_INFINITY, 1)).isEqualTo("-∞");
  }
}
