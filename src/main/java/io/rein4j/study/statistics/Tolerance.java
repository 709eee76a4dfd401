package io.rein4j.study.statistics;

/**
 * One-sided tolerance bounds without a model of the scores: which share of all runs of a setting
 * ends above the worst run that was seen (Wilks, "Determination of Sample Sizes for Setting
 * Tolerance Limits", 1941; Patterson et al., "Empirical Design in Reinforcement Learning", 2024).
 *
 * <p>At least a share β of all runs does, with confidence 1 − α, where β = α^(1/n): if less than β
 * of them did, n runs would all be above that point with a probability below α. It assumes
 * independent runs, and counts runs that are equal to the worst as not below it. Where a study may
 * stop at any of K looks, α / K at each keeps the confidence.
 */
public final class Tolerance {

  private Tolerance() {}

  /**
   * {@return the share of all runs of which at least so many end no lower than the worst seen}
   *
   * @param runs the number of runs that were seen, at least 1
   * @param level the probability α that the statement is wrong, such as 0.05
   */
  public static double share(int runs, double level) {
    return Math.exp(Math.log(level) / runs);
  }

  /**
   * {@return the smallest number of runs for a share}
   *
   * @param share the share β, between 0 and 1
   * @param level the probability α that the statement is wrong
   */
  public static int leastRuns(double share, double level) {
    return (int) Math.ceil(Math.log(level) / Math.log(share) - 1e-9);
  }
}
