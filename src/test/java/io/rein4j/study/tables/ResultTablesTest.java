package io.rein4j.study.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.random.Pcg64;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.analysis.Analysis;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.SimulatedStudies;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTablesTest {

  @TempDir Path folder;

  private static final StudyDesign DESIGN = SimulatedStudies.design(2, 2, 1, 4);
  private static final StudyResults RESULTS =
      Analysis.of(
          DESIGN,
          SimulatedStudies.runs(DESIGN, new Pcg64(1), cell -> 0),
          new AnalysisSettings(1, 200, 100, 0.9));
  private final ResultTables tables = new ResultTables(RESULTS);

  @Test
  void json_allResults_readBackEqual() throws IOException {
    Path file = folder.resolve("results.json");
    tables.writeJson(file);
    JsonNode json = JsonFiles.read(file);
    assertThat(json.get("comparisons")).hasSize(RESULTS.comparisons().size());
    Comparison comparison = RESULTS.comparisons().get(0);
    JsonNode first = json.get("comparisons").get(0);
    assertThat(first.get("outcome").asText()).isEqualTo("final_score");
    assertThat(first.get("verdict").asText()).isEqualTo("no_difference_shown");
    assertThat(first.at("/difference/low").asDouble()).isEqualTo(comparison.difference().low());
    assertThat(first.get("sentence").asText()).isEqualTo(comparison.sentence());
    assertThat(json.get("cells")).hasSize(4);
    assertThat(json.at("/design/scores/Env-v1/reference").asDouble()).isEqualTo(100);
    assertThat(json.get("learning_curves").get(0).get("value")).hasSize(10);
  }

  @Test
  void csv_tables_haveARowForEachAndReplaceWhatWasThere() throws IOException {
    Path file = folder.resolve("table.csv");
    tables.writeScores(file);
    CsvTable scores = CsvTable.read(file);
    assertThat(scores.rows()).isEqualTo(16);
    assertThat(Arrays.stream(scores.doubles("final_score")).boxed())
        .containsExactlyElementsOf(RESULTS.runs().stream().map(RunScore::finalScore).toList());
    tables.writeComparisons(file);
    assertThat(CsvTable.read(file).texts("sentence"))
        .containsExactlyElementsOf(
            RESULTS.comparisons().stream().map(Comparison::sentence).toList());
    tables.writeAggregates(file);
    assertThat(CsvTable.read(file).rows()).isEqualTo(RESULTS.aggregates().size());
    tables.writeCells(file);
    assertThat(CsvTable.read(file).rows()).isEqualTo(4);
  }

  @Test
  void files_sameResults_areTheSameBytes() throws IOException {
    Path one = folder.resolve("one.json");
    Path two = folder.resolve("two.json");
    tables.writeJson(one);
    List<RunOutcome> runs = SimulatedStudies.runs(DESIGN, new Pcg64(1), cell -> 0);
    new ResultTables(Analysis.of(DESIGN, runs, RESULTS.settings())).writeJson(two);
    assertThat(Files.readString(two)).isEqualTo(Files.readString(one));
  }
}
