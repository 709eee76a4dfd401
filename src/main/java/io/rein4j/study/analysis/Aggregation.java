package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.statistics.Averages;
import io.rein4j.study.statistics.Bootstrap;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Proportions;
import io.rein4j.study.statistics.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Each level's outcomes, by environment and overall. */
final class Aggregation {

  private final StudyScores scores;
  private final Bootstrap bootstrap;

  Aggregation(StudyScores scores) {
    this.scores = scores;
    this.bootstrap = new Bootstrap(scores.settings().replicates());
  }

  List<Aggregate> all() {
    List<Aggregate> all = new ArrayList<>();
    for (Outcome outcome : scores.design().outcomes()) {
      for (String condition : scores.design().conditions()) {
        for (String scope : scores.scopes()) {
          for (String level : scores.design().levels()) {
            all.add(one(outcome, level, scope, condition));
          }
        }
      }
    }
    return all;
  }

  private Aggregate one(Outcome outcome, String level, String scope, String condition) {
    double[] values = scores.values(outcome, level, scope, condition);
    if (outcome == Outcome.FAILURES) {
      int failing = (int) Arrays.stream(values).sum();
      return new Aggregate(
          outcome,
          level,
          scope,
          condition,
          values.length,
          Estimate.UNDEFINED,
          Proportions.interval(failing, values.length, ComparisonFamily.LEVEL),
          Estimate.UNDEFINED,
          Estimate.UNDEFINED);
    }
    int tasks = scores.environments(scope).size();
    List<Estimate> estimates =
        bootstrap.estimates(
            Resampling.ofTasks(tasks, values.length / tasks),
            List.of(
                Averages.interquartileMean(values),
                Averages.mean(values),
                tasks == 1 ? Averages.median(values) : Averages.medianOfMeans(values, tasks),
                Averages.optimalityGap(values)),
            scores.random("aggregate", outcome, level, scope, condition));
    return new Aggregate(
        outcome,
        level,
        scope,
        condition,
        values.length,
        estimates.get(0),
        estimates.get(1),
        estimates.get(2),
        outcome == Outcome.FINAL_SCORE ? estimates.get(3) : Estimate.UNDEFINED);
  }
}
