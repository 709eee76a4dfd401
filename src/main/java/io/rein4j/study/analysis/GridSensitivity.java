package io.rein4j.study.analysis;

import io.rein4j.study.statistics.Estimate;
import java.util.List;

/**
 * What it costs a grid of settings to use one of them in all environments instead of the best one
 * in each, in final scores.
 *
 * @param grid its name, such as a rule's
 * @param condition the levels of other factors that are no settings of it; empty if there are none
 * @param settings how many settings it has
 * @param seeds how many seeds each of them ran with in each environment
 * @param tuned the mean over environments of the score of the best setting in each, chosen on one
 *     half of the seeds and scored on the other
 * @param sensitivity the sensitivity Φ of Adkins et al. (2024), chosen and scored likewise: how
 *     much lower the score of one setting for all is
 * @param plain the same, chosen and scored on all seeds
 * @param best the best setting for all environments, by all seeds
 * @param failing the environments in which no setting's mean score reaches that of a failing run:
 *     there, the cost is that of one failing setting beside another
 * @param sentence all of it in words
 */
public record GridSensitivity(
    String grid,
    String condition,
    int settings,
    int seeds,
    Estimate tuned,
    Estimate sensitivity,
    double plain,
    String best,
    List<String> failing,
    String sentence) {

  public GridSensitivity {
    failing = List.copyOf(failing);
  }

  /** What files hold, and pages show. */
  public static final List<ResultColumn<GridSensitivity>> COLUMNS =
      List.of(
          ResultColumn.of("grid", "grid", GridSensitivity::grid),
          ResultColumn.of("condition", "condition", GridSensitivity::condition),
          ResultColumn.of("settings", "settings", GridSensitivity::settings),
          ResultColumn.of("seeds", "seeds", GridSensitivity::seeds),
          ResultColumn.estimate("tuned_score", "tuned score", GridSensitivity::tuned),
          ResultColumn.estimate("sensitivity", "sensitivity", GridSensitivity::sensitivity),
          ResultColumn.of("plain_sensitivity", "plain", GridSensitivity::plain),
          ResultColumn.of("best_setting", "best for all", GridSensitivity::best),
          ResultColumn.of(
              "failing_environments", "fails in", one -> String.join(", ", one.failing())),
          ResultColumn.of("sentence", "sentence", GridSensitivity::sentence));

  GridSensitivity withSentence(String words) {
    return new GridSensitivity(
        grid, condition, settings, seeds, tuned, sensitivity, plain, best, failing, words);
  }
}
