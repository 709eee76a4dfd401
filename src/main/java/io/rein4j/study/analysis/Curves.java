package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Averages;
import io.rein4j.study.statistics.Bootstrap;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Resampling;
import io.rein4j.study.statistics.Spreads;
import io.rein4j.study.statistics.Statistic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Scores over training, performance profiles, and outcomes over a factor's numbers. */
final class Curves {

  private static final int PROFILE_POINTS = 101;

  private final StudyScores scores;
  private final StudyDesign design;
  private final Bootstrap bootstrap;

  Curves(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
    this.bootstrap = new Bootstrap(scores.settings().curveReplicates());
  }

  List<LevelCurve> learning() {
    List<LevelCurve> curves = new ArrayList<>();
    for (String scope : scores.scopes()) {
      List<List<Long>> grids =
          scores.environments(scope).stream().map(this::steps).distinct().toList();
      if (grids.size() > 1 || grids.get(0).isEmpty()) {
        continue;
      }
      for (String condition : design.conditions()) {
        for (String level : design.levels()) {
          curves.add(learning(level, scope, condition, grids.get(0)));
        }
      }
    }
    return curves;
  }

  private LevelCurve learning(String level, String scope, String condition, List<Long> steps) {
    List<Statistic> statistics =
        steps.stream()
            .map(step -> Averages.interquartileMean(scoresAt(step, level, scope, condition)))
            .toList();
    List<Double> x = steps.stream().map(Long::doubleValue).toList();
    return curve(level, scope, condition, x, statistics, "learning");
  }

  /** The scores of a level's runs at a step, environment after environment. */
  private double[] scoresAt(long step, String level, String scope, String condition) {
    int seeds = scores.seeds(level, scope, condition);
    return scores.environments(scope).stream()
        .flatMap(
            environment ->
                scores.scorings(new Cell(level, environment, condition)).stream().limit(seeds))
        .mapToDouble(run -> run.at(step))
        .toArray();
  }

  /** The steps of all evaluations in an environment. */
  private List<Long> steps(String environment) {
    return scores.all().stream()
        .map(RunScore::run)
        .filter(run -> run.cell().environment().equals(environment))
        .flatMap(run -> run.evaluations().stream())
        .map(EvaluationPoint::step)
        .distinct()
        .sorted()
        .toList();
  }

  List<LevelCurve> profiles() {
    List<LevelCurve> curves = new ArrayList<>();
    List<Double> bounds = profileBounds();
    for (String scope : scores.scopes()) {
      for (String condition : design.conditions()) {
        for (String level : design.levels()) {
          double[] values = scores.values(Outcome.FINAL_SCORE, level, scope, condition);
          List<Statistic> statistics =
              bounds.stream().map(bound -> Spreads.shareAbove(values, bound)).toList();
          curves.add(curve(level, scope, condition, bounds, statistics, "profile"));
        }
      }
    }
    return curves;
  }

  /** From the smallest score to the largest, 0 and 1 among them. */
  private List<Double> profileBounds() {
    double low = 0;
    double high = 1;
    for (RunScore score : scores.all()) {
      low = Math.min(low, score.finalScore());
      high = Math.max(high, score.finalScore());
    }
    double from = low;
    double width = high - low;
    return IntStream.range(0, PROFILE_POINTS)
        .mapToObj(i -> from + width * i / (PROFILE_POINTS - 1))
        .toList();
  }

  private LevelCurve curve(
      String level,
      String scope,
      String condition,
      List<Double> x,
      List<Statistic> statistics,
      String purpose) {
    int tasks = scores.environments(scope).size();
    List<Estimate> estimates =
        bootstrap.estimates(
            Resampling.ofTasks(tasks, scores.seeds(level, scope, condition)),
            statistics,
            scores.random(purpose, level, scope, condition));
    return new LevelCurve(level, scope, condition, band(x, estimates));
  }

  List<SensitivityCurve> sensitivity(List<Aggregate> aggregates) {
    Map<String, Double> values = design.levelValues();
    List<String> levels =
        design.levels().stream()
            .filter(values::containsKey)
            .sorted(Comparator.comparing(values::get))
            .toList();
    List<SensitivityCurve> curves = new ArrayList<>();
    if (levels.size() < 2) {
      return curves;
    }
    for (Outcome outcome : design.outcomes()) {
      for (String condition : design.conditions()) {
        for (String scope : scores.scopes()) {
          List<Estimate> estimates =
              levels.stream()
                  .map(level -> find(aggregates, outcome, level, scope, condition).centre())
                  .toList();
          List<Double> x = levels.stream().map(values::get).toList();
          curves.add(new SensitivityCurve(outcome, scope, condition, band(x, estimates)));
        }
      }
    }
    return curves;
  }

  private static Aggregate find(
      List<Aggregate> aggregates, Outcome outcome, String level, String scope, String condition) {
    return aggregates.stream()
        .filter(
            aggregate ->
                aggregate.outcome() == outcome
                    && aggregate.level().equals(level)
                    && aggregate.environment().equals(scope)
                    && aggregate.condition().equals(condition))
        .findFirst()
        .orElseThrow();
  }

  private static Band band(List<Double> x, List<Estimate> estimates) {
    return new Band(
        x,
        estimates.stream().map(Estimate::value).toList(),
        estimates.stream().map(Estimate::low).toList(),
        estimates.stream().map(Estimate::high).toList());
  }
}
