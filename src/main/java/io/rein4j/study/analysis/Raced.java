package io.rein4j.study.analysis;

import java.util.List;

/**
 * How far a level came before a study reported on those that were left.
 *
 * @param level the level
 * @param setting the values that it sets, such as {@code agent.epochs: 20}
 * @param seeds its tuning seeds in each environment and condition
 * @param mean the mean of the primary outcome over all of them
 * @param finalist whether it was left, and ran on the study's own seeds
 * @param sentence all of it in words
 */
public record Raced(
    String level, String setting, int seeds, double mean, boolean finalist, String sentence) {

  /** What files hold, and pages show. */
  public static final List<ResultColumn<Raced>> COLUMNS =
      List.of(
          ResultColumn.of("level", "level", Raced::level),
          ResultColumn.of("setting", "setting", Raced::setting),
          ResultColumn.of("tuning_seeds", "tuning seeds", Raced::seeds),
          ResultColumn.of("tuning_mean", "mean on them", Raced::mean),
          ResultColumn.of("finalist", "finalist", Raced::finalist),
          ResultColumn.of("sentence", "sentence", Raced::sentence));
}
