package io.rein4j.study.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.CsvTable;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.analysis.SuiteRow;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.statistics.Estimate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTablesTest {

  @TempDir private Path root;

  @Test
  void write_entryWithoutThreshold_saysNothingOfReachingIt() throws IOException {
    SuiteResults results =
        new SuiteResults(
            "mixed",
            List.of(1L, 2L),
            100,
            List.of(
                row("ppo", 475, 0, Double.POSITIVE_INFINITY),
                row("dqn", Double.NaN, 0, Double.NaN)),
            List.of(),
            List.of());
    StudyFolder folder = new StudyFolder(Catalog.standard(), StudyFolder.Kind.SUITE, root);
    SuiteTables.write(results, folder);
    assertThat(CsvTable.read(folder.table()).texts("reached")).containsExactly("0", "");
    assertThat(SuiteTables.markdown(results).lines())
        .anyMatch(line -> line.startsWith("| ppo |") && line.contains("| 475 | 0 of 2 | - |"))
        .anyMatch(line -> line.startsWith("| dqn |") && line.contains("| - | - | - |"));
  }

  @Test
  void readSpeeds_ofASuiteWhoseEnvironmentsAreNotMeasuredYet_areNone() throws IOException {
    SuiteRow row = row("ppo", 475, 0, 1_000);
    SuitePlan plan =
        new SuitePlan(
            "begun",
            List.of(
                new SuitePlan.Entry(
                    row.cell(), row.steps(), OptionalDouble.empty(), OptionalDouble.empty(), null)),
            AnalysisSettings.DEFAULTS,
            List.of(),
            Map.of());
    StudyFolder folder = new StudyFolder(Catalog.standard(), StudyFolder.Kind.SUITE, root);
    SuiteTables.write(
        new SuiteResults("begun", List.of(1L), 1, List.of(row), List.of(), List.of()), folder);
    assertThat(SuiteTables.readSpeeds(plan, folder)).isEmpty();
  }

  @Test
  void markdown_oneSeed_showsNoInterval() {
    SuiteRow row = row("ppo", 475, 0, 1_000, new Estimate(480, Double.NaN, Double.NaN));
    String table =
        SuiteTables.markdown(
            new SuiteResults("one", List.of(1L), 1, List.of(row), List.of(), List.of()));
    assertThat(table)
        .contains("Every config is trained once (seed 1) and evaluated over 1 episode.")
        .contains("| 480.0 [-] |");
  }

  @Test
  void write_entryWithSeveralUpdatePaths_tellsOfEach() throws IOException {
    SuiteRow two = row("two", 475, 1, 1_000, new Estimate(480, 470, 495), Map.of("critic", 0.25));
    SuiteResults results =
        new SuiteResults(
            "paths", List.of(1L), 1, List.of(row("one", 475, 1, 1_000), two), List.of(), List.of());
    StudyFolder folder = new StudyFolder(Catalog.standard(), StudyFolder.Kind.SUITE, root);

    SuiteTables.write(results, folder);

    CsvTable table = CsvTable.read(folder.table());
    assertThat(table.texts("clipped_fraction")).containsExactly("0.8", "0.8");
    assertThat(table.texts("clipped_fraction/path:critic")).containsExactly("", "0.25");
    assertThat(SuiteTables.markdown(results).lines())
        .anyMatch(line -> line.startsWith("| one |") && line.contains("| 80.0% |"))
        .anyMatch(line -> line.startsWith("| two |") && line.contains("| critic 25.0% |"));
  }

  private static SuiteRow row(String config, double threshold, int reached, double steps) {
    return row(config, threshold, reached, steps, new Estimate(480, 470, 495));
  }

  private static SuiteRow row(
      String config, double threshold, int reached, double steps, Estimate iqm) {
    return row(config, threshold, reached, steps, iqm, Map.of("", 0.8));
  }

  private static SuiteRow row(
      String config,
      double threshold,
      int reached,
      double steps,
      Estimate iqm,
      Map<String, Double> clippedFractions) {
    return new SuiteRow(
        new Cell(config, "CartPole-v1", ""),
        50_000,
        2,
        0,
        0,
        480,
        iqm,
        threshold,
        reached,
        steps,
        steps,
        26_000,
        700,
        0.8,
        clippedFractions,
        130e6,
        null);
  }
}
