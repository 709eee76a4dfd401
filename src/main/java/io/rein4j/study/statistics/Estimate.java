package io.rein4j.study.statistics;

/**
 * A statistic with its confidence interval.
 *
 * @param value the statistic of the sample, NaN if undefined
 * @param low the interval's lower end
 * @param high the interval's upper end
 */
public record Estimate(double value, double low, double high) {

  /** The estimate of what is undefined. */
  public static final Estimate UNDEFINED = new Estimate(Double.NaN, Double.NaN, Double.NaN);
}
