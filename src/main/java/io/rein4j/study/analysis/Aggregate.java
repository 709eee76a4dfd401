package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.List;

/**
 * An outcome of all runs of a level, in one environment or over all of them.
 *
 * @param outcome the outcome
 * @param level the level
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param runs how many runs it is of
 * @param iqm interquartile mean over runs and environments; undefined for failures
 * @param mean mean; of failures the share of failing runs, with its Clopper–Pearson interval
 * @param median median over the runs of one environment; of several environments the median of
 *     their means, as rliable has it; undefined for failures
 * @param optimalityGap how much the final scores fall short of 1 on average; undefined for other
 *     outcomes
 */
public record Aggregate(
    Outcome outcome,
    String level,
    String environment,
    String condition,
    int runs,
    Estimate iqm,
    Estimate mean,
    Estimate median,
    Estimate optimalityGap) {

  /** What files hold, and pages show. */
  public static final List<ResultColumn<Aggregate>> COLUMNS =
      List.of(
          ResultColumn.of("outcome", "outcome", Aggregate::outcome),
          ResultColumn.of("level", "level", Aggregate::level),
          ResultColumn.of("environment", "environment", Aggregate::environment),
          ResultColumn.of("condition", "condition", Aggregate::condition),
          ResultColumn.of("runs", "runs", Aggregate::runs),
          ResultColumn.estimate("iqm", "interquartile mean, 95% interval", Aggregate::iqm),
          ResultColumn.estimate("mean", "mean", Aggregate::mean),
          ResultColumn.estimate("median", "median", Aggregate::median),
          ResultColumn.estimate("optimality_gap", "gap", Aggregate::optimalityGap));

  /**
   * {@return where the runs lie, for figures: the interquartile mean, and of failures their share}
   */
  public Estimate centre() {
    return outcome == Outcome.FAILURES ? mean : iqm;
  }
}
