package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
  void sumOfSquaredDifferences_isToTheBitTheSumOfTheirSquares() {
    SplittableRandom random = new SplittableRandom(6);
    for (double unit : new double[] {1e-44, 1e-22, 1, 1e18, 3e38}) {
      for (int length : new int[] {0, 3, 255, 256, 1025, 2047, 4096, 9999}) {
        float[] a = values(random, length + 7, unit);
        float[] b = values(random, length + 7, unit);
        float[] differences = new float[a.length];
        for (int i = 0; i < a.length; i++) {
          differences[i] = a[i] - b[i];
        }
        String what = "unit %s, length %s".formatted(unit, length);
        assertThat(reductions.sumOfSquaredDifferences(a, b, new float[a.length], 3, length + 3))
            .as(what)
            .isEqualTo((Double) reductions.sumOfSquares(differences, 3, length + 3));
        assertThat(reductions.squaresOfSecond())
            .as(what)
            .isEqualTo((Double) reductions.sumOfSquares(b, 3, length + 3));
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

  /** A float whose square, {@link #SQUARE}, is no float; the nearest is {@link #FLOAT_SQUARE}. */
  private static final float LONG = 1 + 0x1p-12f;

  private static final double SQUARE = 1 + 0x1p-11 + 0x1p-24;
  private static final double FLOAT_SQUARE = 1 + 0x1p-11;

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void sums_ofFewerThan256Elements_areOfExactProducts() {
    for (int from : new int[] {0, 3, 3_000}) {
      for (int length : new int[] {0, 1, 4, 129, 255}) {
        float[] values = filled(from + length + 3, LONG);
        assertThat(reductions.sumOfSquares(values, from, from + length))
            .as("%s from %s", length, from)
            .isEqualTo(length * SQUARE);
        assertThat(reductions.dot(values, values, from, from + length))
            .as("%s from %s", length, from)
            .isEqualTo(length * SQUARE);
      }
    }
  }

  @Test
  void sums_of256ElementsAndMore_areOfFloatProducts() {
    for (int from : new int[] {0, 3, 3_000}) {
      for (int length :
          new int[] {
            256, 257, 1023, 1024, 1025, 2047, 2048, 2049, 4096, 4097, 8192, 8193, 20_001
          }) {
        float[] values = filled(from + length + 3, LONG);
        assertThat(reductions.sumOfSquares(values, from, from + length))
            .as("%s from %s", length, from)
            .isEqualTo(length * FLOAT_SQUARE);
        assertThat(reductions.dot(values, values, from, from + length))
            .as("%s from %s", length, from)
            .isEqualTo(length * FLOAT_SQUARE);
      }
    }
  }

  @Test
  void sums_ofMoreThanFourRounds_goOnInDouble() {
    float[] squares = filled(8192 + 2048, 1);
    Arrays.fill(squares, 8192, squares.length, 0x1p-13f);
    assertThat(reductions.sumOfSquares(squares, 0, squares.length)).isEqualTo(8192 + 0x1p-15);

    float[] products = filled(4096 + 1024, 1);
    Arrays.fill(products, 4096, products.length, 0x1p-13f);
    assertThat(reductions.dot(products, products, 0, products.length)).isEqualTo(4096 + 0x1p-16);
  }

  @Test
  void sums_whoseMeanIsBelow1em37_areOfExactProducts() {
    for (int from : new int[] {0, 4096}) {
      for (int length : new int[] {256, 1024, 4096}) {
        float[] above = filled(from + length, LONG * 0x1p-61f);
        float[] below = filled(from + length, LONG * 0x1p-62f);
        double sumAbove = length * FLOAT_SQUARE * 0x1p-122;
        double sumBelow = length * SQUARE * 0x1p-124;
        String what = "%s from %s".formatted(length, from);
        assertThat(reductions.sumOfSquares(above, from, from + length))
            .as(what)
            .isEqualTo(sumAbove);
        assertThat(reductions.dot(above, above, from, from + length)).as(what).isEqualTo(sumAbove);
        assertThat(reductions.sumOfSquares(below, from, from + length))
            .as(what)
            .isEqualTo(sumBelow);
        assertThat(reductions.dot(below, below, from, from + length)).as(what).isEqualTo(sumBelow);
      }
    }
  }

  @Test
  void sums_whoseFloatProductsOverflowOrVanish_areExact() {
    for (int length : new int[] {256, 1024, 4096}) {
      for (float unit : new float[] {0x1p100f, 0x1p-140f, Float.MIN_VALUE}) {
        float[] values = filled(length, unit);
        double sum = length * (double) unit * unit;
        assertThat(reductions.sumOfSquares(values, 0, length)).as("%s", unit).isEqualTo(sum);
        assertThat(reductions.dot(values, values, 0, length)).as("%s", unit).isEqualTo(sum);
      }
    }
  }

  @Test
  void dot_ofOppositeStretches_isTheirDifference() {
    float[] a = filled(8192, LONG);
    float[] b = filled(8192, LONG);
    Arrays.fill(b, 4096, 8192, -2);
    assertThat(reductions.dot(a, b, 0, 8192)).isEqualTo(4096 * FLOAT_SQUARE - 4096 * 2.0 * LONG);
  }

  @Test
  void surelyWithoutZero_gradientsOfUsualSize_isTrue() {
    SplittableRandom random = new SplittableRandom(9);
    for (int length : new int[] {256, 257, 511, 512, 513, 1024, 1025, 2047, 2048, 3000, 4096}) {
      for (double unit : new double[] {1e-9, 1e-6, 1e-3, 1, 1e3, 1e9}) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
          values[i] = (float) (unit * random.nextDouble(0.5, 2) * (random.nextBoolean() ? 1 : -1));
        }
        assertThat(reductions.surelyWithoutZero(values, 0, length))
            .as("%s elements of %s", length, unit)
            .isTrue();
      }
    }
  }

  @Test
  void surelyWithoutZero_smallestWhoseProductsDoNotVanish_isTrue() {
    assertThat(reductions.surelyWithoutZero(filled(2048, 0x1p-60f), 0, 2048)).isTrue();
    assertThat(reductions.surelyWithoutZero(filled(4096, 1e-9f), 0, 4096)).isTrue();
  }

  @Test
  void surelyWithoutZero_oneZeroAnywhere_isFalse() {
    for (int length : new int[] {256, 1025, 2048, 4096}) {
      for (float unit : new float[] {1e-3f, -1e9f}) {
        float[] values = filled(length, unit);
        for (int place = 0; place < length; place++) {
          values[place] = place % 2 == 0 ? 0 : -0f;
          if (reductions.surelyWithoutZero(values, 0, length)) {
            fail("A zero at %s of %s elements of %s was not seen.", place, length, unit);
          }
          values[place] = unit;
        }
      }
    }
  }

  @Test
  void surelyWithoutZero_zerosOutside_areNotSeen() {
    float[] values = new float[3000];
    Arrays.fill(values, 100, 2900, 0.1f);
    assertThat(reductions.surelyWithoutZero(values, 100, 2900)).isTrue();
    assertThat(reductions.surelyWithoutZero(values, 99, 2900)).isFalse();
    assertThat(reductions.surelyWithoutZero(values, 100, 2901)).isFalse();
  }

  @Test
  void differences_ofManyElements_countEach() {
    int length = 100_000;
    float[] a = filled(length, 1);
    float[] b = filled(length, -1);
    assertThat(reductions.differences(a, b, 0, length, false)).isEqualTo(length);
    assertThat(reductions.differences(a, b, 0, length, true)).isEqualTo(length);
    assertThat(reductions.differences(a, a, 0, length, false)).isZero();
    assertThat(reductions.differences(a, a, 0, length, true)).isEqualTo(length);
    Arrays.fill(a, 0);
    assertThat(reductions.differences(a, b, 0, length, true)).isEqualTo(length);
    assertThat(reductions.differences(a, a, 0, length, true)).isZero();
  }
}
