package io.rein4j.study.analysis;

import static io.rein4j.study.analysis.SimulatedStudies.crashed;
import static io.rein4j.study.analysis.SimulatedStudies.points;
import static io.rein4j.study.analysis.SimulatedStudies.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunScoringTest {

  private static final Cell CELL = new Cell("off", "CartPole-v1", "");
  private static final ScoreRange RANGE = new ScoreRange(20, 220);

  @Test
  void score_steadyRun_isItsLastEvaluation() {
    RunScore score = score(run(CELL, 1, points(20, 120, 220)));
    assertThat(score.finalReturn()).isEqualTo(220);
    assertThat(score.finalScore()).isEqualTo(1);
    assertThat(score.bestScore()).isEqualTo(1);
    assertThat(score.stability()).isEqualTo(0.5);
    assertThat(score.failing()).isFalse();
    assertThat(score.solved()).isTrue();
    assertThat(score.collapsed()).isFalse();
    assertThat(score.stepsToThreshold()).hasValue(3000);
  }

  @Test
  void stability_fallInTheSecondHalf_isTheWorstScoreThere() {
    RunScore score = score(run(CELL, 1, points(20, 60, 220, 120, 200)));
    assertThat(score.stability()).isEqualTo(0.5, within(1e-12));
    assertThat(score.finalScore()).isEqualTo(0.9, within(1e-12));
  }

  @Test
  void stability_neverLearned_isNoneAtAll() {
    assertThat(score(run(CELL, 1, points(20, 20, 20, 20))).stability()).isZero();
    assertThat(score(run(CELL, 1, points(20, 20, 220, 220))).stability()).isEqualTo(1);
  }

  @Test
  void stability_fiftyEvaluations_isTheMeanOfTheWorstTwoOfTheLastTwentyFive() {
    double[] returns = new double[50];
    Arrays.fill(returns, 220);
    Arrays.fill(returns, 0, 25, 20);
    returns[30] = 120;
    returns[35] = 180;
    returns[40] = 200;
    assertThat(score(run(CELL, 1, points(returns))).stability())
        .isEqualTo((0.5 + 0.8) / 2, within(1e-12));
  }

  @Test
  void stability_crashedRun_scoresNothingFromThereOn() {
    double[] returns = new double[40];
    Arrays.fill(returns, 220);
    // Ten of the twenty evaluations of the second half are missing, two are its worst tenth.
    assertThat(score(crashed(CELL, 1, 40_000, points(Arrays.copyOf(returns, 30)))).stability())
        .isZero();
    // One is missing.
    assertThat(score(crashed(CELL, 1, 40_000, points(Arrays.copyOf(returns, 39)))).stability())
        .isEqualTo(0.5, within(1e-12));
    assertThat(score(crashed(CELL, 1, 40_000, points(returns))).stability())
        .isEqualTo(0.5, within(1e-12));
    // It crashed in the first half.
    assertThat(score(crashed(CELL, 1, 40_000, points(220))).stability()).isZero();
  }

  @Test
  void failing_belowHalfWay_isAFailure() {
    assertThat(score(run(CELL, 1, points(220, 119))).failing()).isTrue();
    assertThat(score(run(CELL, 1, points(20, 120))).failing()).isFalse();
    assertThat(score(run(CELL, 1, points(220, Double.NaN))).failing()).isTrue();
    assertThat(score(run(CELL, 1, List.of())).failing()).isTrue();
    assertThat(score(crashed(CELL, 1, 9_000, points(220, 220))).failing()).isTrue();
    AnalysisSettings strict = AnalysisSettings.builder().failure(0.8).build();
    assertThat(new RunScoring(run(CELL, 1, points(120)), RANGE).score(strict).failing()).isTrue();
  }

  @Test
  void solved_thresholdOfTheEnvironment_comesBeforeTheThresholdScore() {
    ScoreRange range = new ScoreRange(20, 220, null, false, OptionalDouble.of(190));
    RunOutcome run = run(CELL, 1, points(195));
    assertThat(new RunScoring(run, range).score(AnalysisSettings.DEFAULTS).solved()).isTrue();
    assertThat(score(run).solved()).isFalse();
    assertThat(score(run(CELL, 1, points(200))).solved()).isTrue();
    assertThat(score(crashed(CELL, 1, 9_000, points(220))).solved()).isFalse();
  }

  @Test
  void maxDrawdown_fall_isTheDeepest() {
    RunOutcome run = run(CELL, 1, points(220, 120, 200, 180, 220));
    assertThat(new RunScoring(run, RANGE).maxDrawdown()).isEqualTo(0.5, within(1e-12));
    RunOutcome crashed = crashed(CELL, 1, 9_000, points(120, 220));
    assertThat(new RunScoring(crashed, RANGE).maxDrawdown()).isEqualTo(1);
  }

  /** As at the end of a run whose steps are no multiple of the interval. */
  @Test
  void changes_extraEvaluationSoonAfter_isEnlarged() {
    List<EvaluationPoint> points =
        List.of(
            new EvaluationPoint(1000, 20, 0, 5),
            new EvaluationPoint(2000, 120, 0, 5),
            new EvaluationPoint(2100, 130, 0, 5));
    assertThat(new RunScoring(run(CELL, 1, points), RANGE).changes())
        .containsExactly(new double[] {0.5 * 0.55, 0.05 * 5.5}, within(1e-12));
  }

  @Test
  void score_noEvaluation_isTheRandomAgents() {
    RunScore score = score(crashed(CELL, 1, 9_000, List.of()));
    assertThat(score.finalReturn()).isEqualTo(20);
    assertThat(score.finalScore()).isZero();
    assertThat(score.bestScore()).isZero();
    assertThat(score.stability()).isZero();
    assertThat(score.collapsed()).isFalse();
    assertThat(score.stepsToThreshold()).isEmpty();
  }

  @Test
  void score_crashedRun_keepsItsLastEvaluation() {
    RunScore score = score(crashed(CELL, 1, 9_000, points(20, 120)));
    assertThat(score.finalScore()).isEqualTo(0.5);
    assertThat(score.stability()).isZero();
  }

  @Test
  void score_nonFiniteEvaluation_countsAsTheRandomAgentsExceptAtTheEnd() {
    RunScore inside = score(run(CELL, 1, points(120, Double.NaN, 220)));
    assertThat(inside.finalScore()).isEqualTo(1);
    assertThat(inside.stability()).isZero();
    assertThat(inside.collapsed()).isFalse();
    RunScore last = score(run(CELL, 1, points(120, Double.NEGATIVE_INFINITY)));
    assertThat(last.finalScore()).isEqualTo(0.5);
    assertThat(last.collapsed()).isTrue();
  }

  @Test
  void collapsed_lessThanHalfOfTheBest_isLostButNotWithinChance() {
    assertThat(score(run(CELL, 1, points(220, 119))).collapsed()).isTrue();
    assertThat(score(run(CELL, 1, points(220, 121))).collapsed()).isFalse();
    // Pooled deviation 10: a best of 0.04 is no more than chance above a final 0.01.
    assertThat(score(run(CELL, 1, points(28, 22))).collapsed()).isFalse();
    assertThat(score(run(CELL, 1, points(20, 10))).collapsed()).isFalse();
    EvaluationPoint best = new EvaluationPoint(1000, 220, 150, 1);
    EvaluationPoint end = new EvaluationPoint(2000, 30, 0, 1);
    assertThat(score(run(CELL, 1, List.of(best, end))).collapsed()).isTrue();
  }

  @Test
  void at_step_isTheLastFiniteScoreSoFar() {
    RunScoring scoring = new RunScoring(run(CELL, 1, points(120, Double.NaN, 220)), RANGE);
    assertThat(scoring.at(999)).isZero();
    assertThat(scoring.at(1000)).isEqualTo(0.5);
    assertThat(scoring.at(2500)).isEqualTo(0.5);
    assertThat(scoring.at(9000)).isEqualTo(1);
  }

  @Test
  void changes_unequalIntervals_areForEachMeanInterval() {
    List<EvaluationPoint> points =
        List.of(
            new EvaluationPoint(1000, 20, 0, 5),
            new EvaluationPoint(2000, 120, 0, 5),
            new EvaluationPoint(5000, 120, 0, 5));
    double[] changes = new RunScoring(run(CELL, 1, points), RANGE).changes();
    assertThat(changes).containsExactly(new double[] {1, 0}, within(1e-12));
    assertThat(new RunScoring(run(CELL, 1, points(1)), RANGE).changes()).isEmpty();
  }

  @Test
  void scoreRange_referenceBelowRandom_isRefused() {
    assertThatThrownBy(() -> new ScoreRange(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A score range needs a reference return above the random one, both finite, but random"
                + " is 1.0 and reference is 1.0.");
  }

  private static RunScore score(RunOutcome run) {
    return new RunScoring(run, RANGE).score(AnalysisSettings.DEFAULTS);
  }
}
