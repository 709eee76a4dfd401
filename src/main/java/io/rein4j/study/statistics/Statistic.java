package io.rein4j.study.statistics;

import java.util.Arrays;

/**
 * A statistic of a sample in which every element counts a whole number of times: all once in the
 * sample itself, as often as it was drawn in a bootstrap replicate. So a replicate need not be
 * sorted: the sample is, once.
 */
@FunctionalInterface
public interface Statistic {

  /**
   * {@return the statistic}
   *
   * @param counts how often each element counts; the statistic knows which elements are its own
   */
  double of(int[] counts);

  /**
   * {@return the statistic of the sample itself}
   *
   * @param size the sample's size
   */
  default double ofSample(int size) {
    int[] counts = new int[size];
    Arrays.fill(counts, 1);
    return of(counts);
  }
}
