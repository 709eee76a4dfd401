package io.rein4j.study.analysis;

import io.rein4j.study.plan.RunOutcome;
import java.util.Collection;
import java.util.List;
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

  /** What tells runs apart. */
  public static final List<ResultColumn<RunOutcome>> LABELS =
      ResultColumn.concat(
          ResultColumn.ofCell(RunOutcome::cell),
          List.of(ResultColumn.of("seed", "seed", RunOutcome::seed)));

  /** What a run took of the machine, and which run it was. */
  public static final List<ResultColumn<RunOutcome>> TIMING =
      ResultColumn.concat(
          LABELS,
          List.of(
              ResultColumn.of("seconds", "seconds", run -> run.costs().seconds()),
              ResultColumn.of(
                  "environment_steps_per_second",
                  "steps/s",
                  run -> run.costs().environmentStepsPerSecond()),
              ResultColumn.of(
                  "peak_memory_bytes", "memory", run -> run.costs().peakMemoryBytes())));

  private static final List<ResultColumn<RunScore>> FIGURES =
      List.of(
          ResultColumn.of("final_return", "final return", RunScore::finalReturn),
          ResultColumn.of("final_score", "score", RunScore::finalScore),
          ResultColumn.of("stability", "stability", RunScore::stability),
          ResultColumn.of("best_score", "best score", RunScore::bestScore),
          ResultColumn.of("evaluations", "evaluations", one -> one.run().evaluations().size()),
          ResultColumn.of("steps_to_threshold", "steps", RunScore::stepsToThreshold),
          ResultColumn.of("failed", "failed", one -> one.run().failed()),
          ResultColumn.of("diverged", "diverged", one -> one.run().diverged()),
          ResultColumn.of("collapsed", "collapsed", RunScore::collapsed));

  /**
   * {@return what files hold, and pages show}
   *
   * @param paths the names of several update paths
   * @param updates whether there are also figures of the updates of the parameters
   */
  public static List<ResultColumn<RunScore>> columns(Collection<String> paths, boolean updates) {
    return ResultColumn.concat(
        LABELS.stream().map(label -> label.of(RunScore::run)).toList(),
        FIGURES,
        ResultColumn.ofClipping(one -> one.run().clipping(), paths, updates),
        List.of(ResultColumn.of("failure", "failure", one -> one.run().failure())));
  }

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
