package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.Arrays;

/** How a bootstrap draws a sample again: with replacement, within strata. */
public final class Resampling {

  private final int[] strata;
  private final int size;

  private Resampling(int[] strata) {
    this.strata = strata;
    this.size = Arrays.stream(strata).sum();
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
    return new Resampling(strata.clone());
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
    return new Resampling(strata);
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
  }
}
