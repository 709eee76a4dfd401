package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a run with two update paths and of one with a single path, in the same tables. */
class RunTablesTest {

  @TempDir private static Path temporary;

  private static RunData critic;
  private static RunData dqn;
  private static Path tables;

  @BeforeAll
  static void write() throws IOException {
    critic = trained(SmallRuns.CRITIC);
    dqn = trained(SmallRuns.DQN);
    tables = temporary.resolve("tables");
    RunTables.write(
        List.of(
            new RunTables.Labelled(Map.of("level", "a, b"), critic),
            new RunTables.Labelled(Map.of("level", "c"), dqn)),
        tables);
  }

  private static RunData trained(String yaml) throws IOException {
    RunConfig config = SmallRuns.config(temporary, yaml);
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);
    return RunData.of(folder);
  }

  @Test
  void tables_ofSeveralRuns_holdTheCellsOfEach() throws IOException {
    for (String name : List.of("episodes.csv", "updates.csv")) {
      CsvTable all = CsvTable.read(tables.resolve(name));
      CsvTable first = CsvTable.read(critic.folder().root().resolve(name));
      CsvTable second = CsvTable.read(dqn.folder().root().resolve(name));
      List<String> levels = new ArrayList<>(Collections.nCopies(first.rows(), "a, b"));
      levels.addAll(Collections.nCopies(second.rows(), "c"));
      assertThat(all.texts("level")).isEqualTo(levels);
      for (String column : all.columns().subList(1, all.columns().size())) {
        List<String> cells = new ArrayList<>(cells(first, column));
        cells.addAll(cells(second, column));
        assertThat(all.texts(column)).as("%s of %s", column, name).isEqualTo(cells);
      }
      assertThat(all.columns()).containsAll(first.columns()).containsAll(second.columns());
    }
  }

  /** The cells of a column, which are empty in a table without it. */
  private static List<String> cells(CsvTable table, String column) throws IOException {
    return table.columns().contains(column)
        ? table.texts(column)
        : Collections.nCopies(table.rows(), "");
  }

  @Test
  void logAndEvaluations_areTablesToo() throws IOException {
    CsvTable log = CsvTable.read(tables.resolve("log.csv"));
    assertThat(log.rows()).isEqualTo(critic.log().rows().size() + dqn.log().rows().size());
    assertThat(log.columns())
        .startsWith("level", "step", "frames", "episodes", "seconds", "steps_per_second")
        .contains("loss", "learning_rate", "gradient/rule/0/threshold_mean/path:critic");
    assertThat(log.texts("exploration_rate").get(0)).isEmpty();
    CsvTable evaluations = CsvTable.read(tables.resolve("evaluations.csv"));
    assertThat(evaluations.doubles("evaluation_return_mean"))
        .hasSize(critic.evaluations().rows().size() + dqn.evaluations().rows().size());
  }

  @Test
  void schema_describesEveryColumnInOrder() throws IOException {
    JsonNode schema = JsonFiles.read(tables.resolve("schema.json"));
    assertThat(schema.path("resources")).hasSize(4);
    for (JsonNode resource : schema.path("resources")) {
      List<String> names = new ArrayList<>();
      for (JsonNode field : resource.path("schema").path("fields")) {
        names.add(field.path("name").asText());
        assertThat(field.path("type").asText()).isIn("integer", "number", "boolean", "string");
        assertThat(field.path("description").asText()).endsWith(".");
      }
      assertThat(CsvTable.read(tables.resolve(resource.path("path").asText())).columns())
          .isEqualTo(names);
    }
  }
}
