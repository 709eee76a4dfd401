package io.rein4j.study.statistics;

/**
 * Statistics that tell where scores lie.
 *
 * <p>Scores of several tasks stand task after task in one array, as many in each: {@code
 * scores[task · runs + run]}.
 */
public final class Averages {

  private static final double TRIMMED = 0.25;

  private Averages() {}

  /**
   * {@return the interquartile mean: the mean of what is left without the ⌊n/4⌋ smallest and the
   * ⌊n/4⌋ largest of all n scores (SciPy's {@code trim_mean(scores, 0.25)})}
   *
   * @param scores the scores
   */
  public static Statistic interquartileMean(double[] scores) {
    SortedSample sorted = new SortedSample(scores);
    int size = scores.length;
    int trimmed = trimmed(size);
    return counts -> sorted.sum(counts, trimmed, size - trimmed) / (size - 2 * trimmed);
  }

  /**
   * {@return the mean, which with as many runs for each task is also the mean over tasks of their
   * means}
   *
   * @param scores the scores
   */
  public static Statistic mean(double[] scores) {
    double[] own = scores.clone();
    return counts -> mean(own, counts, 0, own.length);
  }

  /**
   * {@return the median, halfway between the two in the middle where their number is even}
   *
   * @param scores the scores
   */
  public static Statistic median(double[] scores) {
    SortedSample sorted = new SortedSample(scores);
    return counts -> sorted.quantile(counts, 0.5);
  }

  /**
   * {@return rliable's median: the median over tasks of the mean over runs}
   *
   * @param scores the scores
   * @param tasks the number of tasks
   */
  public static Statistic medianOfMeans(double[] scores, int tasks) {
    double[] own = scores.clone();
    int runs = own.length / tasks;
    return counts -> {
      double[] means = new double[tasks];
      for (int task = 0; task < tasks; task++) {
        means[task] = mean(own, counts, task * runs, runs);
      }
      return Quantiles.quantile(means, 0.5);
    };
  }

  /**
   * {@return the optimality gap: how much the scores fall short of 1 on average, scores above 1
   * counting as 1}
   *
   * @param scores the scores
   */
  public static Statistic optimalityGap(double[] scores) {
    double[] reached = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      reached[i] = Math.min(scores[i], 1);
    }
    return counts -> 1 - mean(reached, counts, 0, reached.length);
  }

  /** How many of the smallest, and of the largest, an interquartile mean leaves out. */
  static int trimmed(int size) {
    return (int) (TRIMMED * size);
  }

  private static double mean(double[] scores, int[] counts, int first, int size) {
    double sum = 0;
    for (int i = first; i < first + size; i++) {
      sum += counts[i] * scores[i];
    }
    return sum / size;
  }
}
