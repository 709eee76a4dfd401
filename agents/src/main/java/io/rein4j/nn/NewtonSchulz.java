package io.rein4j.nn;

/**
 * The orthogonalisation of matrices as Muon computes it (Jordan et al. 2024): a matrix is divided
 * by its Frobenius norm, and five times replaced by (a·I + b·A + c·A²)·X with A = X·Xᵀ, a = 3.4445,
 * b = −4.7750, c = 2.0315. Singular vectors stay; singular values, unless they are nearly 0, come
 * close to 1, most of them into [0.7, 1.2].
 *
 * <p>It allocates only where a matrix is larger than all before.
 */
public final class NewtonSchulz {

  private static final int STEPS = 5;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;

  /** The smallest norm that is divided by, PyTorch's. */
  private static final double LEAST_NORM = 1e-7;

  private Blas.Memory matrix = new Blas.Memory();
  private Blas.Memory product = new Blas.Memory();
  private final Blas.Memory gram = new Blas.Memory();
  private final Blas.Memory factor = new Blas.Memory();
  private final Blas.Memory polynomial = new Blas.Memory();
  private float[] square = {};

  /**
   * Orthogonalises a matrix in place; one of zeros stays as it is.
   *
   * @param values holds rows × columns floats from index 0, all finite
   * @param rows of the matrix, ≥ 1
   * @param columns of the matrix, ≥ 1
   */
  public void orthogonalize(float[] values, int rows, int columns) {
    int n = Math.multiplyExact(rows, columns);
    double norm = norm(values, n);
    if (norm == 0) {
      return;
    }
    float scale = (float) (1 / Math.max(norm, LEAST_NORM));
    for (int i = 0; i < n; i++) {
      values[i] *= scale;
    }
    reserve(n, Math.min(rows, columns));
    matrix.put(values, 0, n);
    for (int step = 0; step < STEPS; step++) {
      improve(rows, columns);
    }
    matrix.get(values, 0, n);
  }

  private static double norm(float[] values, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  private void reserve(int n, int side) {
    matrix.reserve(n);
    product.reserve(n);
    int area = Math.multiplyExact(side, side);
    gram.reserve(area);
    factor.reserve(area);
    polynomial.reserve(area);
    square = Buffers.atLeast(square, area);
  }

  /** Takes one step, with the smaller of X·Xᵀ and Xᵀ·X, which lead to the same. */
  private void improve(int rows, int columns) {
    boolean wide = rows <= columns;
    int side = wide ? rows : columns;
    if (wide) {
      Blas.multiplyByTransposed(side, side, columns, matrix, matrix, gram);
    } else {
      Blas.multiplyTransposedBy(side, side, 0, rows, matrix, matrix, gram);
    }
    shift(gram, C, B, side, factor);
    Blas.multiply(side, side, side, gram, factor, polynomial);
    shift(polynomial, 1, A, side, polynomial);
    if (wide) {
      Blas.multiply(rows, columns, side, polynomial, matrix, product);
    } else {
      Blas.multiply(rows, columns, side, matrix, polynomial, product);
    }
    Blas.Memory improved = product;
    product = matrix;
    matrix = improved;
  }

  /** Computes scale·S + shift·I for a square matrix S. */
  private void shift(Blas.Memory source, float scale, float shift, int side, Blas.Memory target) {
    int area = side * side;
    source.get(square, 0, area);
    for (int i = 0; i < area; i++) {
      square[i] *= scale;
    }
    for (int i = 0; i < side; i++) {
      square[i * side + i] += shift;
    }
    target.put(square, 0, area);
  }
}
