package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Contrast;
import io.rein4j.study.statistics.Decided;
import io.rein4j.study.statistics.DecisionRule;
import io.rein4j.study.statistics.Decisions;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Measurements;
import io.rein4j.study.statistics.Proportions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The levels against the baseline.
 *
 * <p>The effect is the mean over the seeds of the difference in one seed; test, interval,
 * equivalence and sentence are of it, so they agree. All comparisons of an outcome, those over all
 * environments among them, are one family, in which any false better or worse has a probability of
 * 5 %. Levels may be called equivalent in the primary outcome alone.
 */
final class Comparing {

  /** The probability of any false better or worse in an outcome. */
  static final double LEVEL = 0.05;

  private static final int PERMUTATIONS = 10_000;

  private final StudyScores scores;
  private final StudyDesign design;

  /** What is measured in one place: a task of the statistics. */
  private record Task(String environment, String condition) {}

  /** A comparison before it is made. */
  private record Question(String level, String scope, String condition) {}

  Comparing(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
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
    List<Task> tasks = tasks();
    List<Question> questions = questions();
    List<Contrast> contrasts =
        questions.stream()
            .map(
                question ->
                    new Contrast(
                        design.levels().indexOf(question.level()),
                        scores.environments(question.scope()).stream()
                            .map(
                                environment ->
                                    tasks.indexOf(new Task(environment, question.condition())))
                            .toList()))
            .toList();
    DecisionRule rule =
        new DecisionRule(
            List.of(design.seeds().size()),
            LEVEL,
            scores.settings().margin(),
            PERMUTATIONS,
            false,
            outcome == design.primary());
    List<Decided> decided =
        Decisions.of(
            measured(outcome, tasks), contrasts, rule, () -> scores.random("comparisons", outcome));
    List<Comparison> family = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      family.add(comparison(outcome, questions.get(i), decided.get(i), questions.size()));
    }
    return family;
  }

  private List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (String condition : design.conditions()) {
      for (String environment : design.environments()) {
        tasks.add(new Task(environment, condition));
      }
    }
    return tasks;
  }

  private List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (String condition : design.conditions()) {
      for (String scope : scores.scopes()) {
        for (String level : design.levels()) {
          if (!level.equals(design.baseline())) {
            questions.add(new Question(level, scope, condition));
          }
        }
      }
    }
    return questions;
  }

  /** More is better of what is measured. */
  private Measurements measured(Outcome outcome, List<Task> tasks) {
    List<String> levels = design.levels();
    double[][][] values = new double[levels.size()][tasks.size()][];
    boolean[][][] failing = new boolean[levels.size()][tasks.size()][];
    for (int level = 0; level < levels.size(); level++) {
      for (int task = 0; task < tasks.size(); task++) {
        List<RunScore> runs = runs(levels.get(level), tasks.get(task));
        values[level][task] =
            runs.stream().mapToDouble(run -> sign(outcome) * run.of(outcome)).toArray();
        failing[level][task] = new boolean[runs.size()];
        for (int seed = 0; seed < runs.size(); seed++) {
          failing[level][task][seed] = runs.get(seed).failing();
        }
      }
    }
    return new Measurements(values, failing, levels.indexOf(design.baseline()));
  }

  private static double sign(Outcome outcome) {
    return outcome.moreIsBetter() ? 1 : -1;
  }

  private List<RunScore> runs(String level, Task task) {
    return scores.of(new Cell(level, task.environment(), task.condition()));
  }

  private Comparison comparison(Outcome outcome, Question question, Decided decided, int family) {
    int runs = decided.seeds() * scores.environments(question.scope()).size();
    Comparison comparison =
        new Comparison(
            outcome,
            outcome == design.primary(),
            question.level(),
            design.baseline(),
            question.scope(),
            question.condition(),
            decided.seeds(),
            difference(outcome, decided.mean(), decided.low(), decided.high()),
            decided.p(),
            decided.adjustedP(),
            family,
            Verdict.of(decided.decision()),
            scores.settings().margin(),
            difference(
                outcome, decided.mean(), decided.equivalenceLow(), decided.equivalenceHigh()),
            decided.withinMargin(),
            new Share(decided.failing(), runs),
            new Share(decided.baselineFailing(), runs),
            decided.failureBound(),
            outcome == Outcome.FAILURES ? mcnemar(question) : Double.NaN,
            decided.seedsForMargin(),
            "");
    return comparison.withSentence(Sentences.of(comparison, clippedFractions(question)));
  }

  /** A difference in the outcome's own direction; one of shares is within −1 and 1. */
  private static Estimate difference(Outcome outcome, double mean, double low, double high) {
    if (outcome.moreIsBetter()) {
      return new Estimate(mean, low, high);
    }
    // Not -0.0, which would stand in the tables.
    return new Estimate(0 - mean, Math.max(-1, 0 - high), Math.min(1, 0 - low));
  }

  /** Over the pairs of runs of which one is failing. */
  private double mcnemar(Question question) {
    int level = 0;
    int baseline = 0;
    for (String environment : scores.environments(question.scope())) {
      Task task = new Task(environment, question.condition());
      List<RunScore> own = runs(question.level(), task);
      List<RunScore> others = runs(design.baseline(), task);
      for (int seed = 0; seed < own.size(); seed++) {
        boolean isFailing = own.get(seed).failing();
        if (isFailing != others.get(seed).failing()) {
          level += isFailing ? 1 : 0;
          baseline += isFailing ? 0 : 1;
        }
      }
    }
    return Proportions.mcNemar(level, baseline);
  }

  /**
   * The share of updates that the level clipped, averaged over the runs in which it is known, on
   * each of its update paths; the only one has no name.
   */
  private Map<String, Double> clippedFractions(Question question) {
    return RunClipping.clippedFractions(
        scores.environments(question.scope()).stream()
            .flatMap(
                environment ->
                    runs(question.level(), new Task(environment, question.condition())).stream())
            .map(score -> score.run().clipping())
            .toList());
  }
}
