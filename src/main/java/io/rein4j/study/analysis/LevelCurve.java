package io.rein4j.study.analysis;

import io.rein4j.study.plan.StudyDesign;
import java.util.List;

/**
 * A curve of one level: its scores over training (x is agent steps), or its performance profile (x
 * is a score, the curve the share of runs above it).
 *
 * @param level the level
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param band the curve
 */
public record LevelCurve(String level, String environment, String condition, Band band) {

  /** What files hold. */
  public static final List<ResultColumn<LevelCurve>> COLUMNS =
      ResultColumn.ofCurve(
          LevelCurve::band,
          ResultColumn.of("level", "level", LevelCurve::level),
          ResultColumn.of("environment", "environment", LevelCurve::environment),
          ResultColumn.of("condition", "condition", LevelCurve::condition));
}
