package io.rein4j.study.statistics;

/**
 * The mean of the differences between two settings on the same seeds, with their deviation.
 *
 * @param value the mean
 * @param deviation the standard deviation, with n − 1
 * @param size the number n of seeds
 */
record PairedMean(double value, double deviation, int size) {

  /** The mean of at least two differences. */
  PairedMean(double[] differences) {
    this(mean(differences), deviation(differences), differences.length);
  }

  /** Student's t of the statistic |Σd| / √Σd²; infinite where the statistic can be no larger. */
  double studentized(double statistic) {
    double square = statistic * statistic;
    return square < size
        ? Math.sqrt(square * (size - 1) / (size - square))
        : Double.POSITIVE_INFINITY;
  }

  /** How far the interval of a quantile of Student's t reaches from the mean. */
  double reach(double t) {
    return Double.isFinite(t) ? t * deviation / Math.sqrt(size) : Double.POSITIVE_INFINITY;
  }

  /** The quantile of Student's distribution, for a number of seeds, that a share is above. */
  static double quantile(double share, int seeds) {
    return StudentT.exceededBy(share, seeds - 1.0);
  }

  /** Whether two one-sided t-tests put the mean within a margin, each at a quantile's level. */
  boolean isWithin(double margin, double quantile) {
    return Math.abs(value) + reach(quantile) < margin;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }
}
