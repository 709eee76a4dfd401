package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;

/**
 * The sign-flip test of paired differences (Fisher, "The Design of Experiments", 1935): how often
 * their sum would be at least as far from 0 if each might as well have had the other sign. The null
 * hypothesis is that the settings do the same. The smallest p-value of n differences is 2^(1 − n).
 */
public final class SignFlips {

  /** Sums that differ by no more than this share are the same. */
  private static final double ROUNDING = 1e-10;

  private SignFlips() {}

  /**
   * {@return the two-sided p-value}
   *
   * @param differences the differences, one a seed
   * @param patterns how many patterns of signs are drawn where there are more of them
   * @param random what they are drawn from
   */
  public static double p(double[] differences, int patterns, Pcg64 random) {
    double observed = 0;
    for (double difference : differences) {
      observed += difference;
    }
    double reached = Math.abs(observed) * (1 - ROUNDING);
    int free = differences.length - 1;
    boolean listed = free < Integer.SIZE - 1 && 1 << free <= patterns;
    int count = listed ? 1 << free : patterns;
    int as = 0;
    for (int pattern = 0; pattern < count; pattern++) {
      double sum = differences[free];
      long signs = 0;
      for (int i = 0; i < free; i++) {
        if (i % Integer.SIZE == 0) {
          signs =
              listed ? pattern : random.nextInt(Integer.MAX_VALUE) | (long) random.nextInt(2) << 31;
        }
        sum += (signs >> (i % Integer.SIZE) & 1) == 0 ? differences[i] : -differences[i];
      }
      as += Math.abs(sum) >= reached ? 1 : 0;
    }
    return listed ? (double) as / count : (as + 1.0) / (count + 1.0);
  }
}
