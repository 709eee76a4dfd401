package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import java.util.List;

/**
 * How an outcome depends on the number behind the factor's levels.
 *
 * @param outcome the outcome
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param band the interquartile mean, or of failures their share, with its interval at the levels
 *     that have a number
 */
public record SensitivityCurve(Outcome outcome, String environment, String condition, Band band) {

  /** What files hold. */
  public static final List<ResultColumn<SensitivityCurve>> COLUMNS =
      ResultColumn.ofCurve(
          SensitivityCurve::band,
          ResultColumn.of("outcome", "outcome", SensitivityCurve::outcome),
          ResultColumn.of("environment", "environment", SensitivityCurve::environment),
          ResultColumn.of("condition", "condition", SensitivityCurve::condition));
}
