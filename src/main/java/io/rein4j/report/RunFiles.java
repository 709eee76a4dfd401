package io.rein4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rein4j.agent.PathFigures;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.config.YamlValue;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.record.Stretches;
import io.rein4j.record.SummaryFile;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
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

  /** How the names of a figure of each group, or each path, begin. */
  private static final String SCOPES = "grad_norm_pre_mean/";

  /**
   * Reads a folder.
   *
   * @throws IllegalArgumentException if the run has not begun
   * @throws io.rein4j.files.DamagedFileException if the record of a finished run is not what it
   *     wrote
   * @throws IOException if a file cannot be read
   */
  static RunFiles read(RunFolder folder) throws IOException {
    Optional<JsonNode> summary = SummaryFile.readWithRecord(folder);
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
        summary.orElseGet(JsonNodeFactory.instance::objectNode),
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
    return scopes()
        .filter(column -> PathFigures.path(column).isEmpty())
        .map(column -> column.substring(SCOPES.length()))
        .toList();
  }

  /** {@return the names of several update paths, by the columns of updates.csv} */
  List<String> paths() {
    return scopes().flatMap(column -> PathFigures.path(column).stream()).toList();
  }

  private Stream<String> scopes() {
    return updates.columns().stream().filter(column -> column.startsWith(SCOPES));
  }

  /**
   * {@return the clipping that the config sets for an update path}
   *
   * @param path its name; empty for the only one
   */
  JsonNode clipping(String path) {
    return config
        .path("agent")
        .path(hasOwnClipping(path) ? UpdatePathSettings.clippingKey(path) : "clipping");
  }

  /** {@return whether the config sets a clipping of its own for an update path} */
  boolean hasOwnClipping(String path) {
    return config.path("agent").path(UpdatePathSettings.clippingKey(path)).isObject();
  }
}
