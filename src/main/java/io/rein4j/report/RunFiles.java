package io.rein4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rein4j.config.YamlValue;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.record.Stretches;
import io.rein4j.record.SummaryFile;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the folder of a run holds, as far as the run has come: the summary and provenance may be
 * empty objects, and the tables may have no rows yet.
 *
 * @param folder the folder
 * @param configText config.yaml as it stands
 * @param config the same as a tree
 * @param provenance provenance.json
 * @param summary summary.json
 * @param episodes episodes.csv
 * @param updates updates.csv
 * @param evaluations the lines of metrics.jsonl that hold evaluations
 */
record RunFiles(
    RunFolder folder,
    String configText,
    JsonNode config,
    JsonNode provenance,
    JsonNode summary,
    CsvTable episodes,
    CsvTable updates,
    List<JsonNode> evaluations) {

  private static final String PATH = "path:";

  /**
   * Reads a folder.
   *
   * @throws IllegalArgumentException if the run has not begun
   * @throws IOException if a file cannot be read
   */
  static RunFiles read(RunFolder folder) throws IOException {
    if (!Files.exists(folder.episodes()) || !Files.exists(folder.updates())) {
      throw new IllegalArgumentException(
          "There is nothing to report of the run in '%s': it has not begun."
              .formatted(folder.root()));
    }
    Object config = YamlValue.ofFile(folder.config()).plain();
    List<JsonNode> evaluations =
        Files.exists(folder.metrics())
            ? JsonFiles.readLines(folder.metrics()).stream()
                .filter(line -> line.path("kind").asText().equals("evaluation"))
                .toList()
            : List.of();
    return new RunFiles(
        folder,
        Files.readString(folder.config()),
        new JsonMapper().valueToTree(config),
        JsonFiles.readIfThere(folder.provenance()),
        SummaryFile.read(folder).orElseGet(JsonNodeFactory.instance::objectNode),
        CsvTable.read(folder.episodes()),
        CsvTable.read(folder.updates()),
        evaluations);
  }

  /** {@return the stretches in which the run was trained} */
  Stretches stretches() {
    return Stretches.of(provenance, config.path("training").path("steps").asLong());
  }

  boolean isFinished() {
    return summary.has("steps");
  }

  /** {@return the names of the groups of parameters, as the columns of updates.csv name them} */
  List<String> groups() {
    return scopes().filter(scope -> !scope.startsWith(PATH)).toList();
  }

  /** {@return the names of several update paths, as the columns of updates.csv name them} */
  List<String> paths() {
    return scopes().filter(scope -> scope.startsWith(PATH)).toList();
  }

  private Stream<String> scopes() {
    String prefix = "grad_norm_pre_mean/";
    return updates.columns().stream()
        .filter(column -> column.startsWith(prefix))
        .map(column -> column.substring(prefix.length()));
  }
}
