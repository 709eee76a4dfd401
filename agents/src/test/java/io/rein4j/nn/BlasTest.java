package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes on both sides of those from which a product is computed in parts. */
class BlasTest {

  private final SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "7, 5, 3",
    "129, 64, 64",
    "128, 64, 64",
    "300, 64, 64",
    "65, 128, 64",
    "70, 129, 64",
    "1, 512, 1024",
    "1, 513, 1025"
  })
  void multiply_ofSomeSize_isTheSumOfProducts(int m, int n, int k) {
    float[] a = drawn(m * k);
    float[] b = drawn(k * n);
    Blas.Memory c = memory(drawn(m * n));

    Blas.multiply(m, n, k, memory(a), memory(b), c);

    float[] product = read(c, m * n);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int t = 0; t < k; t++) {
          sum += (double) a[i * k + t] * b[t * n + j];
        }
        assertThat(product[i * n + j])
            .as("element %d, %d", i, j)
            .isCloseTo((float) sum, within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 1",
    "5, 7, 2, 3",
    "64, 64, 0, 64",
    "64, 64, 3, 65",
    "64, 64, 0, 300",
    "64, 256, 16, 100",
    "5, 256, 1, 33",
    "130, 128, 0, 70",
    "3, 4, 0, 0"
  })
  void multiplyTransposedBy_ofSomeRows_isTheSumOfTheirOuterProducts(int m, int n, int row, int k) {
    float[] a = drawn((row + k) * m);
    float[] b = drawn((row + k) * n);
    Blas.Memory c = memory(drawn(m * n));

    Blas.multiplyTransposedBy(m, n, row, k, memory(a), memory(b), c);

    float[] product = read(c, m * n);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int t = row; t < row + k; t++) {
          sum += (double) a[t * m + i] * b[t * n + j];
        }
        assertThat(product[i * n + j])
            .as("element %d, %d", i, j)
            .isCloseTo((float) sum, within(1e-4f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "8, 3", "20, 5", "7, 64"})
  void transpose_ofSomeSize_putsEveryElementInItsPlace(int rows, int columns) {
    float[] source = drawn(rows * columns);
    float[] target = new float[rows * columns];

    Blas.transpose(source, rows, columns, target);

    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        assertThat(target[column * rows + row])
            .as("row %d, column %d", row, column)
            .isEqualTo(source[row * columns + column]);
      }
    }
  }

  private float[] drawn(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Blas.Memory memory(float[] values) {
    Blas.Memory memory = new Blas.Memory();
    memory.reserve(Math.max(1, values.length));
    memory.put(values, 0, values.length);
    return memory;
  }

  private static float[] read(Blas.Memory memory, int n) {
    float[] values = new float[n];
    memory.get(values, 0, n);
    return values;
  }
}
