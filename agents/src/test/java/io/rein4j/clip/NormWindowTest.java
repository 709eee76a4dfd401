package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NormWindowTest {

  static Stream<String> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            NormWindowTest.class.getResourceAsStream("norm-window-goldens.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }

  /** {@code norm_window_goldens.py} makes the same norms and the golden figures. */
  @ParameterizedTest
  @MethodSource("cases")
  void figures_matchSciPy(String line) {
    String[] cells = line.split("; ", -1);
    double parameter = Double.parseDouble(cells[1]);
    int n = Integer.parseInt(cells[2]);
    NormWindow window = new NormWindow();
    for (int i = 0; i < 1_500 - n; i++) {
      window.add(1e9);
    }
    window = n == 1_000 ? window : new NormWindow();
    for (int i = 0; i < n; i++) {
      // A stride without a common divisor with n visits every quantile, out of order.
      double u = (i * 7L % n + 0.5) / n;
      window.add(
          switch (cells[0]) {
            case "pareto" -> Math.pow(1 - u, -1 / parameter);
            case "exponential" -> -parameter * Math.log(1 - u);
            case "uniform" -> parameter * (1 + u);
            default -> throw new IllegalArgumentException(cells[0]);
          });
    }
    double tail = Double.parseDouble(cells[4]);
    assertThat(window.count()).isEqualTo(n);
    assertThat(window.kurtosis())
        .isCloseTo(Double.parseDouble(cells[3]), Percentage.withPercentage(1e-7));
    assertThat(window.tailIndex()).isCloseTo(tail, Percentage.withPercentage(1e-7));
    int k = n / 10;
    assertThat(window.heavy()).isEqualTo(tail * (1 + 1.96 / Math.sqrt(k)) < 2);
  }

  @Test
  void heavy_needsTheWholeIntervalBelowTwo() {
    assertThat(pareto(1.2, 1_000).heavy()).isTrue();
    assertThat(pareto(1.2, 200).heavy()).isTrue();
    assertThat(pareto(1.5, 1_000).heavy()).isTrue();
    assertThat(pareto(1.5, 200).heavy()).isFalse();
    assertThat(pareto(3, 1_000).heavy()).isFalse();
  }

  private static NormWindow pareto(double alpha, int n) {
    NormWindow window = new NormWindow();
    for (int i = 0; i < n; i++) {
      window.add(Math.pow(1 - (i + 0.5) / n, -1 / alpha));
    }
    return window;
  }

  @Test
  void figures_belowTwoHundredNorms_areNaN() {
    NormWindow window = pareto(1.2, 199);
    assertThat(window.kurtosis()).isNaN();
    assertThat(window.tailIndex()).isNaN();
    assertThat(window.heavy()).isFalse();
    window.add(1);
    assertThat(window.kurtosis()).isNotNaN();
    assertThat(window.tailIndex()).isNotNaN();
  }

  @Test
  void figures_withoutSpread_areNaN() {
    for (double norm : new double[] {0, 0.1, 1e30}) {
      NormWindow window = new NormWindow();
      for (int i = 0; i < 300; i++) {
        window.add(norm);
      }
      assertThat(window.kurtosis()).as("norm %s", norm).isNaN();
      assertThat(window.tailIndex()).as("norm %s", norm).isNaN();
      assertThat(window.heavy()).as("norm %s", norm).isFalse();
    }
  }

  @Test
  void record_takesOnlyAppliedFiniteUpdates() {
    ParameterLayout layout = ParameterLayout.builder().add("w", 1).build();
    NormWindow window = new NormWindow();
    for (NonFinitePolicy policy : NonFinitePolicy.values()) {
      ClippingStage stage = new ClippingStage(layout, new ClippingSettings(List.of(), policy, 10));
      window.record(stage.process(new float[] {Float.NaN}, new float[1], 0));
    }
    assertThat(window.count()).isEqualTo(1);
  }

  @Test
  void state_roundTrips() throws IOException {
    NormWindow window = pareto(1.3, 1_234);
    NormWindow restored = new NormWindow();
    StateBytes.restore(StateBytes.of(window), restored);
    window.add(5);
    restored.add(5);
    assertThat(restored.count()).isEqualTo(window.count());
    assertThat(restored.kurtosis()).isEqualTo(window.kurtosis());
    assertThat(restored.tailIndex()).isEqualTo(window.tailIndex());
  }

  @Test
  void kurtosis_ofTwoValuesEquallyOften_isOne() {
    NormWindow window = new NormWindow();
    for (int i = 0; i < 200; i++) {
      window.add(i % 2 == 0 ? 100 : 101);
    }
    assertThat(window.kurtosis()).isCloseTo(1, Percentage.withPercentage(1e-7));
  }

  @Test
  void kurtosis_ofNormsThatDifferByRounding_isNaN() {
    NormWindow window = new NormWindow();
    for (int i = 0; i < 200; i++) {
      window.add(i % 2 == 0 ? 1 : 1 + 0x1p-50);
    }
    assertThat(window.kurtosis()).isNaN();
  }

  @Test
  void tailIndex_ofNormsThatAreMostly0_isNaN() {
    NormWindow window = new NormWindow();
    for (int i = 0; i < 1_000; i++) {
      window.add(i % 10 == 0 ? 1 + i : 0);
    }
    assertThat(window.tailIndex()).isNaN();
    assertThat(window.heavy()).isFalse();
  }

  @Test
  void state_ofAnEmptyAndOfAJustFullWindow_roundTrips() throws IOException {
    for (int count : new int[] {0, 1_000}) {
      NormWindow window = pareto(1.3, count);
      NormWindow restored = pareto(2, 5);
      StateBytes.restore(StateBytes.of(window), restored);
      assertThat(restored.count()).isEqualTo(count);
      assertThat(StateBytes.of(restored)).isEqualTo(StateBytes.of(window));
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "1001, 0", "1000, -1", "1000, 1000"})
  void state_thatDoesNotFit_isRefused(int count, int next) throws IOException {
    byte[] state = StateBytes.of(pareto(1.3, 1_000));
    ByteBuffer.wrap(state).putInt(count).putInt(next);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> StateBytes.restore(state, new NormWindow()))
        .withMessage(
            "The state of a window names %s norms and place %s, but it holds 1000.", count, next);
  }
}
