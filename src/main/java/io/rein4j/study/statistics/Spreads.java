package io.rein4j.study.statistics;

/** Statistics that tell how far apart scores lie, and how bad the worst are. */
public final class Spreads {

  private Spreads() {}

  /**
   * {@return the interquartile range}
   *
   * @param scores the scores
   */
  public static Statistic interquartileRange(double[] scores) {
    SortedSample sorted = new SortedSample(scores);
    return counts -> sorted.quantile(counts, 0.75) - sorted.quantile(counts, 0.25);
  }

  /**
   * {@return the lower CVaR: the mean of the scores that are at most the quantile}
   *
   * @param scores the scores
   * @param share of the quantile, such as 0.05
   */
  public static Statistic lowerCvar(double[] scores, double share) {
    SortedSample sorted = new SortedSample(scores);
    return counts -> sorted.meanUpTo(counts, sorted.quantile(counts, share));
  }

  /**
   * {@return the share of the scores above a bound: one point of a performance profile}
   *
   * @param scores the scores
   * @param bound the bound, itself not above
   */
  public static Statistic shareAbove(double[] scores, double bound) {
    double[] own = scores.clone();
    return counts -> {
      int above = 0;
      for (int i = 0; i < own.length; i++) {
        above += own[i] > bound ? counts[i] : 0;
      }
      return (double) above / own.length;
    };
  }
}
