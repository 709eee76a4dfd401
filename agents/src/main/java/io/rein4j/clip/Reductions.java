package io.rein4j.clip;

import io.rein4j.math.VectorMath;
import java.util.Arrays;

/**
 * Sums, maxima and counts over stretches of floats, in loops that C2 vectorises.
 *
 * <p>A few terms are summed in each of many float lanes, and the lanes in double. A sum of squares
 * is within 4.8·10⁻⁷ of the exact one, so a norm within 2.4·10⁻⁷. Where float products would
 * overflow or vanish everything is done in double. C2 of JDK 17 vectorises a loop over several
 * arrays only if the index into each is the loop variable itself; hence the copies.
 */
final class Reductions {

  private static final int LANES = 1024;
  private static final int HALF = LANES / 2;
  private static final int QUARTER = LANES / 4;
  private static final int EIGHTH = LANES / 8;

  /** A stretch of this length gives each lane a pair of terms. */
  private static final int PAIRS = 2 * LANES;

  /** Scaled at a time: what is checked first is then still in the first cache. */
  private static final int STRETCH = 2 * PAIRS;

  /**
   * Keeps arrays off addresses that differ by a multiple of a page, whose loads and stores a
   * processor takes for one another.
   */
  private static final int GAP = 64;

  /**
   * Terms or pairs of terms per lane. With the product, the pair and the three foldings of lanes, a
   * term takes part in at most eight roundings.
   */
  private static final int ROUNDS = 4;

  private static final int TOO_SHORT_FOR_LANES = 256;

  /** Below this mean, what vanishes of float products could be seen in their sum. */
  private static final double SMALLEST_MEAN = 1e-37;

  private final float[] chunk = new float[PAIRS + GAP];
  private final float[] other = new float[LANES + GAP];
  private final float[] lanes = new float[LANES];

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
      Arrays.fill(lanes, 0f);
      for (int round = 0; round < ROUNDS && i < to; round++) {
        i += copy(values, i, to, 0f);
        addSquares(chunk, lanes);
      }
      sum += total(lanes);
    }
    return sum >= SMALLEST_MEAN * (to - from) && sum < Double.POSITIVE_INFINITY
        ? sum
        : VectorMath.sumOfSquares(values, from, to - from);
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
      Arrays.fill(lanes, 0f);
      for (int round = 0; round < ROUNDS && i < to; round++) {
        int length = Math.min(LANES, to - i);
        System.arraycopy(a, i, chunk, 0, length);
        System.arraycopy(b, i, other, 0, length);
        addProducts(chunk, other, lanes, length);
        i += length;
      }
      double part = total(lanes);
      sum += part;
      magnitude += Math.abs(part);
    }
    return magnitude >= SMALLEST_MEAN * (to - from) && magnitude < Double.POSITIVE_INFINITY
        ? sum
        : dotInDouble(a, b, from, to);
  }

  /** Returns the largest magnitude in {@code values[from..to)}, of which none is NaN. */
  float largest(float[] values, int from, int to) {
    float largest = 0;
    if (isTooShort(from, to)) {
      for (int i = from; i < to; i++) {
        float magnitude = Math.abs(values[i]);
        largest = magnitude > largest ? magnitude : largest;
      }
      return largest;
    }
    Arrays.fill(lanes, 0f);
    for (int i = from; i < to; ) {
      int length = Math.min(LANES, to - i);
      System.arraycopy(values, i, chunk, 0, length);
      keepLarger(chunk, lanes, length);
      i += length;
    }
    for (int j = 0; j < HALF; j++) {
      lanes[j] = Math.max(lanes[j], lanes[j + HALF]);
    }
    for (int j = 0; j < QUARTER; j++) {
      lanes[j] = Math.max(lanes[j], lanes[j + QUARTER]);
    }
    for (int j = 0; j < QUARTER; j++) {
      largest = lanes[j] > largest ? lanes[j] : largest;
    }
    return largest;
  }

  /** Multiplies {@code values[from..to)} by a factor and returns how many of them were not 0. */
  int scale(float[] values, int from, int to, float factor) {
    if (isTooShort(from, to)) {
      int count = 0;
      for (int i = from; i < to; i++) {
        count += values[i] != 0 ? 1 : 0;
      }
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

  /** Returns true only if there is no 0; products, which may vanish, cost less than counting. */
  boolean surelyWithoutZero(float[] values, int from, int to) {
    Arrays.fill(lanes, 0, HALF, 1f);
    int i = from;
    while (i < to) {
      i += copy(values, i, to, 1f);
      multiplyFours(chunk, lanes);
    }
    // The factor lifts whatever is not 0 so far that its products do not vanish.
    for (int j = 0; j < QUARTER; j++) {
      lanes[j] = (lanes[j] * 0x1p127f) * (lanes[j + QUARTER] * 0x1p127f);
    }
    for (int j = 0; j < EIGHTH; j++) {
      lanes[j] = (lanes[j] * 0x1p127f) * (lanes[j + EIGHTH] * 0x1p127f);
    }
    float a = 1;
    float b = 1;
    float c = 1;
    float d = 1;
    for (int j = 0; j < EIGHTH; j += 4) {
      a *= lanes[j];
      b *= lanes[j + 1];
      c *= lanes[j + 2];
      d *= lanes[j + 3];
    }
    float product = (a * b) * (c * d);
    return product != 0 && !Float.isNaN(product);
  }

  private int nonZeros(float[] values, int from, int to) {
    Arrays.fill(lanes, 0f);
    int i = from;
    while (i < to) {
      int length = Math.min(LANES, to - i);
      System.arraycopy(values, i, chunk, 0, length);
      countNonZeros(chunk, lanes, length);
      i += length;
    }
    return (int) total(lanes);
  }

  /**
   * Returns how many elements of {@code [from..to)} differ between two arrays, or, if wanted, how
   * many differ or are not 0, which are those not 0 in at least one of the two.
   */
  int differences(float[] a, float[] b, int from, int to, boolean orNotZero) {
    // Lanes count to 2²¹ at most and fold to 2²⁴, all of which floats hold exactly.
    Arrays.fill(lanes, 0f);
    int i = from;
    while (i < to) {
      int length = Math.min(LANES, to - i);
      System.arraycopy(a, i, chunk, 0, length);
      System.arraycopy(b, i, other, 0, length);
      if (orNotZero) {
        magnitudes(chunk, other, length);
      } else {
        difference(chunk, other, length);
      }
      countNonZeros(chunk, lanes, length);
      i += length;
    }
    return (int) total(lanes);
  }

  private static boolean isTooShort(int from, int to) {
    return to - from < TOO_SHORT_FOR_LANES;
  }

  /** Copies a chunk, filled up if it is the last, and returns its length. */
  private int copy(float[] values, int from, int to, float filling) {
    int length = Math.min(PAIRS, to - from);
    System.arraycopy(values, from, chunk, 0, length);
    Arrays.fill(chunk, length, PAIRS, filling);
    return length;
  }

  private static void addSquares(float[] values, float[] lanes) {
    for (int j = 0; j < LANES; j++) {
      lanes[j] += values[j] * values[j] + values[j + LANES] * values[j + LANES];
    }
  }

  private static void addProducts(float[] a, float[] b, float[] lanes, int length) {
    for (int j = 0; j < length; j++) {
      lanes[j] += a[j] * b[j];
    }
  }

  private static void keepLarger(float[] values, float[] lanes, int length) {
    for (int j = 0; j < length; j++) {
      lanes[j] = Math.max(lanes[j], Math.abs(values[j]));
    }
  }

  // The factor lifts gradients of everyday size, so that few products vanish. Infinity does no
  // harm: with a 0 it makes NaN.
  private static void multiplyFours(float[] values, float[] lanes) {
    for (int j = 0; j < HALF; j++) {
      lanes[j] *=
          (values[j] * values[j + HALF]) * (values[j + 2 * HALF] * values[j + 3 * HALF] * 0x1p100f);
    }
  }

  // The two factors lift the smallest float to 2 and everything above it to at most infinity.
  private static void countNonZeros(float[] values, float[] lanes, int length) {
    for (int j = 0; j < length; j++) {
      lanes[j] += Math.min(Math.abs(values[j]) * 0x1p127f * 0x1p23f, 1f);
    }
  }

  // Zero exactly where the two are equal, since subtraction does not underflow to it.
  private static void difference(float[] a, float[] b, int length) {
    for (int j = 0; j < length; j++) {
      a[j] -= b[j];
    }
  }

  // Zero exactly where both are 0.
  private static void magnitudes(float[] a, float[] b, int length) {
    for (int j = 0; j < length; j++) {
      a[j] = Math.abs(a[j]) + Math.abs(b[j]);
    }
  }

  private static void multiply(float[] values, int from, int to, float factor) {
    for (int i = from; i < to; i++) {
      values[i] *= factor;
    }
  }

  private static double total(float[] lanes) {
    for (int j = 0; j < HALF; j++) {
      lanes[j] += lanes[j + HALF];
    }
    for (int j = 0; j < QUARTER; j++) {
      lanes[j] += lanes[j + QUARTER];
    }
    for (int j = 0; j < EIGHTH; j++) {
      lanes[j] += lanes[j + EIGHTH];
    }
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int j = 0; j < EIGHTH; j += 4) {
      a += lanes[j];
      b += lanes[j + 1];
      c += lanes[j + 2];
      d += lanes[j + 3];
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
