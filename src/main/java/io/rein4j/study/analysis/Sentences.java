package io.rein4j.study.analysis;

import io.rein4j.record.Numbers;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.SeedLooks;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the statistics say, in words. */
final class Sentences {

  private Sentences() {}

  static String of(Cell cell) {
    return "`%s`%s".formatted(cell.level(), place(cell.environment(), cell.condition()));
  }

  static String of(Comparison comparison, Map<String, Double> clippedFractions) {
    StringBuilder sentence = new StringBuilder();
    sentence
        .append("`%s`".formatted(comparison.level()))
        .append(place(comparison.environment(), comparison.condition()))
        .append(comparison.isInteraction() ? " against " + comparison.against() : "")
        .append(": ")
        .append(comparison.isInteraction() ? changed(comparison) : found(comparison))
        .append(".");
    rest(comparison).forEach(more -> sentence.append(' ').append(more).append('.'));
    if (!clippedFractions.isEmpty()) {
      sentence.append(" `%s` clipped %s.".formatted(comparison.level(), clipped(clippedFractions)));
    }
    return sentence.toString();
  }

  /** What a comparison over all environments may hide: that they differ in opposite directions. */
  static String opposite(String level, List<String> better, List<String> worse) {
    List<String> parts = new ArrayList<>();
    if (!better.isEmpty()) {
      parts.add("better on " + String.join(", ", better));
    }
    if (!worse.isEmpty()) {
      parts.add("worse on " + String.join(", ", worse));
    }
    return "But `%s` is %s.".formatted(level, String.join(" and ", parts));
  }

  /** The verdict, with its figures. */
  private static String found(Comparison comparison) {
    String baseline = comparison.baseline();
    String seeds = seeds(comparison);
    return switch (comparison.verdict()) {
      case BETTER, WORSE ->
          comparison.outcome() == Outcome.FAILURES
              ? "%s in %s than `%s`: %s, a difference of %s in the share of runs, %s, %s"
                  .formatted(
                      comparison.verdict().words(),
                      outcome(comparison),
                      baseline,
                      failing(comparison),
                      interval(comparison.difference()),
                      seeds,
                      p(comparison))
              : "%s in %s by %s than `%s`, %s, %s"
                  .formatted(
                      comparison.verdict().words(),
                      outcome(comparison),
                      interval(size(comparison)),
                      baseline,
                      seeds,
                      p(comparison));
      case EQUIVALENT ->
          comparison.outcome() == Outcome.FAILURES
              ? "equivalent in failures to `%s`, in that no run of either failed, %s"
                  .formatted(baseline, seeds)
              : "equivalent in %s to `%s` within the margin of %s (difference %s, 90%% interval %s), %s"
                  .formatted(
                      outcome(comparison),
                      baseline,
                      number(comparison.margin()),
                      value(comparison.equivalence()),
                      ends(comparison.equivalence()),
                      seeds);
      case NOT_DECIDED ->
          isHeldBack(comparison)
              ? "not decided: the difference in %s from `%s` lies within the margin of %s (%s, 90%% interval %s), but %s, and only levels without a failing run are called equivalent, %s"
                  .formatted(
                      outcome(comparison),
                      baseline,
                      number(comparison.margin()),
                      value(comparison.equivalence()),
                      ends(comparison.equivalence()),
                      failing(comparison),
                      seeds)
              : "not decided, as %s from `%s`%s was shown (%s), %s, %s"
                  .formatted(
                      (comparison.primary() ? "neither a" : "no")
                          + " difference in "
                          + outcome(comparison),
                      baseline,
                      comparison.primary()
                          ? " nor equivalence within the margin of " + number(comparison.margin())
                          : "",
                      interval(comparison.difference()),
                      seeds,
                      p(comparison));
    };
  }

  /** The same of an interaction. */
  private static String changed(Comparison comparison) {
    String difference =
        "difference in %s from `%s`".formatted(outcome(comparison), comparison.baseline());
    return switch (comparison.verdict()) {
      case BETTER, WORSE ->
          "%s, as the %s changes by %s, %s, %s"
              .formatted(
                  comparison.verdict().words(),
                  difference,
                  interval(comparison.difference()),
                  seeds(comparison),
                  p(comparison));
      case EQUIVALENT ->
          "equivalent, as the %s changes by less than the margin of %s (%s, 90%% interval %s), %s"
              .formatted(
                  difference,
                  number(comparison.margin()),
                  value(comparison.equivalence()),
                  ends(comparison.equivalence()),
                  seeds(comparison));
      case NOT_DECIDED ->
          isHeldBack(comparison)
              ? "not decided: the change of the %s lies within the margin of %s (%s, 90%% interval %s), but %s, and only levels without a failing run are called equivalent, %s"
                  .formatted(
                      difference,
                      number(comparison.margin()),
                      value(comparison.equivalence()),
                      ends(comparison.equivalence()),
                      failing(comparison),
                      seeds(comparison))
              : "not decided, as no change of the %s was shown (%s), %s, %s"
                  .formatted(
                      difference,
                      interval(comparison.difference()),
                      seeds(comparison),
                      p(comparison));
    };
  }

  /** For example {@code "12 seeds"}, or {@code "12 of up to 40 seeds"} where seeds are added. */
  private static String seeds(Comparison comparison) {
    return comparison.seeds() == comparison.mostSeeds()
        ? Numbers.counted(comparison.seeds(), "seed")
        : "%s of up to %s"
            .formatted(comparison.seeds(), Numbers.counted(comparison.mostSeeds(), "seed"));
  }

  /** What else is to be known of a verdict, in whole sentences without their full stops. */
  private static List<String> rest(Comparison comparison) {
    List<String> rest = new ArrayList<>();
    boolean decided = comparison.verdict().isDifference();
    if (decided && comparison.isWithinMargin()) {
      rest.add("The difference is smaller than the margin of " + number(comparison.margin()));
    }
    if (!decided && comparison.isWithoutFailures()) {
      if (comparison.verdict() == Verdict.EQUIVALENT || comparison.outcome() == Outcome.FAILURES) {
        rest.add(
            "%s of %s failed in either, which excludes failure rates above %s"
                .formatted(
                    comparison.failing().count(),
                    Numbers.counted(comparison.failing().of(), "run"),
                    percent(comparison.failureBound())));
      }
      if (comparison.verdict() == Verdict.NOT_DECIDED && comparison.seedsForMargin().isPresent()) {
        rest.add(seedsForMargin(comparison));
      }
    } else if (!decided) {
      if (!isHeldBack(comparison)) {
        rest.add(failing(comparison));
      }
    }
    if (!Double.isNaN(comparison.mcnemarP()) && !comparison.isWithoutFailures()) {
      rest.add(
          "McNemar's exact test of this comparison alone has %s"
              .formatted(p(comparison.mcnemarP())));
    }
    return rest;
  }

  /** Whether failing runs alone keep a comparison from being called equivalent. */
  private static boolean isHeldBack(Comparison comparison) {
    return comparison.primary()
        && comparison.outcome() != Outcome.FAILURES
        && comparison.isWithinMargin()
        && !comparison.isWithoutFailures();
  }

  /** For example {@code "11 of 12 runs of `off` failed and 0 of 12 of `norm-0.5`"}. */
  private static String failing(Comparison comparison) {
    return "%s of %s of `%s` failed and %s of %s of `%s`"
        .formatted(
            comparison.failing().count(),
            Numbers.counted(comparison.failing().of(), "run"),
            comparison.level(),
            comparison.baselineFailing().count(),
            comparison.baselineFailing().of(),
            comparison.baseline());
  }

  private static String seedsForMargin(Comparison comparison) {
    int needed = comparison.seedsForMargin().orElseThrow();
    return "%s would narrow the interval to the margin of %s on either side"
        .formatted(
            needed > Comparison.MANY_SEEDS
                ? "Only more than %s seeds".formatted(Numbers.grouped(Comparison.MANY_SEEDS))
                : "About %s seeds".formatted(Numbers.grouped(needed)),
            number(comparison.margin()));
  }

  private static String outcome(Comparison comparison) {
    return comparison.outcome().words() + (comparison.primary() ? "" : " (a secondary outcome)");
  }

  /** The p-value, after the corrections where there are any. */
  private static String p(Comparison comparison) {
    List<String> corrections = new ArrayList<>();
    if (comparison.comparisons() > 1) {
      corrections.add(comparison.comparisons() + " comparisons");
    }
    if (comparison.looks() > 1) {
      corrections.add(comparison.looks() + " looks");
    }
    return p(comparison.adjustedP())
        + (corrections.isEmpty()
            ? ""
            : " after the correction for " + String.join(" and ", corrections));
  }

  /** How much better or worse, without a sign. */
  private static Estimate size(Comparison comparison) {
    return comparison.verdict() == Verdict.WORSE
        ? opposite(comparison.difference())
        : comparison.difference();
  }

  /** What at least a part of all runs reaches, by the worst of those seen. */
  static String of(CellResult result) {
    return "%s: with 95%% confidence, at least %s of runs end with a score of %s or more, that of the worst of %s"
            .formatted(
                of(result.cell()),
                percent(result.toleranceShare()),
                Numbers.measured(result.worstScore(), 2),
                Numbers.counted(result.runs(), "run"))
        + ".";
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
    return ("`%s` against itself%s: between random halves of its seeds (%s each), the %s differs by"
            + " %s at the median of %s splits, and by at most %s in 19 splits of 20.%s")
        .formatted(
            baseline,
            place(check.environment(), check.condition()),
            check.seeds(),
            check.outcome() == Outcome.FAILURES
                ? "share of failing runs"
                : "mean " + check.outcome().words(),
            Numbers.rounded(check.usualDifference(), 3),
            Numbers.grouped(check.splits()),
            Numbers.rounded(check.largeDifference(), 3),
            check.seeds() < SeedLooks.leastSeeds(1, ComparisonFamily.LEVEL)
                ? ""
                : " The test, without a correction, called %s of them different."
                    .formatted(Numbers.percent(check.calledDifferent(), 1)));
  }

  static String of(GridSensitivity grid, int environments, AnalysisSettings settings) {
    return "`%s`%s: one of its %s settings for all %s environments costs %s of the score against the best one in each, which reaches %s (Φ, settings chosen and scored on different halves of %s, which is rather too low where settings score alike; on all seeds, which is rather too high, it is %s). %s The best for all is `%s`."
        .formatted(
            grid.grid(),
            grid.condition().isEmpty() ? "" : " under " + grid.condition(),
            grid.settings(),
            environments,
            interval(grid.sensitivity()),
            interval(grid.tuned()),
            Numbers.counted(grid.seeds(), "seed"),
            Numbers.rounded(grid.plain(), 3),
            meaning(grid, environments, settings),
            grid.best());
  }

  /** What the cost means, which is little where a grid fails with all of its settings. */
  private static String meaning(GridSensitivity grid, int environments, AnalysisSettings settings) {
    String failure = number(settings.failure());
    if (grid.failing().size() == environments) {
      return "In no environment does any setting's mean score reach %s, below which a run is failing: the cost is that of one failing setting beside another."
          .formatted(failure);
    }
    String cost = cost(grid.sensitivity(), settings.margin());
    return grid.failing().isEmpty()
        ? cost
        : cost
            + " On %s no setting's mean score reaches %s, below which a run is failing, so the cost there is that of one failing setting beside another."
                .formatted(String.join(", ", grid.failing()), failure);
  }

  private static String cost(Estimate sensitivity, double margin) {
    boolean isAboveNone = sensitivity.low() > 0;
    if (sensitivity.high() < margin) {
      return "The cost%s is below the margin of %s, for settings that are chosen with half of the seeds."
          .formatted(isAboveNone ? "" : ", if there is any,", number(margin));
    }
    if (sensitivity.low() > margin) {
      return "The cost is above the margin of %s.".formatted(number(margin));
    }
    return isAboveNone
        ? "There is a cost; whether it is above the margin of %s is not decided."
            .formatted(number(margin))
        : "Whether there is a cost is not decided.";
  }

  /** Where: {@code " on CartPole-v1 under heavy"}. */
  static String place(String environment, String condition) {
    String where =
        environment.equals(StudyDesign.OVERALL) ? " over all environments" : " on " + environment;
    return condition.isEmpty() ? where : where + " under " + condition;
  }

  static String p(double p) {
    if (p < 0.001) {
      return "p < 0.001";
    }
    int decimals = p < 0.1 ? 3 : 2;
    // None that is below the level reads as if it were not.
    return p < ComparisonFamily.LEVEL && p > ComparisonFamily.LEVEL - 0.0005
        ? "p < " + ComparisonFamily.LEVEL
        : "p = " + Numbers.rounded(p, decimals);
  }

  /** An estimate rounded, but none of its numbers to 0 if it has a sign. */
  private static String interval(Estimate estimate) {
    return value(estimate) + " " + ends(estimate);
  }

  private static String value(Estimate estimate) {
    return Numbers.measured(estimate.value(), decimals(estimate));
  }

  private static String ends(Estimate estimate) {
    int decimals = decimals(estimate);
    return "[%s, %s]"
        .formatted(
            Numbers.measured(estimate.low(), decimals),
            Numbers.measured(estimate.high(), decimals));
  }

  private static int decimals(Estimate estimate) {
    return Math.max(Math.abs(estimate.low()), Math.abs(estimate.high())) < 0.1 ? 3 : 2;
  }

  /** A setting as people write it: {@code 0.05}. */
  private static String number(double setting) {
    return new BigDecimal(Numbers.exact(setting)).stripTrailingZeros().toPlainString();
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
