package io.rein4j.nn;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sger;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Matrix products by OpenBLAS, on one thread, over native memory: the one place that touches native
 * code. All matrices are row-major without gaps.
 */
final class Blas {

  private Blas() {}

  /**
   * Puts BLAS back on one thread, as results must not depend on the machine's cores. ND4J's start,
   * at any time, gives the OpenBLAS that it shares with Rein4J more of them.
   */
  static void useOneThread() {
    if (blas_get_num_threads() != 1) {
      blas_set_num_threads(1);
    }
  }

  /**
   * Computes C = A·B.
   *
   * @param a m × k
   * @param b k × n
   * @param c m × n, overwritten
   */
  static void multiply(int m, int n, int k, Memory a, Memory b, Memory c) {
    a.require(m, k);
    b.require(k, n);
    c.require(m, n);
    int most = rowsAtOnce(n, k);
    int row = 0;
    do {
      int rows = Math.min(most, m - row);
      gemm(CblasNoTrans, CblasNoTrans, rows, n, k, a.at(row * k), k, b.at(0), n, 0, c.at(row * n));
      row += rows;
    } while (row < m);
  }

  /**
   * Computes C = C + A·B of m rows of A and C.
   *
   * @param row the first of the rows
   * @param a (row + m) × k at least
   * @param b k × n
   * @param c (row + m) × n at least, changed in place
   */
  static void addProduct(int row, int m, int n, int k, Memory a, Memory b, Memory c) {
    a.require(row + m, k);
    b.require(k, n);
    c.require(row + m, n);
    gemm(CblasNoTrans, CblasNoTrans, m, n, k, a.at(row * k), k, b.at(0), n, 1, c.at(row * n));
  }

  /**
   * Computes C = Aᵀ·B of k rows of A and B.
   *
   * @param row the first of the rows
   * @param a (row + k) × m at least
   * @param b (row + k) × n at least
   * @param c m × n, overwritten
   */
  static void multiplyTransposedBy(int m, int n, int row, int k, Memory a, Memory b, Memory c) {
    a.require(row + k, m);
    b.require(row + k, n);
    c.require(m, n);
    int most = termsAtOnce(m, n);
    int done = 0;
    do {
      int rows = Math.min(most, k - done);
      int from = row + done;
      float beta = done == 0 ? 0 : 1;
      gemm(
          CblasTrans,
          CblasNoTrans,
          m,
          n,
          rows,
          a.at(from * m),
          m,
          b.at(from * n),
          n,
          beta,
          c.at(0));
      done += rows;
    } while (done < k);
  }

  /**
   * Computes c = Σ of k rows of B.
   *
   * @param ones k ones
   * @param row the first of the rows
   * @param b (row + k) × n at least
   * @param c n floats, overwritten
   */
  static void sumRows(int n, int row, int k, Memory ones, Memory b, Memory c) {
    ones.require(1, k);
    b.require(row + k, n);
    c.require(1, n);
    gemm(CblasNoTrans, CblasNoTrans, 1, n, k, ones.at(0), k, b.at(row * n), n, 0, c.at(0));
  }

  /**
   * Computes C = A·Bᵀ.
   *
   * @param a m × k
   * @param b n × k
   * @param c m × n, overwritten
   */
  static void multiplyByTransposed(int m, int n, int k, Memory a, Memory b, Memory c) {
    multiplyByTransposed(0, m, n, k, a, b, c);
  }

  /**
   * Computes C = A·Bᵀ of m rows of A.
   *
   * @param row the first of the rows
   * @param a (row + m) × k at least
   * @param b n × k
   * @param c m × n, overwritten
   */
  static void multiplyByTransposed(int row, int m, int n, int k, Memory a, Memory b, Memory c) {
    a.require(row + m, k);
    b.require(n, k);
    c.require(m, n);
    gemm(CblasNoTrans, CblasTrans, m, n, k, a.at(row * k), k, b.at(0), k, 0, c.at(0));
  }

  /**
   * Adds to every row of C the row b.
   *
   * @param ones m ones
   * @param b n floats
   * @param c m × n
   */
  static void addToRows(int m, int n, Memory ones, Memory b, Memory c) {
    ones.require(m, 1);
    b.require(1, n);
    c.require(m, n);
    cblas_sger(CblasRowMajor, m, n, 1f, ones.at(0), 1, b.at(0), 1, c.at(0), n);
  }

  /**
   * {@return how many rows of a product with a k × n matrix to compute in one call}
   *
   * <p>On CPUs with AVX-512 OpenBLAS has kernels without packing for products of up to 10⁶
   * multiplications. With a small matrix several such products take two thirds of the time of one
   * large one (256 × 64 × 64: 12 instead of 18 µs); on other CPUs they take up to 10 % more.
   */
  private static int rowsAtOnce(int n, int k) {
    long ofOneRow = (long) n * k;
    return ofOneRow > 8_192 ? Integer.MAX_VALUE : (int) ((1 << 19) / ofOneRow);
  }

  /**
   * {@return how many outer products, of m × n, to sum in one call}
   *
   * <p>By the kernels of {@link #rowsAtOnce}, sums in parts take two thirds of the time of the
   * whole (64 × 256 of 512 rows, 64 × 64 of 256), and as long as it on other CPUs.
   */
  private static int termsAtOnce(int m, int n) {
    if ((long) m * n > 16_384) {
      return Integer.MAX_VALUE;
    }
    return n > 128 ? 32 : 64;
  }

  private static void gemm(
      int transposeA,
      int transposeB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int widthA,
      FloatPointer b,
      int widthB,
      float beta,
      FloatPointer c) {
    cblas_sgemm(
        CblasRowMajor, transposeA, transposeB, m, n, k, 1f, a, widthA, b, widthB, beta, c, n);
  }

  /** Floats outside the heap, where BLAS reads and writes them without a copy. */
  static final class Memory {

    /** OpenBLAS's kernels may sum in another order at another alignment; this one is always met. */
    private static final int ALIGNMENT = 64;

    private FloatPointer pointer = new FloatPointer();
    private FloatBuffer buffer = FloatBuffer.allocate(0);
    private long origin;
    private int capacity;

    /** Makes room for a number of floats; what was there is lost if it has to grow. */
    void reserve(int floats) {
      if (floats > capacity) {
        pointer.deallocate();
        pointer = new FloatPointer(floats + (long) ALIGNMENT / Float.BYTES);
        long beyond = Math.floorMod(pointer.address(), (long) ALIGNMENT);
        origin = beyond == 0 ? 0 : (ALIGNMENT - beyond) / Float.BYTES;
        // C2 makes the copies below plain moves, where the pointer's own go through JNI.
        buffer = at(0).asByteBuffer().asFloatBuffer();
        capacity = floats;
      }
    }

    /** Copies floats of the heap to the beginning of this memory. */
    void put(float[] source, int from, int n) {
      buffer.put(0, source, from, n);
    }

    /** Copies floats of the heap to the same place in this memory. */
    void putBack(float[] source, int at, int n) {
      buffer.put(at, source, at, n);
    }

    /** Copies floats of the heap to some place in this memory. */
    void putAt(int at, float[] source, int from, int n) {
      buffer.put(at, source, from, n);
    }

    /** Copies floats from some place in this memory to the heap. */
    void getAt(int at, float[] target, int to, int n) {
      buffer.get(at, target, to, n);
    }

    /** Copies floats from the beginning of this memory to the heap. */
    void get(float[] target, int to, int n) {
      buffer.get(0, target, to, n);
    }

    private FloatPointer at(int index) {
      return pointer.position(origin + index);
    }

    private void require(int rows, int columns) {
      Objects.checkFromIndexSize(0, Math.multiplyExact(rows, columns), capacity);
    }
  }
}
