package io.rein4j.study.analysis;

import io.rein4j.study.plan.RunOutcome;
import java.util.OptionalLong;

/**
 * One run's figures, as they enter the statistics.
 *
 * @param run the run
 * @param finalReturn the mean return of its last finite evaluation; the random agent's if there is
 *     none
 * @param finalScore the same, normalised
 * @param stability the negative CVaR at 5 % of the drawdown over its evaluations
 * @param bestScore the largest normalised score of its evaluations; the random agent's if there is
 *     none
 * @param collapsed whether its final score is below half its best, and below it by more than chance
 * @param stepsToThreshold the step of the first evaluation that reached the threshold score
 */
public record RunScore(
    RunOutcome run,
    double finalReturn,
    double finalScore,
    double stability,
    double bestScore,
    boolean collapsed,
    OptionalLong stepsToThreshold) {

  /**
   * {@return an outcome}
   *
   * @param outcome which
   */
  public double of(Outcome outcome) {
    return switch (outcome) {
      case FINAL_SCORE -> finalScore;
      case STABILITY -> stability;
    };
  }
}
