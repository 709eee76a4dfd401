package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.List;

/**
 * The probability that a run of one level is better than a run of another, ties counting half.
 *
 * @param outcome in which outcome
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param level the level
 * @param over the other level
 * @param probability the probability, from 0 to 1
 */
public record Improvement(
    Outcome outcome,
    String environment,
    String condition,
    String level,
    String over,
    Estimate probability) {

  /** What files hold. */
  public static final List<ResultColumn<Improvement>> COLUMNS =
      List.of(
          ResultColumn.of("outcome", "outcome", Improvement::outcome),
          ResultColumn.of("environment", "environment", Improvement::environment),
          ResultColumn.of("condition", "condition", Improvement::condition),
          ResultColumn.of("level", "level", Improvement::level),
          ResultColumn.of("over", "over", Improvement::over),
          ResultColumn.estimate("probability", "probability", Improvement::probability));
}
