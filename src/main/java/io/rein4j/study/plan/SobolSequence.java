package io.rein4j.study.plan;

/**
 * The Sobol sequence, not scrambled: points that fill the unit cube evenly, whatever their number,
 * and most evenly if that is a power of two.
 *
 * <p>The direction numbers are those of new-joe-kuo-6.21201 (Joe and Kuo, 2008), the order is that
 * of the Gray code (Antonov and Saleev, 1979), and the first point is 0, all as in SciPy.
 */
final class SobolSequence {

  static final int MOST_DIMENSIONS = 10;

  private static final int BITS = 31;

  /** The coefficients of the primitive polynomials, from the second dimension on. */
  private static final int[] COEFFICIENTS = {0, 1, 1, 2, 1, 4, 2, 4, 7};

  /** The first direction numbers, as many as the polynomial's degree. */
  private static final int[][] FIRST = {
    {1},
    {1, 3},
    {1, 3, 1},
    {1, 1, 1},
    {1, 1, 3, 3},
    {1, 3, 5, 13},
    {1, 1, 5, 5, 17},
    {1, 1, 5, 5, 5},
    {1, 1, 7, 11, 19}
  };

  /** By dimension and bit, as fractions of 2^{@value #BITS}. */
  private final int[][] directions;

  /**
   * The sequence of a cube.
   *
   * @param dimensions the dimensions of the cube, from 1 to {@value #MOST_DIMENSIONS}
   */
  SobolSequence(int dimensions) {
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "A Sobol sequence has 1 to %s dimensions here, but not %s."
              .formatted(MOST_DIMENSIONS, dimensions));
    }
    directions = new int[dimensions][];
    for (int dimension = 0; dimension < dimensions; dimension++) {
      directions[dimension] = directions(dimension);
    }
  }

  private static int[] directions(int dimension) {
    int[] all = new int[BITS];
    int[] first = dimension == 0 ? new int[0] : FIRST[dimension - 1];
    int degree = first.length;
    for (int bit = 0; bit < BITS; bit++) {
      if (bit < degree || degree == 0) {
        all[bit] = (degree == 0 ? 1 : first[bit]) << (BITS - 1 - bit);
        continue;
      }
      all[bit] = all[bit - degree] ^ (all[bit - degree] >>> degree);
      for (int k = 1; k < degree; k++) {
        if ((COEFFICIENTS[dimension - 1] >> (degree - 1 - k) & 1) == 1) {
          all[bit] ^= all[bit - k];
        }
      }
    }
    return all;
  }

  /**
   * {@return a point, each of its coordinates at least 0 and below 1}
   *
   * @param index which, from 0 on
   */
  double[] point(int index) {
    int gray = index ^ (index >>> 1);
    double[] point = new double[directions.length];
    for (int dimension = 0; dimension < point.length; dimension++) {
      int sum = 0;
      for (int bit = 0; bit < BITS; bit++) {
        if ((gray >>> bit & 1) == 1) {
          sum ^= directions[dimension][bit];
        }
      }
      point[dimension] = Math.scalb((double) sum, -BITS);
    }
    return point;
  }
}
