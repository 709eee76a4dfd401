package io.rein4j.study.statistics;

import java.util.Arrays;

/** Quantiles as NumPy's default has them: linear between the two nearest ranks. */
public final class Quantiles {

  private Quantiles() {}

  /**
   * {@return a quantile}
   *
   * @param values at least one, in any order, none of them NaN
   * @param share from 0 (the smallest) to 1 (the largest)
   */
  public static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, share);
  }

  /**
   * {@return the interquartile range}
   *
   * @param values at least one, in any order, none of them NaN
   */
  public static double interquartileRange(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, 0.75) - ofSorted(sorted, 0.25);
  }

  static double ofSorted(double[] sorted, double share) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("A quantile needs at least one value, but there is none.");
    }
    double position = share * (sorted.length - 1);
    int lower = (int) Math.floor(position);
    return between(sorted[lower], sorted[Math.min(lower + 1, sorted.length - 1)], position - lower);
  }

  /** A point between two values, of which either may be infinite; never outside of them. */
  static double between(double low, double high, double share) {
    if (share == 0 || low == high) {
      return low;
    }
    return Math.min(low + (high - low) * share, high);
  }
}
