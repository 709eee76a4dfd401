package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReductionsTest {

  private final Reductions reductions = new Reductions();

  private static float[] values(SplittableRandom random, int length, double unit) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextInt(5) == 0 ? 0 : (float) (random.nextDouble(-1, 1) * unit);
    }
    return values;
  }

  @Test
  void everything_matchesPlainDoubleLoops_atAnyLengthAndMagnitude() {
    SplittableRandom random = new SplittableRandom(5);
    for (double unit : new double[] {1e-44, 1e-38, 1e-22, 1e-18, 1, 1e18, 1e25, 3e38}) {
      for (int length :
          new int[] {0, 1, 3, 4, 255, 256, 257, 1023, 1024, 1025, 2047, 2049, 4096, 8192, 9999}) {
        float[] a = values(random, length + 7, unit);
        float[] b = a.clone();
        double squares = 0;
        double dot = 0;
        double products = 0;
        double largest = 0;
        int nonZero = 0;
        int different = 0;
        int differentOrNonZero = 0;
        for (int i = 3; i < length + 3; i++) {
          if (random.nextInt(3) == 0) {
            b[i] = (float) (random.nextDouble(-1, 1) * unit);
          }
          squares += (double) a[i] * a[i];
          dot += (double) a[i] * b[i];
          products += Math.abs((double) a[i] * b[i]);
          largest = Math.max(largest, Math.abs(a[i]));
          nonZero += a[i] != 0 ? 1 : 0;
          different += a[i] != b[i] ? 1 : 0;
          differentOrNonZero += a[i] != 0 || b[i] != a[i] ? 1 : 0;
        }
        String what = "unit %s, length %s".formatted(unit, length);
        assertThat(reductions.sumOfSquares(a, 3, length + 3))
            .as(what)
            .isCloseTo(squares, Offset.offset(squares * 4.8e-7));
        assertThat(reductions.dot(a, b, 3, length + 3))
            .as(what)
            .isCloseTo(dot, Offset.offset(products * 4.2e-7));
        assertThat((double) reductions.largest(a, 3, length + 3)).as(what).isEqualTo(largest);
        assertThat(reductions.differences(a, b, 3, length + 3, false))
            .as(what)
            .isEqualTo(different);
        assertThat(reductions.differences(a, b, 3, length + 3, true))
            .as(what)
            .isEqualTo(differentOrNonZero);
        float[] scaled = a.clone();
        assertThat(reductions.scale(scaled, 3, length + 3, 0.3f)).as(what).isEqualTo(nonZero);
        for (int i = 0; i < a.length; i++) {
          assertThat(scaled[i])
              .as("%s, element %d", what, i)
              .isEqualTo(i >= 3 && i < length + 3 ? a[i] * 0.3f : a[i]);
        }
      }
    }
  }

  @Test
  void scale_withoutZeros_countsAll() {
    float[] values = new float[10_000];
    for (float value : new float[] {Float.MIN_VALUE, 1e-30f, 1e-3f, -1, 1e30f, Float.MAX_VALUE}) {
      Arrays.fill(values, value);
      assertThat(reductions.scale(values, 0, values.length, 0.5f))
          .as("%s", value)
          .isEqualTo(10_000);
    }
  }

  @Test
  void sumOfSquares_isNotFiniteExactlyIfAnElementIsNot() {
    for (int length : new int[] {1, 100, 5_000}) {
      float[] values = new float[length];
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        Arrays.fill(values, Float.MAX_VALUE);
        assertThat(reductions.sumOfSquares(values, 0, length)).isFinite();
        for (int place = 0; place < length; place += 1 + length / 7) {
          Arrays.fill(values, 0);
          values[place] = bad;
          assertThat(Double.isFinite(reductions.sumOfSquares(values, 0, length)))
              .as("%s at %d of %d", bad, place, length)
              .isFalse();
        }
      }
    }
  }
}
