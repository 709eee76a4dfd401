package io.rein4j.study.plan;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A study in which nothing is wrong.
 *
 * @param settings the study as its file has it
 * @param factors what it varies
 * @param compared the factor whose levels are compared
 * @param baseline the level that the others are compared to
 * @param seeds the seeds
 * @param looks the numbers of them at which the study is looked at
 * @param planned which comparisons are tested
 * @param grids the grids of settings whose sensitivity is told
 * @param tuningSeeds the seeds by which it chooses between the levels; empty if it compares them
 * @param proposing how the points of its space are proposed; null if they are not
 * @param recommendable the config of every level that may be recommended, by its name
 * @param environments the configs that runs start from, by the environment's name
 * @param scores the score ranges of environments that are not to be measured
 * @param configs the configs of all runs but for their seeds
 */
record CheckedStudy(
    StudySettings settings,
    List<Factor> factors,
    Factor compared,
    String baseline,
    List<Long> seeds,
    List<Integer> looks,
    PlannedComparisons planned,
    List<SettingsGrid> grids,
    List<Long> tuningSeeds,
    @Nullable Proposing proposing,
    Map<String, BaseConfig> recommendable,
    Map<String, BaseConfig> environments,
    Map<String, ScoreRange> scores,
    Map<Spot, BaseConfig> configs) {

  /**
   * What runs have in common but for the seed.
   *
   * @param environment the environment's name
   * @param levels one of each factor, in their order
   */
  record Spot(String environment, List<Level> levels) {}

  BaseConfig config(String environment, List<Level> levels) {
    return Objects.requireNonNull(configs.get(new Spot(environment, levels)));
  }
}
