package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.statistics.Bootstrap;
import io.rein4j.study.statistics.Estimate;
import io.rein4j.study.statistics.Improvements;
import io.rein4j.study.statistics.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The probability of improvement of every level over every other, in outcomes that are more than
 * yes or no.
 */
final class ImprovementMatrix {

  private final StudyScores scores;
  private final Bootstrap bootstrap;

  ImprovementMatrix(StudyScores scores) {
    this.scores = scores;
    this.bootstrap = new Bootstrap(scores.settings().replicates());
  }

  List<Improvement> all() {
    List<Improvement> all = new ArrayList<>();
    List<String> levels = scores.design().levels();
    for (Outcome outcome : scores.design().outcomes()) {
      if (outcome == Outcome.FAILURES) {
        continue;
      }
      for (String condition : scores.design().conditions()) {
        for (String scope : scores.scopes()) {
          for (int i = 0; i < levels.size(); i++) {
            for (int j = i + 1; j < levels.size(); j++) {
              addBothWays(all, outcome, scope, condition, levels.get(i), levels.get(j));
            }
          }
        }
      }
    }
    return all;
  }

  private void addBothWays(
      List<Improvement> all,
      Outcome outcome,
      String scope,
      String condition,
      String level,
      String over) {
    int seeds =
        Math.min(scores.seeds(level, scope, condition), scores.seeds(over, scope, condition));
    double[] x = scores.values(outcome, level, scope, condition, seeds);
    double[] y = scores.values(outcome, over, scope, condition, seeds);
    int tasks = scores.environments(scope).size();
    int[] strata = new int[2 * tasks];
    Arrays.fill(strata, seeds);
    Estimate estimate =
        bootstrap.estimate(
            Resampling.stratified(strata),
            Improvements.of(x, y, tasks),
            scores.random("improvement", outcome, scope, condition, level, over));
    Estimate opposite = new Estimate(1 - estimate.value(), 1 - estimate.high(), 1 - estimate.low());
    all.add(new Improvement(outcome, scope, condition, level, over, estimate));
    all.add(new Improvement(outcome, scope, condition, over, level, opposite));
  }
}
