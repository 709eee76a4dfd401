package io.rein4j.nn;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.OPENBLAS_VERSION;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sger;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Matrix products by OpenBLAS, on one thread, over native memory: the one place that touches native
 * code. All matrices are row-major without gaps.
 */
final class Blas {

  private static final String UNKNOWN = "unknown";

  /**
   * The kinds of processors that OpenBLAS 0.3.31 has routines for in builds that choose when they
   * start (dynamic.c and dynamic_arm64.c): a table each, of which {@code gotoblas} points to one.
   */
  private static final List<String> KERNELS =
      List.of(
          "PRESCOTT",
          "CORE2",
          "NEHALEM",
          "SANDYBRIDGE",
          "HASWELL",
          "SKYLAKEX",
          "COOPERLAKE",
          "SAPPHIRERAPIDS",
          "BARCELONA",
          "BULLDOZER",
          "PILEDRIVER",
          "STEAMROLLER",
          "EXCAVATOR",
          "ZEN",
          "ARMV8",
          "ARMV8SVE",
          "ARMV9SME",
          "CORTEXA53",
          "CORTEXA55",
          "CORTEXA57",
          "CORTEXA72",
          "CORTEXA73",
          "FALKOR",
          "THUNDERX",
          "THUNDERX2T99",
          "THUNDERX3T110",
          "TSV110",
          "EMAG8180",
          "NEOVERSEN1",
          "NEOVERSEN2",
          "NEOVERSEV1",
          "A64FX",
          "VORTEXM4");

  /**
   * Floats of a matrix from which its product with one row takes a quarter of the time where it is
   * read as it stands: the routine for matrices copies it first.
   */
  private static final int WORTH_READING_ONCE = 1 << 19;

  static {
    useOneThread();
    fillPackingBuffer();
  }

  private Blas() {}

  /**
   * Multiplies two matrices that are large enough to fill the buffer that OpenBLAS packs matrices
   * into. Its kernels prefetch from places of this buffer that smaller products leave untouched,
   * and a prefetch from a page that does not exist yet walks the page tables each time: on a Zen
   * CPU products of 256 × 256 matrices take 3.5 times as long before such a product as after it.
   */
  private static void fillPackingBuffer() {
    int m = 128;
    int n = 1_024;
    int k = 768;
    Memory a = new Memory();
    a.reserve(m * k);
    a.put(new float[m * k], 0, m * k);
    Memory b = new Memory();
    b.reserve(k * n);
    b.put(new float[k * n], 0, k * n);
    Memory c = new Memory();
    c.reserve(m * n);
    multiply(m, n, k, a, b, c);
  }

  /**
   * Puts BLAS back on one thread, as results must not depend on the machine's cores. ND4J's start,
   * at any time, gives the OpenBLAS that it shares with Rein4J more of them.
   */
  static void useOneThread() {
    if (blas_get_num_threads() != 1) {
      blas_set_num_threads(1);
    }
  }

  /** {@return name and version of the library} */
  static String library() {
    return OPENBLAS_VERSION.strip();
  }

  /**
   * {@return the kind of processor whose routines the library has chosen, as {@code
   * openblas_get_corename} would give it, which the binding lacks; {@code unknown} if it is none of
   * {@link #KERNELS}}
   */
  static String kernel() {
    Loader.load(openblas_nolapack.class);
    Pointer chosen = Loader.addressof("gotoblas");
    if (chosen == null || chosen.isNull()) {
      return UNKNOWN;
    }
    long address = new PointerPointer<Pointer>(chosen).get(0).address();
    for (String name : KERNELS) {
      Pointer table = Loader.addressof("gotoblas_" + name);
      if (table != null && table.address() == address) {
        return name;
      }
    }
    return UNKNOWN;
  }

  /**
   * Computes C = A·B.
   *
   * @param a m × k
   * @param b k × n
   * @param c m × n, overwritten
   */
  static void multiply(int m, int n, int k, Memory a, Memory b, Memory c) {
    multiply(0, m, n, k, a, b, c);
  }

  /**
   * Computes C = A·B of m rows of A and C.
   *
   * @param row the first of the rows
   * @param a (row + m) × k at least
   * @param b k × n
   * @param c (row + m) × n at least, overwritten
   */
  static void multiply(int row, int m, int n, int k, Memory a, Memory b, Memory c) {
    multiply(row, m, n, k, a, b, 0, c);
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
    multiply(row, m, n, k, a, b, 1, c);
  }

  private static void multiply(
      int row, int m, int n, int k, Memory a, Memory b, float beta, Memory c) {
    a.require(row + m, k);
    b.require(k, n);
    c.require(row + m, n);
    if (m == 1 && (long) n * k >= WORTH_READING_ONCE) {
      cblas_sgemv(
          CblasRowMajor,
          CblasTrans,
          k,
          n,
          1f,
          b.at(0),
          n,
          a.at(row * k),
          1,
          beta,
          c.at(row * n),
          1);
      return;
    }
    int most = rowsAtOnce(n, k);
    int done = 0;
    do {
      int from = row + done;
      int rows = Math.min(most, m - done);
      gemm(
          CblasNoTrans,
          CblasNoTrans,
          rows,
          n,
          k,
          a.at(from * k),
          k,
          b.at(0),
          n,
          beta,
          c.at(from * n));
      done += rows;
    } while (done < m);
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
    sumProducts(m, n, row, k, a, b, true, c);
  }

  /**
   * Computes C = Aᵀ·B, or adds it to C.
   *
   * @param a k × m
   * @param b k × n
   * @param first whether C is overwritten; it is changed in place if not
   * @param c m × n
   */
  static void sumProducts(int m, int n, int k, Memory a, Memory b, boolean first, Memory c) {
    sumProducts(m, n, 0, k, a, b, first, c);
  }

  private static void sumProducts(
      int m, int n, int row, int k, Memory a, Memory b, boolean first, Memory c) {
    a.require(row + k, m);
    b.require(row + k, n);
    c.require(m, n);
    int most = termsAtOnce(m, n);
    int done = 0;
    do {
      int rows = Math.min(most, k - done);
      int from = row + done;
      float beta = first && done == 0 ? 0 : 1;
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
   * Computes C = A·Bᵀ of m rows of A and C.
   *
   * @param row the first of the rows
   * @param a (row + m) × k at least
   * @param b n × k
   * @param c (row + m) × n at least, overwritten
   */
  static void multiplyByTransposed(int row, int m, int n, int k, Memory a, Memory b, Memory c) {
    multiplyByTransposed(row, m, n, k, a, b, 0, c);
  }

  /**
   * Computes C = C + A·Bᵀ of m rows of A and C.
   *
   * @param row the first of the rows
   * @param a (row + m) × k at least
   * @param b n × k
   * @param c (row + m) × n at least, changed in place
   */
  static void addProductByTransposed(int row, int m, int n, int k, Memory a, Memory b, Memory c) {
    multiplyByTransposed(row, m, n, k, a, b, 1, c);
  }

  private static void multiplyByTransposed(
      int row, int m, int n, int k, Memory a, Memory b, float beta, Memory c) {
    a.require(row + m, k);
    b.require(n, k);
    c.require(row + m, n);
    gemm(CblasNoTrans, CblasTrans, m, n, k, a.at(row * k), k, b.at(0), k, beta, c.at(row * n));
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
   * multiplications. With a small matrix several such products take less time than one large one;
   * on other CPUs hardly more.
   */
  private static int rowsAtOnce(int n, int k) {
    return isSmall(n, k) ? (1 << 19) / (n * k) : Integer.MAX_VALUE;
  }

  /** {@return whether products with a matrix of that size are computed in parts} */
  static boolean isSmall(int rows, int columns) {
    return (long) rows * columns <= 8_192;
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
    return n > 64 ? 32 : 64;
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

  /**
   * Writes the transpose of a matrix.
   *
   * @param source rows × columns floats
   * @param target columns × rows floats, overwritten
   */
  static void transpose(float[] source, int rows, int columns, float[] target) {
    // Eight rows at a time are faster than one, whose floats go to a line of memory
    // each.
    int whole = rows - rows % 8;
    for (int row = 0; row < whole; row += 8) {
      int in = row * columns;
      int out = row;
      for (int column = 0; column < columns; column++, in++, out += rows) {
        target[out] = source[in];
        target[out + 1] = source[in + columns];
        target[out + 2] = source[in + 2 * columns];
        target[out + 3] = source[in + 3 * columns];
        target[out + 4] = source[in + 4 * columns];
        target[out + 5] = source[in + 5 * columns];
        target[out + 6] = source[in + 6 * columns];
        target[out + 7] = source[in + 7 * columns];
      }
    }
    for (int row = whole; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        target[column * rows + row] = source[row * columns + column];
      }
    }
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

    /** Writes nothing where the pointer stands there already, as threads share what they read. */
    private FloatPointer at(int index) {
      long place = origin + index;
      return pointer.position() == place ? pointer : pointer.position(place);
    }

    private void require(int rows, int columns) {
      Objects.checkFromIndexSize(0, Math.multiplyExact(rows, columns), capacity);
    }
  }
}
