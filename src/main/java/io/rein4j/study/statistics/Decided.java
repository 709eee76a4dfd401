package io.rein4j.study.statistics;

import java.util.OptionalInt;

/**
 * What is known of a comparison of a level with the baseline. A comparison whose first look is not
 * complete has look −1, no seeds, and NaN for every number.
 *
 * @param decision what it came to
 * @param look the index of the look at which it was decided, or last looked at
 * @param seeds the number of seeds at that look
 * @param mean the mean of the differences, level − baseline, over the seeds
 * @param low the lower end of the mean's interval, which is inverted from the test that decides:
 *     the interval contains 0 exactly if the level is neither better nor worse. −∞ where so few
 *     seeds exclude nothing
 * @param high the upper end
 * @param p the p-value of this comparison alone: of the sign flips of its differences
 * @param adjustedP the p-value within the family, never below the one alone, and below the rule's
 *     level exactly if the level is better or worse. At look k of K it is scaled by K / k to make
 *     it so
 * @param withinMargin whether two one-sided tests put the difference within the margin, whether or
 *     not runs failed
 * @param equivalenceLow the lower end of Student's interval that these tests amount to, of
 *     confidence 1 − 2α at each look's α
 * @param equivalenceHigh its upper end
 * @param failing how many of the level's runs failed, of all tasks of the comparison
 * @param baselineFailing how many of the baseline's did
 * @param failureBound where no run of either failed, the failure rate that the seeds exclude with
 *     95 % confidence for both settings together (at a level of 0.05); NaN otherwise. It holds at
 *     whichever look a study stops
 * @param seedsForMargin about how many seeds it takes until the interval reaches less than the
 *     margin to either side, if the differences keep their deviation; empty if it does already, if
 *     the deviation is 0, and if it takes about a million or more
 */
public record Decided(
    Decision decision,
    int look,
    int seeds,
    double mean,
    double low,
    double high,
    double p,
    double adjustedP,
    boolean withinMargin,
    double equivalenceLow,
    double equivalenceHigh,
    int failing,
    int baselineFailing,
    double failureBound,
    OptionalInt seedsForMargin) {

  /** The comparison of which no look is complete. */
  static final Decided UNSEEN =
      new Decided(
          Decision.NOT_DECIDED,
          -1,
          0,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          false,
          Double.NaN,
          Double.NaN,
          0,
          0,
          Double.NaN,
          OptionalInt.empty());
}
