package io.rein4j.nn;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Matrix products by OpenBLAS, on one thread, over native memory: the one place that touches native
 * code. All matrices are row-major without gaps.
 */
final class Blas {

  static {
    useOneThread();
  }

  private Blas() {}

  /**
   * Keeps BLAS on one thread, as results must not depend on the machine's cores; to be called again
   * after other libraries that share this OpenBLAS have started.
   */
  static void useOneThread() {
    blas_set_num_threads(1);
  }

  /**
   * Computes C = A·B.
   *
   * @param a m × k
   * @param b k × n
   * @param c m × n, overwritten
   */
  static void multiply(int m, int n, int k, Memory a, Memory b, Memory c) {
    gemm(
        CblasNoTrans,
        CblasNoTrans,
        m,
        n,
        k,
        a.require(m, k),
        k,
        b.require(k, n),
        n,
        c.require(m, n));
  }

  /**
   * Computes C = Aᵀ·B.
   *
   * @param a k × m
   * @param b k × n
   * @param c m × n, overwritten
   */
  static void multiplyTransposedBy(int m, int n, int k, Memory a, Memory b, Memory c) {
    gemm(
        CblasTrans, CblasNoTrans, m, n, k, a.require(k, m), m, b.require(k, n), n, c.require(m, n));
  }

  /**
   * Computes C = A·Bᵀ.
   *
   * @param a m × k
   * @param b n × k
   * @param c m × n, overwritten
   */
  static void multiplyByTransposed(int m, int n, int k, Memory a, Memory b, Memory c) {
    gemm(
        CblasNoTrans, CblasTrans, m, n, k, a.require(m, k), k, b.require(n, k), k, c.require(m, n));
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
      FloatPointer c) {
    cblas_sgemm(CblasRowMajor, transposeA, transposeB, m, n, k, 1f, a, widthA, b, widthB, 0f, c, n);
  }

  /** Floats outside the heap, where BLAS reads and writes them without a copy. */
  static final class Memory {

    /** OpenBLAS's kernels may sum in another order at another alignment; this one is always met. */
    private static final int ALIGNMENT = 64;

    private FloatPointer pointer = new FloatPointer();
    private FloatBuffer buffer = FloatBuffer.allocate(0);
    private int capacity;

    private static FloatPointer allocate(int capacity) {
      FloatPointer pointer = new FloatPointer(capacity + (long) ALIGNMENT / Float.BYTES);
      long beyond = Math.floorMod(pointer.address(), (long) ALIGNMENT);
      return beyond == 0 ? pointer : pointer.position((ALIGNMENT - beyond) / Float.BYTES);
    }

    /** Makes room for a number of floats; what was there is lost if it has to grow. */
    void reserve(int floats) {
      if (floats > capacity) {
        pointer.deallocate();
        capacity = floats;
        pointer = allocate(floats);
        // C2 makes the copies below plain vector moves, where the pointer's own go through JNI.
        buffer = pointer.asByteBuffer().asFloatBuffer();
      }
    }

    /** Copies floats of the heap to the beginning of this memory. */
    void put(float[] source, int from, int n) {
      buffer.put(0, source, from, n);
    }

    /** Copies floats from the beginning of this memory to the heap. */
    void get(float[] target, int to, int n) {
      buffer.get(0, target, to, n);
    }

    private FloatPointer require(int rows, int columns) {
      Objects.checkFromIndexSize(0, Math.multiplyExact(rows, columns), capacity);
      return pointer;
    }
  }
}
