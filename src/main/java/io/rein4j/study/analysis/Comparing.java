package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Decided;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Proportions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The levels against the baseline.
 *
 * <p>The effect is the mean over the seeds of the difference in one seed; test, interval,
 * equivalence and sentence are of it, so they agree. All comparisons of an outcome, those over all
 * environments among them, are one family, in which any false better or worse has a probability of
 * 5 %. Levels may be called equivalent in the primary outcome alone.
 */
final class Comparing {

  private static final double ROUNDING = 1e-9;

  private final StudyScores scores;
  private final StudyDesign design;
  private final ComparisonFamily family;

  Comparing(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
    this.family = new ComparisonFamily(scores);
  }

  /** All comparisons, those of the primary outcome first. */
  List<Comparison> all() {
    List<Comparison> all = new ArrayList<>();
    for (Outcome outcome : design.outcomes()) {
      all.addAll(family(outcome));
    }
    return all;
  }

  /** The comparisons of an outcome. */
  List<Comparison> family(Outcome outcome) {
    List<Comparison> all = new ArrayList<>();
    for (ComparisonFamily.Answer answer : family.answers(outcome)) {
      all.add(comparison(outcome, answer.question(), answer.decided()));
    }
    return all.stream().map(one -> withOpposites(one, all)).toList();
  }

  /** Over all environments, effects in opposite directions can cancel out. */
  private static Comparison withOpposites(Comparison comparison, List<Comparison> family) {
    if (!comparison.environment().equals(StudyDesign.OVERALL)) {
      return comparison;
    }
    List<String> better = environments(comparison, family, Verdict.BETTER);
    List<String> worse = environments(comparison, family, Verdict.WORSE);
    boolean hidden =
        switch (comparison.verdict()) {
          case BETTER -> !worse.isEmpty();
          case WORSE -> !better.isEmpty();
          case EQUIVALENT -> !better.isEmpty() || !worse.isEmpty();
          default -> !better.isEmpty() && !worse.isEmpty();
        };
    return hidden
        ? comparison.withSentence(
            comparison.sentence() + " " + Sentences.opposite(comparison.level(), better, worse))
        : comparison;
  }

  /** Where the same comparison came to a verdict. */
  private static List<String> environments(
      Comparison of, List<Comparison> family, Verdict verdict) {
    return family.stream()
        .filter(
            one ->
                one.verdict() == verdict
                    && !one.environment().equals(StudyDesign.OVERALL)
                    && one.level().equals(of.level())
                    && one.condition().equals(of.condition())
                    && Objects.equals(one.against(), of.against()))
        .map(Comparison::environment)
        .toList();
  }

  private Comparison comparison(
      Outcome outcome, ComparisonFamily.Question question, Decided decided) {
    int runs =
        decided.seeds()
            * scores.environments(question.scope()).size()
            * question.conditions().size();
    Comparison comparison =
        new Comparison(
            outcome,
            outcome == design.primary(),
            question.level(),
            design.baseline(),
            question.scope(),
            question.condition(),
            question.less(),
            decided.seeds(),
            design.seeds().size(),
            difference(question, outcome, decided.mean(), decided.low(), decided.high()),
            decided.p(),
            decided.adjustedP(),
            family.size(),
            design.looks().size(),
            Verdict.of(decided.decision()),
            scores.settings().margin(),
            difference(
                question,
                outcome,
                decided.mean(),
                decided.equivalenceLow(),
                decided.equivalenceHigh()),
            decided.withinMargin(),
            new Share(decided.failing(), runs),
            new Share(decided.baselineFailing(), runs),
            decided.failureBound(),
            outcome == Outcome.FAILURES && question.less() == null
                ? mcnemar(question, decided.seeds())
                : Double.NaN,
            decided.seedsForMargin(),
            "");
    return comparison.withSentence(Sentences.of(comparison, clippedFractions(question)));
  }

  /**
   * A difference in the outcome's own direction; one of shares is within −1 and 1, and a change of
   * one within −2 and 2.
   */
  private static Estimate difference(
      ComparisonFamily.Question question, Outcome outcome, double mean, double low, double high) {
    if (outcome.moreIsBetter()) {
      return new Estimate(mean, unrounded(low), unrounded(high));
    }
    int largest = question.conditions().size();
    // Not -0.0, which would stand in the tables.
    return new Estimate(
        0 - mean, Math.max(-largest, 0 - unrounded(high)), Math.min(largest, 0 - unrounded(low)));
  }

  /** An end that is 0 but for rounding is 0. */
  private static double unrounded(double end) {
    return Math.abs(end) < ROUNDING ? 0 : end;
  }

  /** Over the pairs of runs of which one is failing. */
  private double mcnemar(ComparisonFamily.Question question, int seeds) {
    int level = 0;
    int baseline = 0;
    for (String environment : scores.environments(question.scope())) {
      List<RunScore> own = runs(question.level(), environment, question.condition());
      List<RunScore> others = runs(design.baseline(), environment, question.condition());
      for (int seed = 0; seed < seeds; seed++) {
        boolean isFailing = own.get(seed).failing();
        if (isFailing != others.get(seed).failing()) {
          level += isFailing ? 1 : 0;
          baseline += isFailing ? 0 : 1;
        }
      }
    }
    return Proportions.mcNemar(level, baseline);
  }

  private List<RunScore> runs(String level, String environment, String condition) {
    return scores.of(new Cell(level, environment, condition));
  }

  /**
   * The share of updates that the level clipped, averaged over the runs in which it is known, on
   * each of its update paths; the only one has no name.
   */
  private Map<String, Double> clippedFractions(ComparisonFamily.Question question) {
    return RunClipping.clippedFractions(
        scores.environments(question.scope()).stream()
            .flatMap(
                environment -> runs(question.level(), environment, question.condition()).stream())
            .map(score -> score.run().clipping())
            .toList());
  }
}
