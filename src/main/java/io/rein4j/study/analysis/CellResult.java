package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.statistics.Estimate;
import java.util.Collection;
import java.util.List;

/**
 * How reliable the runs of a cell were, and what clipping did in them. Dispersion and risk are of
 * normalised scores; those within a run are averaged over the runs.
 *
 * @param cell the cell
 * @param runs how many runs it has
 * @param failing runs that are failing
 * @param solved runs that ended with the return from which the environment counts as solved
 * @param crashed runs that ended before their budget
 * @param diverged runs that let through a gradient that is not finite
 * @param collapsed runs that lost what they had learned
 * @param reachedThreshold runs that reached the threshold score
 * @param stepsToThreshold the median over runs of the steps to the threshold score, infinite where
 *     fewer than half of them reached it
 * @param dispersionAcrossTime interquartile range of the change from one evaluation to the next
 * @param dispersionAcrossRuns interquartile range over the runs, averaged over the evaluations
 * @param worstChanges the lower CVaR at 5 % of the change from one evaluation to the next
 * @param maxDrawdown the largest fall below an earlier evaluation, of the runs that reached the
 *     threshold score
 * @param worstRuns the lower CVaR at 5 % of the final scores over the runs
 * @param worstScore the lowest of the final scores
 * @param toleranceShare the share of all runs that end with it or more, with 95 % confidence at the
 *     least
 * @param clipping mean over the runs of what clipping did; of the tail index the median
 * @param seconds median wall-clock time of a run
 * @param environmentStepsPerSecond median over the runs
 * @param sentence what at least a part of all runs reaches
 */
public record CellResult(
    Cell cell,
    int runs,
    Share failing,
    Share solved,
    Share crashed,
    Share diverged,
    Share collapsed,
    Share reachedThreshold,
    Estimate stepsToThreshold,
    Estimate dispersionAcrossTime,
    Estimate dispersionAcrossRuns,
    Estimate worstChanges,
    Estimate maxDrawdown,
    Estimate worstRuns,
    double worstScore,
    double toleranceShare,
    RunClipping clipping,
    double seconds,
    double environmentStepsPerSecond,
    String sentence) {

  private static final List<ResultColumn<CellResult>> RELIABILITY =
      List.of(
          ResultColumn.of("runs", "runs", CellResult::runs),
          ResultColumn.of("failing", "failing", CellResult::failing),
          ResultColumn.of("solved", "solved", CellResult::solved),
          ResultColumn.of("crashed", "crashed", CellResult::crashed),
          ResultColumn.of("diverged", "diverged", CellResult::diverged),
          ResultColumn.of("collapsed", "collapsed", CellResult::collapsed),
          ResultColumn.of("reached_threshold", "learned", CellResult::reachedThreshold),
          ResultColumn.estimate("steps_to_threshold", "steps", CellResult::stepsToThreshold),
          ResultColumn.estimate(
              "dispersion_across_time", "spread in time", CellResult::dispersionAcrossTime),
          ResultColumn.estimate(
              "dispersion_across_runs", "between runs", CellResult::dispersionAcrossRuns),
          ResultColumn.estimate("worst_changes", "worst changes", CellResult::worstChanges),
          ResultColumn.estimate("max_drawdown", "largest fall", CellResult::maxDrawdown),
          ResultColumn.estimate("worst_runs", "worst runs", CellResult::worstRuns),
          ResultColumn.of("worst_score", "worst score", CellResult::worstScore),
          ResultColumn.share("tolerance_share", "reached by", CellResult::toleranceShare));

  /** What the clock says, which only pages show of a cell. */
  public static final List<ResultColumn<CellResult>> TIMING =
      List.of(
          ResultColumn.of("seconds", "seconds", CellResult::seconds),
          ResultColumn.of(
              "environment_steps_per_second", "steps/s", CellResult::environmentStepsPerSecond));

  /**
   * {@return what files hold, and pages show}
   *
   * @param paths the names of several update paths
   * @param updates whether there are also figures of the updates of the parameters
   */
  public static List<ResultColumn<CellResult>> columns(Collection<String> paths, boolean updates) {
    return ResultColumn.concat(
        ResultColumn.ofCell(CellResult::cell),
        RELIABILITY,
        ResultColumn.ofClipping(CellResult::clipping, paths, updates),
        List.of(ResultColumn.of("sentence", "sentence", CellResult::sentence)));
  }

  CellResult withSentence(String words) {
    return new CellResult(
        cell,
        runs,
        failing,
        solved,
        crashed,
        diverged,
        collapsed,
        reachedThreshold,
        stepsToThreshold,
        dispersionAcrossTime,
        dispersionAcrossRuns,
        worstChanges,
        maxDrawdown,
        worstRuns,
        worstScore,
        toleranceShare,
        clipping,
        seconds,
        environmentStepsPerSecond,
        words);
  }
}
