package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Averages;
import io.rein4j.study.statistics.Bootstrap;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Holm;
import io.rein4j.study.statistics.Power;
import io.rein4j.study.statistics.Resampling;
import io.rein4j.study.statistics.SignedRankTest;
import io.rein4j.study.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The levels against the baseline.
 *
 * <p>The effect is the difference of interquartile means, with an interval for which seeds are
 * drawn again, each with everything that ran on it. A level is called better or worse if the
 * sign-flip test's p-value is below 0.05 after Holm over all comparisons of the outcome (those over
 * all environments among them), and the interval leaves zero out on the side to which the test
 * points.
 */
final class Comparing {

  /** The probability of any false verdict in an outcome. */
  static final double LEVEL = 0.05;

  private final StudyScores scores;
  private final StudyDesign design;
  private final Bootstrap bootstrap;

  Comparing(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
    this.bootstrap = new Bootstrap(scores.settings().replicates());
  }

  List<Comparison> all() {
    List<Comparison> all = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      all.addAll(corrected(outcome, pairs(outcome)));
    }
    return all;
  }

  private List<Pair> pairs(Outcome outcome) {
    List<Pair> pairs = new ArrayList<>();
    for (String condition : design.conditions()) {
      for (String scope : scores.scopes()) {
        for (String level : design.levels()) {
          if (!level.equals(design.baseline())) {
            pairs.add(pair(outcome, level, scope, condition));
          }
        }
      }
    }
    return pairs;
  }

  private Pair pair(Outcome outcome, String level, String scope, String condition) {
    double[] own = scores.values(outcome, level, scope, condition);
    double[] baseline = scores.values(outcome, design.baseline(), scope, condition);
    int tasks = scores.environments(scope).size();
    double[] differences = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      differences[i] = own[i] - baseline[i];
    }
    Statistic difference =
        Averages.interquartileMean(own, 0).minus(Averages.interquartileMean(baseline, own.length));
    return new Pair(
        level,
        scope,
        condition,
        bootstrap.estimate(
            Resampling.ofSeeds(design.seeds().size(), 2 * tasks),
            difference,
            scores.random("difference", outcome, level, scope, condition)),
        SignedRankTest.of(differences, tasks));
  }

  private List<Comparison> corrected(Outcome outcome, List<Pair> pairs) {
    List<Double> adjusted = Holm.adjusted(pairs.stream().map(pair -> pair.test().p()).toList());
    int seeds = design.seeds().size();
    List<Comparison> corrected = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      Comparison comparison =
          new Comparison(
              outcome,
              pair.level(),
              design.baseline(),
              pair.scope(),
              pair.condition(),
              seeds,
              pair.difference(),
              pair.test().p(),
              adjusted.get(i),
              pair.verdict(adjusted.get(i)),
              Power.seedsNeeded(pair.difference(), seeds, LEVEL / pairs.size()),
              "");
      corrected.add(comparison.withSentence(Sentences.of(comparison, clippedFractions(pair))));
    }
    return corrected;
  }

  /**
   * The share of updates that the level clipped, averaged over the runs in which it is known, on
   * each of its update paths; the only one has no name.
   */
  private Map<String, Double> clippedFractions(Pair pair) {
    return RunClipping.clippedFractions(
        scores.environments(pair.scope()).stream()
            .flatMap(
                environment ->
                    scores.of(new Cell(pair.level(), environment, pair.condition())).stream())
            .map(score -> score.run().clipping())
            .toList());
  }

  /** A comparison before it is corrected for the others. */
  private record Pair(
      String level, String scope, String condition, Estimate difference, SignedRankTest test) {

    Verdict verdict(double adjustedP) {
      boolean shown =
          adjustedP < LEVEL
              && difference.excludesZero()
              && Math.signum(difference.value()) == test.direction();
      if (!shown) {
        return Verdict.NO_DIFFERENCE_SHOWN;
      }
      return test.direction() > 0 ? Verdict.BETTER : Verdict.WORSE;
    }
  }
}
