package io.rein4j.study.statistics;

/**
 * The null distribution that a {@link StepDown} tests with: runs in blocks, one block a look, each
 * permuted within itself in ways that are equally likely under the null hypothesis.
 */
interface PermutedBlocks {

  /**
   * The statistics of comparisons under every pattern of permutations, by {@code
   * [comparison][look][pattern]}: at a look, all blocks up to it count. Pattern 0 permutes nothing,
   * so that its statistics are the observed ones. Callers do not change the arrays.
   *
   * @param open the comparisons that are open: under the null hypothesis their settings do the same
   * @param looks the number of looks so far
   */
  double[][][] statistics(int[] open, int looks);
}
