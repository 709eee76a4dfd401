package io.rein4j.clip;

import io.rein4j.math.VectorMath;
import java.util.Arrays;

/**
 * Sums, maxima and counts over stretches of floats, in loops that C2 vectorises.
 *
 * <p>A few terms are summed in each of many float lanes, and the lanes in double. A sum of squares
 * is within 4.8·10⁻⁷ of the exact one, so a norm within 2.4·10⁻⁷. Where float products would
 * overflow or vanish everything is done in double.
 *
 * <p>C2 of JDK 17 vectorises a loop over floats only if its indices differ by constants, and to the
 * full width only if its body is small. Hence the copies into one array, where everything lies at a
 * constant and well aligned distance, and the many loops that do one thing each.
 */
final class Reductions {

  /** Neighbours in the array whose sums or products are kept apart. */
  static final int LANES = 1024;

  /** A stretch of this length gives each lane a pair of terms. */
  static final int PAIRS = 2 * LANES;

  /**
   * Terms or pairs of terms per lane. With the product, the pair and the three foldings of lanes, a
   * term takes part in at most eight roundings.
   */
  static final int ROUNDS = 4;

  /** Below this mean, what vanishes of float products could be seen in their sum. */
  static final double SMALLEST_MEAN = 1e-37;

  /**
   * The distance of two sections of the array, no multiple of a page: a processor takes loads and
   * stores at such distances for one another.
   */
  static final int SECTION = LANES + 64;

  private static final int HALF = LANES / 2;
  private static final int QUARTER = LANES / 4;
  private static final int EIGHTH = LANES / 8;

  /** Scaled at a time: what is checked first is then still in the first cache. */
  private static final int STRETCH = 2 * PAIRS;

  private static final int TOO_SHORT_FOR_LANES = 256;

  /** Where two chunks of the operands lie, and the lanes of products; those of sums are first. */
  private static final int A = SECTION;

  private static final int B = 2 * SECTION;
  private static final int PRODUCTS = 3 * SECTION;

  /** Where two chunks of the second of two operands lie, and the lanes of its own sums. */
  private static final int C = 4 * SECTION;

  private static final int D = 5 * SECTION;
  private static final int SECOND = 6 * SECTION;

  private final float[] work = new float[7 * SECTION];
  private int nonZeros;
  private double squaresOfSecond;

  /**
   * Returns the sum of the squares of {@code values[from..to)}. It is finite if and only if every
   * element is: no sum of 2³¹ squares of finite floats overflows a double.
   */
  double sumOfSquares(float[] values, int from, int to) {
    if (isTooShort(from, to)) {
      return VectorMath.sumOfSquares(values, from, to - from);
    }
    double sum = 0;
    int i = from;
    while (i < to) {
      Arrays.fill(work, 0, LANES, 0f);
      for (int round = 0; round < ROUNDS && i < to; round++) {
        i += copy(values, i, to, 0f);
        addSquares(work);
      }
      sum += total(work, 0);
    }
    return checked(sum, values, from, to);
  }

  /** Returns the same sum, and counts what {@link #nonZeros()} returns. */
  double sumOfSquaresAndCount(float[] values, int from, int to) {
    if (isTooShort(from, to)) {
      nonZeros = plainNonZeros(values, from, to);
      return VectorMath.sumOfSquares(values, from, to - from);
    }
    double sum = 0;
    int count = 0;
    int i = from;
    while (i < to) {
      int begin = i;
      int paired = i;
      Arrays.fill(work, 0, LANES, 0f);
      Arrays.fill(work, PRODUCTS, PRODUCTS + LANES, 1f);
      for (int round = 0; round < ROUNDS && i < to; round++) {
        i += copy(values, i, to, 0f);
        addSquares(work);
        if (i - paired == PAIRS) {
          multiplyPairs(work);
          paired = i;
        }
      }
      sum += total(work, 0);
      count += isEachPositive(work) ? paired - begin : nonZeros(values, begin, paired);
      count += nonZeros(values, paired, i);
    }
    nonZeros = count;
    return checked(sum, values, from, to);
  }

  /** Returns how many elements were not 0, as last counted. */
  int nonZeros() {
    return nonZeros;
  }

  /**
   * Returns the sum of the squares of the differences {@code a − b} in {@code [from..to)}, as
   * floats have them, and that of {@code b} itself as {@link #squaresOfSecond()}, in one pass.
   *
   * @param differences overwritten in the same place where lanes of floats would not do
   */
  double sumOfSquaredDifferences(float[] a, float[] b, float[] differences, int from, int to) {
    if (isTooShort(from, to)) {
      squaresOfSecond = VectorMath.sumOfSquares(b, from, to - from);
      return differencesInDouble(a, b, differences, from, to);
    }
    double sum = 0;
    double second = 0;
    int i = from;
    while (i < to) {
      Arrays.fill(work, 0, LANES, 0f);
      Arrays.fill(work, SECOND, SECOND + LANES, 0f);
      for (int round = 0; round < ROUNDS && i < to; round++) {
        copy(b, i, to, 0f, C, D);
        i += copy(a, i, to, 0f);
        addSquaredDifferences(work);
        addSquaresOfSecond(work);
      }
      sum += total(work, 0);
      second += total(work, SECOND);
    }
    squaresOfSecond = checked(second, b, from, to);
    return isInFloat(sum, from, to) ? sum : differencesInDouble(a, b, differences, from, to);
  }

  /** Returns the sum of squares of the second operand of {@link #sumOfSquaredDifferences}. */
  double squaresOfSecond() {
    return squaresOfSecond;
  }

  private static double differencesInDouble(
      float[] a, float[] b, float[] differences, int from, int to) {
    for (int i = from; i < to; i++) {
      differences[i] = a[i] - b[i];
    }
    return VectorMath.sumOfSquares(differences, from, to - from);
  }

  private static boolean isInFloat(double sum, int from, int to) {
    return sum >= SMALLEST_MEAN * (to - from) && sum < Double.POSITIVE_INFINITY;
  }

  private static double checked(double sum, float[] values, int from, int to) {
    return isInFloat(sum, from, to) ? sum : VectorMath.sumOfSquares(values, from, to - from);
  }

  /** Returns the sum of the products of the elements of two arrays in {@code [from..to)}. */
  double dot(float[] a, float[] b, int from, int to) {
    if (isTooShort(from, to)) {
      return dotInDouble(a, b, from, to);
    }
    double sum = 0;
    double magnitude = 0;
    int i = from;
    while (i < to) {
      Arrays.fill(work, 0, LANES, 0f);
      for (int round = 0; round < ROUNDS && i < to; round++) {
        int length = copy(a, b, i, to);
        addProducts(work, length);
        i += length;
      }
      double part = total(work, 0);
      sum += part;
      magnitude += Math.abs(part);
    }
    return magnitude >= SMALLEST_MEAN * (to - from) && magnitude < Double.POSITIVE_INFINITY
        ? sum
        : dotInDouble(a, b, from, to);
  }

  /** Returns the largest magnitude in {@code values[from..to)}, of which none is NaN. */
  float largest(float[] values, int from, int to) {
    if (isTooShort(from, to)) {
      float largest = 0;
      for (int i = from; i < to; i++) {
        float magnitude = Math.abs(values[i]);
        largest = magnitude > largest ? magnitude : largest;
      }
      return largest;
    }
    Arrays.fill(work, 0, LANES, 0f);
    for (int i = from; i < to; ) {
      int length = Math.min(LANES, to - i);
      System.arraycopy(values, i, work, A, length);
      keepLarger(work, length);
      i += length;
    }
    return largest(work, 0);
  }

  /** Multiplies {@code values[from..to)} by a factor and returns how many of them were not 0. */
  int scale(float[] values, int from, int to, float factor) {
    if (isTooShort(from, to)) {
      int count = plainNonZeros(values, from, to);
      multiply(values, from, to, factor);
      return count;
    }
    int count = 0;
    int i = from;
    while (i < to) {
      int end = i + Math.min(STRETCH, to - i);
      count += surelyWithoutZero(values, i, end) ? end - i : nonZeros(values, i, end);
      multiply(values, i, end, factor);
      i = end;
    }
    return count;
  }

  /** Multiplies {@code values[from..to)} by a factor. */
  static void multiply(float[] values, int from, int to, float factor) {
    for (int i = from; i < to; i++) {
      values[i] *= factor;
    }
  }

  /** Returns true only if there is no 0; products, which may vanish, cost less than counting. */
  boolean surelyWithoutZero(float[] values, int from, int to) {
    Arrays.fill(work, PRODUCTS, PRODUCTS + LANES, 1f);
    int i = from;
    while (i < to) {
      i += copy(values, i, to, 1f);
      multiplyPairs(work);
    }
    return isEachPositive(work);
  }

  private int nonZeros(float[] values, int from, int to) {
    if (isTooShort(from, to)) {
      return plainNonZeros(values, from, to);
    }
    Arrays.fill(work, 0, LANES, 0f);
    int i = from;
    while (i < to) {
      int length = Math.min(LANES, to - i);
      System.arraycopy(values, i, work, A, length);
      countNonZeros(work, length);
      i += length;
    }
    return (int) total(work, 0);
  }

  private static int plainNonZeros(float[] values, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += values[i] != 0 ? 1 : 0;
    }
    return count;
  }

  /**
   * Returns how many elements of {@code [from..to)} differ between two arrays, or, if wanted, how
   * many differ or are not 0, which are those not 0 in at least one of the two.
   */
  int differences(float[] a, float[] b, int from, int to, boolean orNotZero) {
    // Lanes count to 2²¹ at most and fold to 2²⁴, all of which floats hold exactly.
    Arrays.fill(work, 0, LANES, 0f);
    int i = from;
    while (i < to) {
      int length = copy(a, b, i, to);
      if (orNotZero) {
        magnitudes(work, length);
      } else {
        difference(work, length);
      }
      countNonZeros(work, length);
      i += length;
    }
    return (int) total(work, 0);
  }

  static boolean isTooShort(int from, int to) {
    return to - from < TOO_SHORT_FOR_LANES;
  }

  /** Copies a chunk for each operand, filled up if they are the last, and returns their length. */
  private int copy(float[] values, int from, int to, float filling) {
    return copy(values, from, to, filling, A, B);
  }

  private int copy(float[] values, int from, int to, float filling, int a, int b) {
    int length = Math.min(PAIRS, to - from);
    int first = Math.min(LANES, length);
    System.arraycopy(values, from, work, a, first);
    System.arraycopy(values, from + first, work, b, length - first);
    if (length < PAIRS) {
      Arrays.fill(work, a + first, a + LANES, filling);
      Arrays.fill(work, b + length - first, b + LANES, filling);
    }
    return length;
  }

  private int copy(float[] a, float[] b, int from, int to) {
    int length = Math.min(LANES, to - from);
    System.arraycopy(a, from, work, A, length);
    System.arraycopy(b, from, work, B, length);
    return length;
  }

  private static void addSquares(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j] += work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void addSquaresOfSecond(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + SECOND] += work[j + C] * work[j + C] + work[j + D] * work[j + D];
    }
  }

  private static void addSquaredDifferences(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j] +=
          (work[j + A] - work[j + C]) * (work[j + A] - work[j + C])
              + (work[j + B] - work[j + D]) * (work[j + B] - work[j + D]);
    }
  }

  private static void addProducts(float[] work, int length) {
    for (int j = 0; j < length; j++) {
      work[j] += work[j + A] * work[j + B];
    }
  }

  private static void keepLarger(float[] work, int length) {
    for (int j = 0; j < length; j++) {
      work[j] = Math.max(work[j], Math.abs(work[j + A]));
    }
  }

  // The factor lifts gradients of everyday size, so that few products vanish. Infinity does no
  // harm: with a 0 it makes NaN.
  private static void multiplyPairs(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + PRODUCTS] *= work[j + A] * work[j + B] * 0x1p50f;
    }
  }

  // The two factors lift the smallest float to 2 and everything above it to at most infinity.
  private static void countNonZeros(float[] work, int length) {
    for (int j = 0; j < length; j++) {
      work[j] += Math.min(Math.abs(work[j + A]) * 0x1p127f * 0x1p23f, 1f);
    }
  }

  // Zero exactly where the two are equal, since subtraction does not underflow to it.
  private static void difference(float[] work, int length) {
    for (int j = 0; j < length; j++) {
      work[j + A] -= work[j + B];
    }
  }

  // Zero exactly where both are 0.
  private static void magnitudes(float[] work, int length) {
    for (int j = 0; j < length; j++) {
      work[j + A] = Math.abs(work[j + A]) + Math.abs(work[j + B]);
    }
  }

  /** Returns whether the magnitudes of all lanes of products are positive: not 0, and not NaN. */
  private static boolean isEachPositive(float[] work) {
    for (int j = PRODUCTS; j < PRODUCTS + HALF; j++) {
      work[j] = Math.min(Math.abs(work[j]), Math.abs(work[j + HALF]));
    }
    for (int j = PRODUCTS; j < PRODUCTS + QUARTER; j++) {
      work[j] = Math.min(work[j], work[j + QUARTER]);
    }
    for (int j = PRODUCTS; j < PRODUCTS + EIGHTH; j++) {
      work[j] = Math.min(work[j], work[j + EIGHTH]);
    }
    boolean positive = true;
    for (int j = PRODUCTS; j < PRODUCTS + EIGHTH; j++) {
      positive &= work[j] > 0;
    }
    return positive;
  }

  /** Returns the largest of the lanes, none of which is negative, and spoils them. */
  static float largest(float[] work, int lanes) {
    for (int j = lanes; j < lanes + HALF; j++) {
      work[j] = Math.max(work[j], work[j + HALF]);
    }
    for (int j = lanes; j < lanes + QUARTER; j++) {
      work[j] = Math.max(work[j], work[j + QUARTER]);
    }
    for (int j = lanes; j < lanes + EIGHTH; j++) {
      work[j] = Math.max(work[j], work[j + EIGHTH]);
    }
    float largest = 0;
    for (int j = lanes; j < lanes + EIGHTH; j++) {
      largest = work[j] > largest ? work[j] : largest;
    }
    return largest;
  }

  /** Returns the sum of the lanes, and spoils them. */
  static double total(float[] work, int lanes) {
    for (int j = lanes; j < lanes + HALF; j++) {
      work[j] += work[j + HALF];
    }
    for (int j = lanes; j < lanes + QUARTER; j++) {
      work[j] += work[j + QUARTER];
    }
    for (int j = lanes; j < lanes + EIGHTH; j++) {
      work[j] += work[j + EIGHTH];
    }
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int j = lanes; j < lanes + EIGHTH; j += 4) {
      a += work[j];
      b += work[j + 1];
      c += work[j + 2];
      d += work[j + 3];
    }
    return (a + b) + (c + d);
  }

  private static double dotInDouble(float[] a, float[] b, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
