package io.rein4j.report;

import java.util.Arrays;

/** Windows that move along a sequence of values, and the quantiles of the values in each. */
final class Windows {

  /** More points than this on a line cannot be told apart. */
  private static final int MOST = 600;

  private final double[] values;
  private final int length;
  private final int[] ends;

  private Windows(double[] values, int length, int[] ends) {
    this.values = values;
    this.length = length;
    this.ends = ends;
  }

  /** Lays windows of a tenth of the values, at least 10 and at most 100, the first ones shorter. */
  static Windows over(double[] values) {
    int length = Math.max(10, Math.min(100, values.length / 10));
    int count = Math.min(MOST, values.length);
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      ends[i] = (int) ((i + 1L) * values.length / count) - 1;
    }
    return new Windows(values, length, ends);
  }

  int length() {
    return length;
  }

  /** Returns the elements of another column at the windows' ends. */
  double[] ends(double[] column) {
    return Arrays.stream(ends).mapToDouble(end -> column[end]).toArray();
  }

  /**
   * Returns a quantile of each window, interpolated between the two nearest values as NumPy's
   * default does; NaN values do not count.
   */
  double[] quantiles(double share) {
    double[] result = new double[ends.length];
    for (int i = 0; i < ends.length; i++) {
      double[] window =
          Arrays.stream(values, Math.max(0, ends[i] + 1 - length), ends[i] + 1)
              .filter(value -> !Double.isNaN(value))
              .sorted()
              .toArray();
      result[i] = quantile(window, share);
    }
    return result;
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return below == above || sorted[below] == sorted[above]
        ? sorted[below]
        : sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
