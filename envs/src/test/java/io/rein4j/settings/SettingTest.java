package io.rein4j.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

  private static final Setting RATE = new Setting("rate");

  private static final double[] TRIED = {
    Double.NEGATIVE_INFINITY, -1, -0.0, 0, 1e-300, 0.5, 1, 2, 1e300, Double.POSITIVE_INFINITY
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          share              | -0.0 0.0 1.0E-300 0.5 1.0
          shareBelowOne      | -0.0 0.0 1.0E-300 0.5
          shareAboveZero     | 1.0E-300 0.5 1.0
          finite             | -1.0 -0.0 0.0 1.0E-300 0.5 1.0 2.0 1.0E300
          positive           | 1.0E-300 0.5 1.0 2.0 1.0E300
          positiveOrInfinite | 1.0E-300 0.5 1.0 2.0 1.0E300 Infinity
          notNegative        | -0.0 0.0 1.0E-300 0.5 1.0 2.0 1.0E300
          withinFloats       | -Infinity -1.0 -0.0 0.0 1.0E-300 0.5 1.0 2.0 Infinity
          notBelowFloats     | -Infinity -1.0 -0.0 0.0 0.5 1.0 2.0 1.0E300 Infinity
          between            | 1.0E-300 0.5 1.0
          """)
  void domain_valuesOfAllSizes_takesItsOwn(String name, String taken) {
    Setting.Domain domain =
        switch (name) {
          case "share" -> Setting::share;
          case "shareBelowOne" -> Setting::shareBelowOne;
          case "shareAboveZero" -> Setting::shareAboveZero;
          case "finite" -> Setting::finite;
          case "positive" -> Setting::positive;
          case "positiveOrInfinite" -> Setting::positiveOrInfinite;
          case "notNegative" -> Setting::notNegative;
          case "withinFloats" -> Setting::withinFloats;
          case "notBelowFloats" -> Setting::notBelowFloats;
          default -> (setting, value) -> setting.between(0, 2, value);
        };
    List<String> expected = List.of(taken.split(" "));

    for (double value : TRIED) {
      assertThat(takes(domain, value))
          .as("%s of %s", name, value)
          .isEqualTo(expected.contains(Double.toString(value)));
    }
  }

  private static boolean takes(Setting.Domain domain, double value) {
    try {
      domain.require(RATE, value);
      return true;
    } catch (SettingException e) {
      assertThat(e.key()).isEqualTo("rate");
      return false;
    }
  }

  @Test
  void domain_notANumber_isInNone() {
    List<Setting.Domain> domains =
        List.of(
            Setting::share,
            Setting::shareBelowOne,
            Setting::shareAboveZero,
            Setting::finite,
            Setting::positive,
            Setting::positiveOrInfinite,
            Setting::notNegative,
            (setting, value) -> setting.between(0, 1, value));

    assertThat(domains).noneMatch(domain -> takes(domain, Double.NaN));
  }

  @Test
  void refused_wordsOfItsOwn_makeTheSentence() {
    Setting setting = new Setting("max-norm", "The max norm of 'z-clip'").when("at the end");

    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> setting.within(2, 9, 10))
        .withMessage("The max norm of 'z-clip' must be in [2, 9], but is 10 at the end.");
    assertThat(setting.refused("> 0", 0, "nothing would be learned"))
        .hasMessage(
            "The max norm of 'z-clip' must be > 0, but is 0 at the end: nothing would be learned.");
  }

  @Test
  void wholeNumbers_atTheirBounds_areTaken() {
    RATE.atLeast(3, 3);
    RATE.within(3, 4, 3);
    RATE.within(3, 4, 4);
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> RATE.atLeast(3, 2))
        .withMessage("'rate' must be ≥ 3, but is 2.");
    assertThatExceptionOfType(SettingException.class).isThrownBy(() -> RATE.within(3, 4, 2));
  }

  @Test
  void exception_ofSeveralSettings_keepsTheirKeysInOrder() {
    SettingException refusal = new SettingException(List.of("high", "low"), "They cross.");
    assertThat(refusal.key()).isEqualTo("high");
    assertThat(refusal.keys()).containsExactly("high", "low");
    assertThat(refusal).hasMessage("They cross.");
  }
}
