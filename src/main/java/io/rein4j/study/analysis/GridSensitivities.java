package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.SettingsGrid;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.HyperparameterSensitivity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
            grid.settings().get(found.best()).name(),
            failing(values),
            "");
    return sensitivity.withSentence(
        Sentences.of(sensitivity, design.environments().size(), scores.settings()));
  }

  /** The environments in which no setting's mean score reaches that of a failure. */
  private List<String> failing(double[][][] values) {
    double failure = scores.settings().failure();
    List<String> failing = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (Arrays.stream(values[i])
          .allMatch(seeds -> Arrays.stream(seeds).average().orElse(0) < failure)) {
        failing.add(design.environments().get(i));
      }
    }
    return failing;
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
}
