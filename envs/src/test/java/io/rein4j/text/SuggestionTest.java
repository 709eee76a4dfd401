package io.rein4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> VALID = List.of("CartPole-v0", "CartPole-v1", "Acrobot-v1");

  @Test
  void nearest_ofMisspeltName_isTheNameMeant() {
    assertThat(Suggestion.nearest("CartPole-v2", VALID)).hasValue("CartPole-v1");
    assertThat(Suggestion.nearest("cartpole-v1", VALID)).hasValue("CartPole-v1");
    assertThat(Suggestion.nearest("Arcobot-v1", VALID)).hasValue("Acrobot-v1");
  }

  @ParameterizedTest
  @CsvSource({
    "batchsize, batch-size",
    "batch_size, batch-size",
    "batchSize, batch-size",
    "batchs, ",
    "leraning-rates, learning-rate",
    "sede, seed",
    "DQN, dqn",
    "dqm, dqn",
    "abc, ",
    "beta, beta1",
    "evry, every",
    "lr, ",
    "'', ",
  })
  void nearest_misspeltName_isFoundIfFewLettersDiffer(String given, String name) {
    List<String> keys =
        List.of("batch-size", "learning-rate", "seed", "dqn", "every", "beta2", "beta1");
    assertThat(Suggestion.nearest(given, keys).orElse(null)).isEqualTo(name);
  }

  @Test
  void nearest_swappedCharacters_countAsOneEdit() {
    // Without swaps both names are two edits away, and the alphabet would choose the other one.
    assertThat(Suggestion.nearest("bacd", List.of("abcd", "aacc"))).hasValue("abcd");
    assertThat(Suggestion.nearest("xy", List.of("ax", "yx"))).hasValue("yx");
  }

  @Test
  void nearest_versionsOfOneName_isTheNewest() {
    List<String> versions = List.of("Taxi-v3", "Taxi-v9", "Tazi-v99", "Taxi-v4");
    assertThat(Suggestion.nearest("Taxi-v5", versions)).hasValue("Taxi-v9");
    assertThat(Suggestion.nearest("Taxi-v3x", versions)).as("fewer edits").hasValue("Taxi-v3");
    assertThat(Suggestion.nearest("Tabi-v9", List.of("Tazi-v9", "Taxi-v9"))).hasValue("Taxi-v9");
  }

  @ParameterizedTest
  @CsvSource({"-x, ", "--hlep, --help", "-v, -V", "-help, --help", "--h, -h", "--, "})
  void nearest_option_isComparedWithoutItsHyphens(String given, String name) {
    List<String> options = List.of("-h", "--help", "-V", "--version", "--seed");
    assertThat(Suggestion.nearest(given, options).orElse(null)).isEqualTo(name);
  }

  @Test
  void nearest_ofNothing_isEmpty() {
    assertThat(Suggestion.nearest("x", List.of())).isEmpty();
    assertThat(Suggestion.nearest("", List.of("ab", "a"))).isEmpty();
  }
}
