package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.record.JsonFiles;
import io.rein4j.run.Run;
import io.rein4j.train.CheckpointSettings;
import io.rein4j.train.EvaluationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run from Java and the command's run with the same settings leave the same files. */
class RunFromJavaTest {

  private static final List<String> CLOCK_OF_A_LOG_POINT = List.of("seconds", "steps_per_second");

  @TempDir private Path folder;

  private Path only(String runs) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(runs))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private Path byTheCommand() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("cart-pole.yaml"),
            """
            name: ppo-CartPole-v1
            seed: 5
            env: {id: CartPole-v1, count: 2}
            agent: {type: ppo, rollout-steps: 32, batch-size: 32}
            training: {steps: 512, log-every: 128}
            evaluation: {every: 256, episodes: 2}
            checkpoint: {every: 200, keep: 2}
            """);
    Program program = Program.run("train", config, "--out", folder.resolve("command"));
    assertThat(program.exit()).as(program.err()).isZero();
    return only("command");
  }

  private Path fromJava() throws IOException {
    Run.of(PpoSettings.builder().rolloutSteps(32).batchSize(32).build())
        .on("CartPole-v1")
        .environments(2)
        .steps(512)
        .seed(5)
        .logEvery(128)
        .evaluation(new EvaluationSettings(256, 2, null))
        .checkpoints(new CheckpointSettings(200, 2))
        .folder(folder.resolve("java"))
        .train();
    return only("java");
  }

  @Test
  void train_sameSettings_leaveTheSameFilesButForClocks() throws IOException {
    Path command = byTheCommand();
    Path java = fromJava();

    assertThat(names(java)).isEqualTo(names(command)).hasSizeGreaterThan(10);
    for (String table : List.of("config.yaml", "episodes.csv", "updates.csv")) {
      assertThat(java.resolve(table)).hasSameBinaryContentAs(command.resolve(table));
    }
    assertThat(metrics(java)).isEqualTo(metrics(command)).hasSizeGreaterThan(4);
    assertThat(summary(java)).isEqualTo(summary(command));
    assertThat(provenance(java)).isEqualTo(provenance(command));
    assertThat(JsonFiles.read(java.resolve("provenance.json")).path("command_line").toString())
        .isEqualTo("[\"java\"]");
  }

  /** The name of the events for TensorBoard tells when the run began. */
  private static List<String> names(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .map(file -> run.relativize(file).toString().replaceFirst("tfevents\\.\\d+", "tfevents"))
          .sorted()
          .toList();
    }
  }

  private static List<JsonNode> metrics(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      lines.add(((ObjectNode) new JsonMapper().readTree(line)).remove(CLOCK_OF_A_LOG_POINT));
    }
    return lines;
  }

  private static JsonNode summary(Path run) throws IOException {
    ObjectNode summary = (ObjectNode) JsonFiles.read(run.resolve("summary.json"));
    ((ObjectNode) summary.get("record")).remove("metrics.jsonl");
    return summary.remove(List.of("seconds"));
  }

  private static JsonNode provenance(Path run) throws IOException {
    ObjectNode provenance = (ObjectNode) JsonFiles.read(run.resolve("provenance.json"));
    return provenance.remove(List.of("command_line"));
  }
}
