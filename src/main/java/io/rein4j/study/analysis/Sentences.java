package io.rein4j.study.analysis;

import io.rein4j.record.Numbers;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.Map;
import java.util.stream.Collectors;

/** What the statistics say, in words. */
final class Sentences {

  private Sentences() {}

  static String of(Cell cell) {
    return "`%s`%s".formatted(cell.level(), place(cell.environment(), cell.condition()));
  }

  static String of(Comparison comparison, Map<String, Double> clippedFractions) {
    Estimate difference = comparison.difference();
    boolean worse = comparison.verdict() == Verdict.WORSE;
    String amount = interval(worse ? opposite(difference) : difference);
    String outcome = comparison.outcome().words();
    String found =
        comparison.verdict() == Verdict.NO_DIFFERENCE_SHOWN
            ? "no difference in %s from `%s` was shown (%s)"
                .formatted(outcome, comparison.baseline(), amount)
            : "%s in %s by %s than `%s`"
                .formatted(comparison.verdict().words(), outcome, amount, comparison.baseline());
    StringBuilder sentence = new StringBuilder();
    sentence
        .append("`%s`".formatted(comparison.level()))
        .append(place(comparison.environment(), comparison.condition()))
        .append(": ")
        .append(found)
        .append(", %s seeds%s".formatted(comparison.seeds(), evidence(comparison)));
    if (comparison.verdict() == Verdict.NO_DIFFERENCE_SHOWN) {
      sentence.append(seedsNeeded(comparison));
    }
    if (!clippedFractions.isEmpty()) {
      sentence.append(". `%s` clipped %s".formatted(comparison.level(), clipped(clippedFractions)));
    }
    return sentence.append('.').toString();
  }

  /** The p-value, and where interval and test do not agree, why that is no difference shown. */
  private static String evidence(Comparison comparison) {
    String p = p(comparison.adjustedP()) + " after Holm";
    boolean excludesZero = comparison.difference().excludesZero();
    boolean isSignificant = comparison.adjustedP() < Comparing.LEVEL;
    if (comparison.verdict() != Verdict.NO_DIFFERENCE_SHOWN || !(excludesZero || isSignificant)) {
      return ", " + p;
    }
    if (!isSignificant) {
      return ": the interval excludes 0, but %s does not confirm it".formatted(p);
    }
    return excludesZero
        ? ": the interval excludes 0 and %s, but the test points to the other side".formatted(p)
        : ": %s, but the interval does not exclude 0".formatted(p);
  }

  /** For example {@code "12% of its gradients"}, by update path where there are several. */
  private static String clipped(Map<String, Double> fractions) {
    return fractions.entrySet().stream()
        .map(
            of ->
                "%s of its gradients%s"
                    .formatted(
                        percent(of.getValue()),
                        of.getKey().isEmpty()
                            ? ""
                            : " on the update path '%s'".formatted(of.getKey())))
        .collect(Collectors.joining(" and "));
  }

  static String of(ChanceCheck check, String baseline) {
    return ("`%s` against itself%s: between random halves of its seeds (%s each) the %s differs by %s"
            + " at the median of %s splits, and by more than %s in one split of 20. The test, without"
            + " Holm, called %s of them different.")
        .formatted(
            baseline,
            place(check.environment(), check.condition()),
            check.seeds(),
            check.outcome().words(),
            Numbers.rounded(check.usualDifference(), 3),
            Numbers.grouped(check.splits()),
            Numbers.rounded(check.largeDifference(), 3),
            Numbers.percent(check.calledDifferent(), 1));
  }

  /** Nothing where the seeds there are should have done: the estimate is a rough one. */
  private static String seedsNeeded(Comparison comparison) {
    long needed = comparison.seedsNeeded().orElse(0);
    if (needed <= comparison.seeds()) {
      return "";
    }
    return needed > Comparison.MANY_SEEDS
        ? ". Showing a difference of this size would take more than %s seeds"
            .formatted(Numbers.grouped(Comparison.MANY_SEEDS))
        : ". Showing a difference of this size would take about %s seeds"
            .formatted(Numbers.grouped(needed));
  }

  /** Where: {@code " on CartPole-v1 under heavy"}. */
  static String place(String environment, String condition) {
    String where =
        environment.equals(StudyDesign.OVERALL) ? " over all environments" : " on " + environment;
    return condition.isEmpty() ? where : where + " under " + condition;
  }

  static String p(double p) {
    return p < 0.001 ? "p < 0.001" : "p = " + Numbers.rounded(p, p < 0.1 ? 3 : 2);
  }

  /** An estimate rounded, but none of its numbers to 0 if it has a sign. */
  private static String interval(Estimate estimate) {
    double largest = Math.max(Math.abs(estimate.low()), Math.abs(estimate.high()));
    int decimals = largest < 0.1 ? 3 : 2;
    return "%s [%s, %s]"
        .formatted(
            Numbers.measured(estimate.value(), decimals),
            Numbers.measured(estimate.low(), decimals),
            Numbers.measured(estimate.high(), decimals));
  }

  /** A share to the percent, but neither nothing nor all where it is only near. */
  private static String percent(double share) {
    if (share > 0 && share < 0.01) {
      return "under 1%";
    }
    if (share < 1 && share > 0.99) {
      return "over 99%";
    }
    return Numbers.percent(share, 0);
  }

  private static Estimate opposite(Estimate estimate) {
    return new Estimate(-estimate.value(), -estimate.high(), -estimate.low());
  }
}
