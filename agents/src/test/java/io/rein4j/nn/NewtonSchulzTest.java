package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.contract.Allocations;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewtonSchulzTest {

  private final NewtonSchulz newtonSchulz = new NewtonSchulz();

  /** What the iteration makes of a singular value that has been divided by the norm. */
  private static double iterated(double singularValue) {
    double s = singularValue;
    for (int step = 0; step < 5; step++) {
      s = 3.4445 * s - 4.7750 * s * s * s + 2.0315 * Math.pow(s, 5);
    }
    return s;
  }

  @Test
  void orthogonalize_diagonal_iteratesEachSingularValue() {
    float[] matrix = {3, 0, 0, 0, 4, 0};

    newtonSchulz.orthogonalize(matrix, 2, 3);

    float[] expected = {(float) iterated(0.6), 0, 0, 0, (float) iterated(0.8), 0};
    Goldens.checkClose("diagonal", matrix, expected, 1e-5, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"4, 64", "64, 4", "64, 64", "200, 130", "1, 9", "9, 1"})
  void orthogonalize_random_bringsSingularValuesNearOne(int rows, int columns) {
    float[] matrix = random(rows * columns, 4);
    float[] before = matrix.clone();

    newtonSchulz.orthogonalize(matrix, rows, columns);

    double squares = 0;
    double along = 0;
    for (int i = 0; i < matrix.length; i++) {
      squares += (double) matrix[i] * matrix[i];
      along += (double) matrix[i] * before[i];
    }
    int rank = Math.min(rows, columns);
    // Of a square random matrix, some singular values are too small for five steps.
    assertThat(squares / rank).isBetween(0.4, 1.5);
    assertThat(along).isPositive();
  }

  @Test
  void orthogonalize_transposed_isTheTranspose() {
    float[] wide = random(5 * 12, 6);
    float[] tall = new float[wide.length];
    Blas.transpose(wide, 5, 12, tall);

    newtonSchulz.orthogonalize(wide, 5, 12);
    newtonSchulz.orthogonalize(tall, 12, 5);

    float[] back = new float[wide.length];
    Blas.transpose(tall, 12, 5, back);
    Goldens.checkClose("transposed", back, wide, 1e-5, 1e-5);
  }

  @Test
  void orthogonalize_zeros_staysAsItIs() {
    float[] matrix = new float[12];

    newtonSchulz.orthogonalize(matrix, 3, 4);

    assertThat(matrix).containsOnly(0);
  }

  @Test
  void orthogonalize_hugeOrTiny_staysFinite() {
    for (float factor : new float[] {1e30f, 1e-30f}) {
      float[] matrix = random(12, 2);
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] *= factor;
      }
      newtonSchulz.orthogonalize(matrix, 3, 4);
      for (float value : matrix) {
        assertThat(value).isFinite().isBetween(-2f, 2f);
      }
    }
  }

  @Test
  void orthogonalize_inSteadyState_allocatesNothing() {
    float[] matrix = random(40 * 30, 3);
    float[] copy = matrix.clone();

    assertThat(
            Allocations.bytesPerCall(
                2_000,
                u -> {
                  System.arraycopy(matrix, 0, copy, 0, copy.length);
                  newtonSchulz.orthogonalize(copy, 40, 30);
                  newtonSchulz.orthogonalize(copy, 4, 3);
                }))
        .isLessThan(1);
    assertThat(Arrays.equals(matrix, copy)).isFalse();
  }

  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
