package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100_000, 100000",
    "1_2_3, 123",
    "-5, -5",
    "+5, 5",
    "1e6, 1000000",
    "5_0.0e1, 500",
    "64.0, 64",
    "9223372036854775807, 9223372036854775807",
  })
  void asLong_wholeNumber_isRead(String text, long number) {
    assertThat(plain(text).asLong()).contains(number);
    assertThat(new Scalar(text, false).asLong()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "9223372036854775808", "1e99", "1e99999999999", "0x10", "12:30"})
  void asLong_notAWholeNumberOf64Bits_isEmpty(String text) {
    assertThat(plain(text).asLong()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2.3e-3, 2.3e-3",
    "1e-3, 1e-3",
    "1E5, 1e5",
    "1.e2, 100",
    ".5, 0.5",
    "-.5e+1, -5",
    "1_000.000_1, 1000.0001",
    "7, 7",
    "inf, Infinity",
    "+inf, Infinity",
    "-inf, -Infinity",
    ".inf, Infinity",
    "-.Inf, -Infinity",
  })
  void asDouble_number_isRead(String text, double number) {
    assertThat(plain(text).asDouble()).contains(number);
    assertThat(new Scalar(text, false).asDouble()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e400", "nan", ".nan", "1__0", "_1", "1_", "1e", "e5", ".", "-", "1f", "١"})
  void asDouble_noNumberOrTooLarge_isEmpty(String text) {
    assertThat(plain(text).asDouble()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on",
        "off",
        "yes",
        "no",
        "y",
        "n",
        "On",
        "12:30",
        "2026-11-22",
        "0x10",
        "nan",
        "1__0"
      })
  void asFree_wordsThatYamlReadsOtherwise_areText(String text) {
    assertThat(plain(text).asFree()).contains(text);
    assertThat(plain(text).isText()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, java.lang.Integer",
    "2147483648, java.lang.Long",
    "1.0, java.lang.Double",
    "1e3, java.lang.Double",
    ".inf, java.lang.Double",
    "inf, java.lang.String",
    "true, java.lang.Boolean",
    "False, java.lang.Boolean",
    "tRUE, java.lang.String",
  })
  void asFree_value_hasTheNarrowestType(String text, Class<?> type) {
    assertThat(plain(text).asFree().orElseThrow()).isInstanceOf(type);
    assertThat(new Scalar(text, false).asFree()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
  void isNull_emptyWord_onlyWithoutQuotes(String text) {
    assertThat(plain(text).isNull()).isTrue();
    assertThat(new Scalar(text, false).isNull()).isFalse();
  }

  private static Scalar plain(String text) {
    return new Scalar(text, true);
  }
}
