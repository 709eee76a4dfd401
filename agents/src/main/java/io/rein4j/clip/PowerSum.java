package io.rein4j.clip;

import java.util.Arrays;

/**
 * Sums of the p-th powers of the magnitudes of floats, for one p, without a call of {@link
 * Math#pow(double, double)} for each.
 *
 * <p>The power of a float is the power of its exponent, from a table, times that of its mantissa:
 * there are {@value #BINS} intervals, in each of which the first three terms of the binomial series
 * around its centre do. With a distance of at most 2⁻¹⁰ from it, the sum is within p²/6 · 2⁻³⁰ of
 * the exact one, relatively to it and to p, so that a p-norm is within 4·10⁻⁸ for any p up to
 * {@value #LARGEST_P}. Powers of larger p are taken one by one.
 */
final class PowerSum {

  private static final int MANTISSA_BITS = 23;
  private static final int BIN_BITS = 9;
  private static final int BINS = 1 << BIN_BITS;
  private static final int REST_BITS = MANTISSA_BITS - BIN_BITS;
  private static final int REST_MASK = (1 << REST_BITS) - 1;
  private static final int HALF_BIN = 1 << (REST_BITS - 1);
  private static final int SMALLEST_NORMAL = 1 << MANTISSA_BITS;
  private static final int EXPONENTS = 256;
  private static final double LARGEST_P = 16;

  /** As many bits below the largest power, 2³¹ others together are beyond what a sum can show. */
  private static final double NEGLIGIBLE_BITS = 90;

  private final double p;
  private final double[] constant = new double[BINS];
  private final double[] linear = new double[BINS];
  private final double[] quadratic = new double[BINS];

  /** The p-th powers of 1, 1/2, 1/4, and so on. */
  private final double[] scales = new double[EXPONENTS];

  PowerSum(double p) {
    this.p = p;
    for (int bin = 0; bin < BINS; bin++) {
      double centre = 1 + (bin + 0.5) / BINS;
      double step = 1 / (centre * SMALLEST_NORMAL);
      constant[bin] = Math.pow(centre, p);
      linear[bin] = constant[bin] * p * step;
      quadratic[bin] = linear[bin] * (p - 1) / 2 * step;
    }
    Arrays.setAll(scales, exponent -> Math.pow(2, -exponent * p));
  }

  double p() {
    return p;
  }

  /**
   * Returns what the sums are in units of, for floats of which this is the largest magnitude.
   * Powers taken one by one are of ratios to it, which may not exceed 1: 1.9²⁰⁰⁰ is no double.
   */
  double unit(float largest) {
    return takesOneByOne(largest) ? largest : Math.scalb(1.0, Math.getExponent(largest));
  }

  private boolean takesOneByOne(float largest) {
    return p > LARGEST_P || largest < Float.MIN_NORMAL;
  }

  /**
   * Returns the sum of the p-th powers of the magnitudes of {@code values[from..to)}, in units of
   * the p-th power of {@link #unit}.
   *
   * @param largest the largest magnitude of any that is to be summed with these, > 0
   */
  double of(float[] values, int from, int to, float largest) {
    if (takesOneByOne(largest)) {
      return oneByOne(values, from, to, largest);
    }
    int highest = Float.floatToRawIntBits(largest) >>> MANTISSA_BITS;
    // The place of zeros and of what is taken one by one.
    double kept = scales[highest];
    scales[highest] = 0;
    double even = 0;
    double odd = 0;
    boolean subnormalsMatter = (highest - 1) * p < NEGLIGIBLE_BITS;
    boolean isAnySubnormal = false;
    int i = from;
    for (; i < to - 1; i += 2) {
      int a = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
      int b = Float.floatToRawIntBits(values[i + 1]) & Integer.MAX_VALUE;
      even += power(a, highest);
      odd += power(b, highest);
      if (subnormalsMatter) {
        isAnySubnormal |= isSubnormal(a);
        isAnySubnormal |= isSubnormal(b);
      }
    }
    if (i < to) {
      int a = Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE;
      even += power(a, highest);
      isAnySubnormal |= isSubnormal(a);
    }
    scales[highest] = kept;
    double sum = even + odd;
    return isAnySubnormal ? sum + subnormals(values, from, to, unit(largest)) : sum;
  }

  private double power(int bits, int highest) {
    int bin = (bits >>> REST_BITS) & (BINS - 1);
    double rest = (bits & REST_MASK) - HALF_BIN;
    return (constant[bin] + rest * (linear[bin] + rest * quadratic[bin]))
        * scales[highest - (bits >>> MANTISSA_BITS)];
  }

  private static boolean isSubnormal(int bits) {
    return Integer.compareUnsigned(bits - 1, SMALLEST_NORMAL - 1) < 0;
  }

  private double subnormals(float[] values, int from, int to, double unit) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      float magnitude = Math.abs(values[i]);
      if (magnitude > 0 && magnitude < Float.MIN_NORMAL) {
        sum += Math.pow(magnitude / unit, p);
      }
    }
    return sum;
  }

  private double oneByOne(float[] values, int from, int to, double unit) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.pow(Math.abs(values[i]) / unit, p);
    }
    return sum;
  }
}
