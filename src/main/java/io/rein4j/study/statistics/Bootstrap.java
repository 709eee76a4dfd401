package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The percentile bootstrap with 95 % confidence, as rliable has it: the interval goes from the 2.5
 * % to the 97.5 % quantile of the replicates.
 *
 * <p>The interval of an interquartile mean over 10 or 20 runs covers the true value in 93 to 96 of
 * 100 simulated samples (normal, Student-t with 2 and 3 degrees of freedom; {@code CoverageTest}),
 * so it stands uncorrected. With 5 runs it is 89 to 90, and the interval of a mean is too narrow:
 * 83 of 100 with 5 runs, 88 to 91 with 10, 91 to 92 with 20. Wider quantiles (Hesterberg, "What
 * Teachers Should Know About the Bootstrap", 2015) would mend the mean's, and make the
 * interquartile mean's too wide: 97 of 100 with 10 runs, up to 99 with 5 runs in each of four
 * tasks.
 */
public final class Bootstrap {

  private static final double TAIL = 0.025;

  private final int replicates;

  /**
   * Makes a bootstrap.
   *
   * @param replicates how often the sample is drawn again for an interval
   */
  public Bootstrap(int replicates) {
    this.replicates = replicates;
  }

  /**
   * {@return a statistic with its interval}
   *
   * @param resampling how the sample is drawn
   * @param statistic the statistic
   * @param random where the draws come from
   */
  public Estimate estimate(Resampling resampling, Statistic statistic, Pcg64 random) {
    return estimates(resampling, List.of(statistic), random).get(0);
  }

  /**
   * {@return several statistics with their intervals, all from the same replicates}
   *
   * @param resampling how the sample is drawn
   * @param statistics the statistics
   * @param random where the draws come from
   */
  public List<Estimate> estimates(Resampling resampling, List<Statistic> statistics, Pcg64 random) {
    double[][] values = new double[statistics.size()][replicates];
    int[] counts = new int[resampling.size()];
    for (int replicate = 0; replicate < replicates; replicate++) {
      resampling.draw(random, counts);
      for (int s = 0; s < values.length; s++) {
        values[s][replicate] = statistics.get(s).of(counts);
      }
    }
    List<Estimate> estimates = new ArrayList<>();
    for (int s = 0; s < values.length; s++) {
      Arrays.sort(values[s]);
      estimates.add(
          new Estimate(
              statistics.get(s).ofSample(resampling.size()),
              Quantiles.ofSorted(values[s], TAIL),
              Quantiles.ofSorted(values[s], 1 - TAIL)));
    }
    return List.copyOf(estimates);
  }
}
