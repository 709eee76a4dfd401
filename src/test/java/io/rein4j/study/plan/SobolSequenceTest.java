package io.rein4j.study.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SobolSequenceTest {

  private static List<double[]> golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(SobolSequenceTest.class.getResourceAsStream("sobol.csv"))) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void point_anyDimension_isThatOfSciPy(int dimensions) throws IOException {
    SobolSequence sequence = new SobolSequence(dimensions);
    List<double[]> golden = golden();
    assertThat(golden).hasSize(64);
    for (int i = 0; i < golden.size(); i++) {
      assertThat(sequence.point(i)).isEqualTo(Arrays.copyOf(golden.get(i), dimensions));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11})
  void sequence_otherDimensions_isRefused(int dimensions) {
    assertThatThrownBy(() -> new SobolSequence(dimensions))
        .hasMessage(
            "A Sobol sequence has 1 to 10 dimensions here, but not %s.".formatted(dimensions));
  }

  @Test
  void point_powerOfTwoPoints_hasEveryCoordinateInItsOwnInterval() {
    SobolSequence sequence = new SobolSequence(10);
    for (int dimension = 0; dimension < 10; dimension++) {
      boolean[] taken = new boolean[256];
      for (int i = 0; i < 256; i++) {
        taken[(int) (256 * sequence.point(i)[dimension])] = true;
      }
      assertThat(taken).doesNotContain(false);
    }
  }
}
