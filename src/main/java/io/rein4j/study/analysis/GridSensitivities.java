package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.SettingsGrid;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.HyperparameterSensitivity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The sensitivity of each of a study's grids of settings. */
final class GridSensitivities {

  private static final int SPLITS = 100;
  private static final int REPLICATES = 1_000;

  private final StudyScores scores;
  private final StudyDesign design;

  GridSensitivities(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
  }

  List<GridSensitivity> all() {
    return design.grids().stream().map(this::one).toList();
  }

  private GridSensitivity one(SettingsGrid grid) {
    double[][][] values = values(grid);
    HyperparameterSensitivity found =
        HyperparameterSensitivity.of(
            values,
            SPLITS,
            REPLICATES,
            scores.random("hyperparameters", grid.name(), grid.condition()));
    GridSensitivity sensitivity =
        new GridSensitivity(
            grid.name(),
            grid.condition(),
            grid.settings().size(),
            design.seeds().size(),
            found.tuned(),
            found.crossFitted(),
            found.plain(),
            grid.settings().get(best(values)).name(),
            "");
    return sensitivity.withSentence(
        Sentences.of(sensitivity, design.environments().size(), scores.settings().margin()));
  }

  /** The final scores by environment, setting and seed. */
  private double[][][] values(SettingsGrid grid) {
    return design.environments().stream()
        .map(
            environment ->
                grid.settings().stream()
                    .map(
                        setting ->
                            scores.values(
                                Outcome.FINAL_SCORE,
                                setting.level(),
                                environment,
                                setting.condition()))
                    .toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  /** The setting with the highest mean over environments and seeds, the first of equals. */
  private static int best(double[][][] values) {
    return IntStream.range(0, values[0].length)
        .boxed()
        .max(
            Comparator.<Integer>comparingDouble(setting -> mean(values, setting))
                .thenComparing(Comparator.reverseOrder()))
        .orElseThrow();
  }

  private static double mean(double[][][] values, int setting) {
    return Arrays.stream(values)
        .mapToDouble(own -> Arrays.stream(own[setting]).average().orElseThrow())
        .average()
        .orElseThrow();
  }
}
