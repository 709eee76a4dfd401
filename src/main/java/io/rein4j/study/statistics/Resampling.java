package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.Arrays;

/** How a bootstrap draws a sample again: with replacement, within strata. */
public final class Resampling {

  private final int[] strata;
  private final int copies;
  private final int size;

  private Resampling(int[] strata, int copies) {
    this.strata = strata;
    this.copies = copies;
    this.size = Arrays.stream(strata).sum() * copies;
    for (int stratum : strata) {
      if (stratum < 1) {
        throw new IllegalArgumentException(
            "A stratum needs at least one element, but the strata are %s."
                .formatted(Arrays.toString(strata)));
      }
    }
  }

  /**
   * {@return the stratified bootstrap: each stratum is drawn on its own}
   *
   * @param strata the sizes of the strata, which follow one another in the sample
   */
  public static Resampling stratified(int... strata) {
    return new Resampling(strata.clone(), 1);
  }

  /**
   * {@return the stratified bootstrap of as many runs in each of several tasks}
   *
   * @param tasks the number of tasks
   * @param runs the number of runs in each
   */
  public static Resampling ofTasks(int tasks, int runs) {
    int[] strata = new int[tasks];
    Arrays.fill(strata, runs);
    return new Resampling(strata, 1);
  }

  /**
   * {@return the bootstrap of a paired design: what is drawn is a seed, with everything that was
   * run on it}
   *
   * @param seeds the number of seeds
   * @param groups how many groups of that many elements follow one another in the sample
   */
  public static Resampling ofSeeds(int seeds, int groups) {
    return new Resampling(new int[] {seeds}, groups);
  }

  /** {@return the size of the sample} */
  public int size() {
    return size;
  }

  /** Draws one replicate: how often each element of the sample is in it. */
  void draw(Pcg64 random, int[] counts) {
    Arrays.fill(counts, 0);
    int first = 0;
    for (int stratum : strata) {
      for (int i = 0; i < stratum; i++) {
        counts[first + random.nextInt(stratum)]++;
      }
      first += stratum;
    }
    for (int copy = 1; copy < copies; copy++) {
      System.arraycopy(counts, 0, counts, copy * first, first);
    }
  }
}
