package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidNamesTest {

  private static final ValidNames NAMES =
      new ValidNames(
          "keys", List.of("batch-size", "learning-rate", "seed", "dqn", "every", "beta1", "beta2"));

  @ParameterizedTest
  @CsvSource({
    "batchsize, batch-size",
    "batch_size, batch-size",
    "batchSize, batch-size",
    "batchs, ",
    "leraning-rate, learning-rate",
    "sede, seed",
    "DQN, dqn",
    "dqm, dqn",
    "abc, ",
    "beta, beta1",
    "evry, every",
    "lr, ",
  })
  void nearest_misspeltName_isFoundIfFewLettersDiffer(String given, String name) {
    assertThat(NAMES.nearest(given).orElse(null)).isEqualTo(name);
  }
}
