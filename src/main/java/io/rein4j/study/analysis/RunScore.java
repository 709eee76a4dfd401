package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
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
 * @param stability the mean of the worst tenth of its scores in the second half of training
 * @param bestScore the largest normalised score of its evaluations; the random agent's if there is
 *     none
 * @param failing whether it ends below the score of a failure, on an evaluation that is not finite,
 *     or before its budget
 * @param solved whether it ends with the return from which the environment counts as solved, or
 *     with the threshold score where there is no such return
 * @param collapsed whether its final score is below half its best, and below it by more than chance
 * @param stepsToThreshold the step of the first evaluation that reached the threshold score
 */
public record RunScore(
    RunOutcome run,
    double finalReturn,
    double finalScore,
    double stability,
    double bestScore,
    boolean failing,
    boolean solved,
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
          ResultColumn.of("failing", "failing", RunScore::failing),
          ResultColumn.of("solved", "solved", RunScore::solved),
          ResultColumn.of("crashed", "crashed", one -> one.run().failed()),
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
        List.of(ResultColumn.of("error", "error", one -> one.run().failure())));
  }

  /**
   * {@return an outcome}
   *
   * @param outcome which
   */
  public double of(Outcome outcome) {
    return switch (outcome) {
      case FINAL_SCORE -> finalScore;
      case FAILURES -> failing ? 1 : 0;
      case STABILITY -> stability;
    };
  }
}
