package io.rein4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a run's {@code metrics.jsonl}. */
final class Metrics {

  private static final JsonMapper JSON = new JsonMapper();

  private Metrics() {}

  /** Reads those of a kind: {@code training} or {@code evaluation}. */
  static List<JsonNode> read(Path run, String kind) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode object = JSON.readTree(line);
      if (object.path("kind").asText().equals(kind)) {
        lines.add(object);
      }
    }
    return lines;
  }
}
