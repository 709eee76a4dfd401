package io.rein4j.study.statistics;

/**
 * Shares of runs, such as of those that failed: exact intervals for one share, and the exact test
 * of two shares on the same seeds.
 *
 * <p>Intervals and bounds are those of Clopper and Pearson ("The Use of Confidence or Fiducial
 * Limits Illustrated in the Case of the Binomial", 1934). They assume nothing but independent runs
 * of one setting, and contain the true share at least as often as they say.
 */
public final class Proportions {

  private Proportions() {}

  /**
   * {@return the share with its two-sided interval}
   *
   * @param successes how many runs have the property
   * @param runs how many runs there are, at least 1
   * @param level the probability that the interval misses the true share, such as 0.05
   */
  public static Estimate interval(int successes, int runs, double level) {
    return new Estimate(
        (double) successes / runs,
        lowerBound(successes, runs, level / 2),
        upperBound(successes, runs, level / 2));
  }

  /**
   * {@return the one-sided upper bound: shares above it are excluded}
   *
   * @param successes how many runs have the property
   * @param runs how many runs there are, at least 1
   * @param level the probability that the true share is above the bound, such as 0.05
   */
  public static double upperBound(int successes, int runs, double level) {
    require(successes, runs);
    if (successes == runs) {
      return 1;
    }
    return successes == 0
        ? -Math.expm1(Math.log(level) / runs)
        : IncompleteBeta.quantile(1 - level, successes + 1, runs - successes);
  }

  /**
   * {@return the one-sided lower bound: shares below it are excluded}
   *
   * @param successes how many runs have the property
   * @param runs how many runs there are, at least 1
   * @param level the probability that the true share is below the bound, such as 0.05
   */
  public static double lowerBound(int successes, int runs, double level) {
    require(successes, runs);
    if (successes == 0) {
      return 0;
    }
    return successes == runs
        ? Math.exp(Math.log(level) / runs)
        : IncompleteBeta.quantile(level, successes, runs - successes + 1);
  }

  /**
   * {@return the two-sided p-value of McNemar's exact test ("Note on the Sampling Error of the
   * Difference Between Correlated Proportions", 1947): two settings that have the property equally
   * often are told apart by the seeds on which just one of them has it, and each of these is as
   * likely to be the first's as the second's. It is 1 where there is no such seed}
   *
   * @param onlyFirst on how many seeds only the first setting has the property
   * @param onlySecond on how many seeds only the second setting has it
   */
  public static double mcNemar(int onlyFirst, int onlySecond) {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException(
          "Numbers of seeds are at least 0, but are %s and %s.".formatted(onlyFirst, onlySecond));
    }
    int fewer = Math.min(onlyFirst, onlySecond);
    int more = Math.max(onlyFirst, onlySecond);
    return fewer == more ? 1 : 2 * IncompleteBeta.share(0.5, more, fewer + 1);
  }

  private static void require(int successes, int runs) {
    if (successes < 0 || runs < 1 || successes > runs) {
      throw new IllegalArgumentException(
          "A share needs at least one run, and not more runs with the property than there are, but %s of %s have it."
              .formatted(successes, runs));
    }
  }
}
