package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.SettingsGrid;
import io.rein4j.study.plan.SettingsGrid.Setting;
import io.rein4j.study.plan.StudyDesign;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the sensitivity of grids of settings comes out of a study's runs. */
class GridSensitivitiesTest {

  /** Two grids of three levels each under two learning rates, in two environments. */
  private static final StudyDesign DESIGN = design(6, 2, 8, 3);

  private static StudyDesign design(int levels, int environments, int seeds, int ofGrid) {
    StudyDesign drawn = SimulatedStudies.design(levels, environments, 2, seeds);
    List<SettingsGrid> grids = new ArrayList<>();
    for (int from = 0; from < levels; from += ofGrid) {
      List<Setting> settings = new ArrayList<>();
      for (String level : drawn.levels().subList(from, from + ofGrid)) {
        for (String rate : drawn.conditions()) {
          settings.add(new Setting(level + ", " + rate, level, rate));
        }
      }
      grids.add(new SettingsGrid("grid-" + from, "", settings));
    }
    return drawn.toBuilder().grids(grids).build();
  }

  /** The runs of a design, whose final scores are exactly as said. */
  private static List<RunOutcome> runs(StudyDesign design, ToDoubleFunction<Cell> score) {
    List<RunOutcome> runs = new ArrayList<>();
    for (Cell cell : design.cells()) {
      for (long seed : design.seeds()) {
        double end = 200 * score.applyAsDouble(cell) - 100;
        runs.add(SimulatedStudies.run(cell, seed, SimulatedStudies.points(-100, end)));
      }
    }
    return runs;
  }

  private static List<GridSensitivity> found(StudyDesign design, List<RunOutcome> runs) {
    return new GridSensitivities(new StudyScores(design, runs, AnalysisSettings.DEFAULTS)).all();
  }

  /** In each environment another setting of the first grid is best; of the second, one in both. */
  private static double score(Cell cell) {
    return switch (cell.level()) {
      case "level-0" -> cell.environment().equals("Env-v0") ? 0.9 : 0.5;
      case "level-1" -> cell.environment().equals("Env-v0") ? 0.6 : 0.8;
      case "level-2" -> 0.3;
      case "level-4" -> cell.condition().equals("noise-1") ? 0.75 : 0.2;
      default -> 0.7;
    };
  }

  @Test
  void sensitivity_scoresWithoutNoise_isTheCostOfTheBestSettingForAll() {
    List<GridSensitivity> grids = found(DESIGN, runs(DESIGN, GridSensitivitiesTest::score));
    assertThat(grids).extracting(GridSensitivity::grid).containsExactly("grid-0", "grid-3");
    GridSensitivity first = grids.get(0);
    assertThat(first.settings()).isEqualTo(6);
    assertThat(first.tuned().value()).isEqualTo(0.85, within(1e-12));
    assertThat(first.sensitivity().value()).isEqualTo(0.15, within(1e-12));
    assertThat(first.plain()).isEqualTo(0.15, within(1e-12));
    assertThat(first.best()).isEqualTo("level-0, noise-0");
    GridSensitivity second = grids.get(1);
    assertThat(second.tuned().value()).isEqualTo(0.75, within(1e-12));
    assertThat(second.sensitivity().value()).isZero();
    assertThat(second.best()).isEqualTo("level-4, noise-1");
  }

  @Test
  void sentence_ofAGrid_saysWhatIsKnownOfTheCost() {
    List<GridSensitivity> grids = found(DESIGN, runs(DESIGN, GridSensitivitiesTest::score));
    assertThat(grids.get(0).sentence())
        .isEqualTo(
            "`grid-0`: one of its 6 settings for all 2 environments costs 0.15 [0.15, 0.15] of the"
                + " score against the best one in each, which reaches 0.85 [0.85, 0.85] (Φ,"
                + " settings chosen and scored on different halves of 8 seeds, which is rather too"
                + " low where settings score alike; on all seeds, which is rather too high, it is"
                + " 0.150). The cost is above the margin of 0.05. The best for all is `level-0,"
                + " noise-0`.");
    assertThat(grids.get(1).sentence())
        .contains(
            "The cost, if there is any, is below the margin of 0.05, for settings that are chosen"
                + " with half of the seeds.");
    assertThat(grids).allMatch(grid -> grid.failing().isEmpty());
  }

  /** Costs of nothing look like a rule that needs no tuning. */
  @Test
  void sentence_gridThatFailsWithAllSettings_saysSo() {
    GridSensitivity everywhere = found(DESIGN, runs(DESIGN, cell -> 0.02)).get(0);
    assertThat(everywhere.sensitivity().value()).isZero();
    assertThat(everywhere.failing()).containsExactlyElementsOf(DESIGN.environments());
    assertThat(everywhere.sentence())
        .contains(
            " In no environment does any setting's mean score reach 0.5, below which a run is"
                + " failing: the cost is that of one failing setting beside another. ")
        .doesNotContain("The cost");
    String failing = DESIGN.environments().get(1);
    GridSensitivity inOne =
        found(DESIGN, runs(DESIGN, cell -> cell.environment().equals(failing) ? 0.4 : score(cell)))
            .get(0);
    assertThat(inOne.failing()).containsExactly(failing);
    assertThat(inOne.sentence())
        .contains("The cost")
        .contains(
            " On %s no setting's mean score reaches 0.5, below which a run is failing, so the cost there is that of one failing setting beside another. "
                .formatted(failing));
  }

  @Test
  void sensitivity_ofTheSameRunsInAnotherOrder_isTheSame() {
    List<RunOutcome> runs = SimulatedStudies.runs(DESIGN, new Pcg64(3), cell -> 0);
    List<RunOutcome> reversed = new ArrayList<>(runs);
    Collections.reverse(reversed);
    assertThat(found(DESIGN, reversed)).isEqualTo(found(DESIGN, runs));
  }

  @Test
  void sensitivity_equalSettings_isNotShown() {
    assertCoverage(design(6, 3, 8, 3), 20, 0.02, 0.9);
  }

  @Test
  @Tag("simulation")
  void sensitivity_equalSettingsInManyStudies_isZeroAndCovered() {
    assertCoverage(design(10, 3, 8, 5), 400, 0.005, 0.93);
  }

  private static void assertCoverage(
      StudyDesign design, int studies, double most, double leastCovered) {
    Pcg64 random = new RandomStreams(11).stream("grids " + studies);
    double mean = 0;
    double plain = 0;
    int covered = 0;
    int all = studies * design.grids().size();
    for (int study = 0; study < studies; study++) {
      for (GridSensitivity one : found(design, SimulatedStudies.runs(design, random, cell -> 0))) {
        mean += one.sensitivity().value() / all;
        plain += one.plain() / all;
        covered += one.sensitivity().low() <= 0 && one.sensitivity().high() >= 0 ? 1 : 0;
      }
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "sensitivity of %d grids of equal settings: plain %.4f, cross-fitted %.4f, covered"
                + " %.1f%%",
            all,
            plain,
            mean,
            100.0 * covered / all));
    assertThat(Math.abs(mean)).isLessThanOrEqualTo(most);
    assertThat((double) covered / all).isGreaterThanOrEqualTo(leastCovered);
  }
}
