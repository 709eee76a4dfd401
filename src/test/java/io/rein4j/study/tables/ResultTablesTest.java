package io.rein4j.study.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.catalog.Catalog;
import io.rein4j.random.Pcg64;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.analysis.Analysis;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.GridSensitivity;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.SimulatedStudies;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.SettingsGrid;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.run.StudyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTablesTest {

  @TempDir Path root;

  private static final StudyDesign DESIGN = SimulatedStudies.design(2, 2, 1, 4);
  private static final StudyResults RESULTS =
      Analysis.of(
          DESIGN,
          SimulatedStudies.runs(DESIGN, new Pcg64(1), cell -> 0),
          AnalysisSettings.builder().replicates(200).curveReplicates(100).build());

  private StudyFolder written(StudyResults results, String name) throws IOException {
    StudyFolder folder =
        new StudyFolder(
            Catalog.standard(),
            StudyFolder.Kind.STUDY,
            Files.createDirectories(root.resolve(name)));
    ResultTables.write(results, folder);
    return folder;
  }

  @Test
  void json_allResults_readBackEqual() throws IOException {
    JsonNode json = JsonFiles.read(written(RESULTS, "study").results());
    assertThat(json.get("comparisons")).hasSize(RESULTS.comparisons().size());
    Comparison comparison = RESULTS.comparisons().get(0);
    JsonNode first = json.get("comparisons").get(0);
    assertThat(first.get("outcome").asText()).isEqualTo("final_score");
    assertThat(first.get("verdict").asText()).isEqualTo("not_decided");
    assertThat(first.at("/equivalence/low").asDouble()).isEqualTo(comparison.equivalence().low());
    assertThat(first.get("failing").asInt()).isEqualTo(comparison.failing().count());
    assertThat(first.get("primary").asBoolean()).isTrue();
    assertThat(json.at("/design/primary").asText()).isEqualTo("final_score");
    assertThat(json.at("/settings/margin").asDouble()).isEqualTo(0.05);
    assertThat(first.get("sentence").asText()).isEqualTo(comparison.sentence());
    assertThat(json.get("cells")).hasSize(4);
    assertThat(json.at("/design/scores/Env-v1/reference").asDouble()).isEqualTo(100);
    assertThat(json.get("learning_curves").get(0).get("value")).hasSize(10);
  }

  @Test
  void csv_tables_haveARowForEachAndReplaceWhatWasThere() throws IOException {
    written(RESULTS, "study");
    StudyFolder folder = written(RESULTS, "study");
    CsvTable scores = CsvTable.read(folder.scores());
    assertThat(scores.rows()).isEqualTo(16);
    assertThat(Arrays.stream(scores.doubles("final_score")).boxed())
        .containsExactlyElementsOf(RESULTS.runs().stream().map(RunScore::finalScore).toList());
    assertThat(CsvTable.read(folder.comparisons()).texts("sentence"))
        .containsExactlyElementsOf(
            RESULTS.comparisons().stream().map(Comparison::sentence).toList());
    assertThat(CsvTable.read(folder.aggregates()).rows()).isEqualTo(RESULTS.aggregates().size());
    assertThat(CsvTable.read(folder.cells()).rows()).isEqualTo(4);
    assertThat(CsvTable.read(folder.timing()).doubles("seconds")).hasSize(16).containsOnly(60);
  }

  @Test
  void grids_ofAStudyThatHasThem_areInTheirTableAndInTheJson() throws IOException {
    StudyDesign design =
        DESIGN.toBuilder()
            .grids(
                List.of(
                    new SettingsGrid(
                        "both",
                        "",
                        List.of(
                            new SettingsGrid.Setting("level-0", "level-0", ""),
                            new SettingsGrid.Setting("level-1", "level-1", "")))))
            .build();
    StudyResults results =
        Analysis.of(
            design,
            SimulatedStudies.runs(design, new Pcg64(1), cell -> 0),
            AnalysisSettings.builder().replicates(200).curveReplicates(100).build());
    StudyFolder folder = written(results, "grids");
    GridSensitivity grid = results.grids().get(0);
    JsonNode json = JsonFiles.read(folder.results()).get("grids");
    assertThat(json).hasSize(1);
    assertThat(json.at("/0/grid").asText()).isEqualTo("both");
    assertThat(json.at("/0/sensitivity/low").asDouble()).isEqualTo(grid.sensitivity().low());
    assertThat(json.at("/0/plain_sensitivity").asDouble()).isEqualTo(grid.plain());
    CsvTable table = CsvTable.read(folder.grids());
    assertThat(table.doubles("tuned_score_high")).containsExactly(grid.tuned().high());
    assertThat(table.texts("sentence")).containsExactly(grid.sentence());
    assertThat(JsonFiles.read(written(RESULTS, "none").results()).has("grids")).isFalse();
  }

  @Test
  void write_sameResultsInOtherTimes_isTheSameBytesButForTiming() throws IOException {
    StudyFolder one = written(RESULTS, "one");
    List<RunOutcome> slower =
        SimulatedStudies.runs(DESIGN, new Pcg64(1), cell -> 0).stream()
            .map(SimulatedStudies::slower)
            .toList();
    StudyFolder two = written(Analysis.of(DESIGN, slower, RESULTS.settings()), "two");
    try (Stream<Path> files = Files.list(one.root())) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(6);
      for (Path file : all) {
        Path other = two.root().resolve(file.getFileName());
        if (file.equals(one.timing())) {
          assertThat(CsvTable.read(other).doubles("seconds")).containsOnly(120);
        } else {
          assertThat(other).hasSameBinaryContentAs(file);
        }
      }
    }
  }
}
