package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ParameterLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {

  @ParameterizedTest
  @CsvSource({"4, 64", "64, 64", "64, 2", "64, 1", "1, 1", "3, 200", "101, 7"})
  void orthogonal_anyShape_hasOrthonormalRowsOrColumns(int in, int out) {
    float[] values = draw(Initialization.ORTHOGONAL, in, out, 1.5, 7);
    boolean rows = in <= out;
    int count = Math.min(in, out);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int i = 0; i < Math.max(in, out); i++) {
          product +=
              rows
                  ? values[a * out + i] * values[b * out + i]
                  : values[i * out + a] * values[i * out + b];
        }
        assertThat(product).as("%d·%d", a, b).isEqualTo(a == b ? 2.25 : 0, Offset.offset(1e-6));
      }
    }
    assertThat(Arrays.copyOfRange(values, in * out, values.length)).containsOnly(0f);
  }

  @Test
  void orthogonal_manySquares_areRotationsWithoutPreference() {
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < 4000; seed++) {
      float first = draw(Initialization.ORTHOGONAL, 3, 3, 1, seed)[0];
      sum += first;
      squares += first * first;
    }
    assertThat(sum / 4000).isEqualTo(0, Offset.offset(0.04));
    assertThat(squares / 4000).isEqualTo(1.0 / 3, Offset.offset(0.02));
  }

  @Test
  void kaimingUniform_weightsAndBiases_fillTheirBounds() {
    float[] values = draw(Initialization.KAIMING_UNIFORM, 25, 400, 99, 3);
    checkUniform(Arrays.copyOf(values, 10_000), 0.2);
    checkUniform(Arrays.copyOfRange(values, 10_000, 10_400), 0.2);
  }

  @Test
  void xavierUniform_weights_fillTheirBoundsTimesGain() {
    float[] values = draw(Initialization.XAVIER_UNIFORM, 50, 100, 2, 3);
    checkUniform(Arrays.copyOf(values, 5_000), 0.4);
    assertThat(Arrays.copyOfRange(values, 5_000, 5_100)).containsOnly(0f);
  }

  private static void checkUniform(float[] values, double bound) {
    double max = 0;
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
      sum += value;
      squares += value * value;
    }
    int n = values.length;
    assertThat(max).isBetween(0.98 * bound, bound);
    assertThat(sum / n).isEqualTo(0, Offset.offset(4 * bound / Math.sqrt(3.0 * n)));
    assertThat(squares / n / (bound * bound)).isEqualTo(1.0 / 3, Offset.offset(1.5 / Math.sqrt(n)));
  }

  private static float[] draw(
      Initialization initialization, int in, int out, double gain, long seed) {
    ParameterLayout layout =
        ParameterLayout.builder().add("weight", in, out).add("bias", out).build();
    float[] values = new float[layout.size()];
    Arrays.fill(values, Float.NaN);
    initialization.draw(
        new SplittableRandom(seed), values, layout.block("weight"), layout.block("bias"), gain);
    return values;
  }
}
