package io.rein4j.study.statistics;

/**
 * How steady a learning curve is: the reliability metrics within one run (Chan et al., "Measuring
 * the Reliability of Reinforcement Learning Algorithms", 2020).
 */
public final class Reliability {

  private Reliability() {}

  /**
   * {@return the changes from one point to the next, for each unit of time: one fewer than points}
   *
   * @param times when, increasing
   * @param scores the curve
   */
  public static double[] changes(double[] times, double[] scores) {
    double[] changes = new double[Math.max(0, scores.length - 1)];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = (scores[i + 1] - scores[i]) / (times[i + 1] - times[i]);
    }
    return changes;
  }

  /**
   * {@return the drawdown: how far each point lies below the highest point so far}
   *
   * @param scores the curve
   */
  public static double[] drawdown(double[] scores) {
    double[] drawdown = new double[scores.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      highest = Math.max(highest, scores[i]);
      drawdown[i] = highest - scores[i];
    }
    return drawdown;
  }

  /**
   * {@return the lower CVaR: the mean of the values that are at most the quantile}
   *
   * @param values at least one
   * @param share of the quantile, such as 0.05
   */
  public static double lowerCvar(double[] values, double share) {
    return Spreads.lowerCvar(values, share).ofSample(values.length);
  }
}
