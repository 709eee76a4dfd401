package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A convolutional deep Q-network on the frames of a game: {@code configs/pong-dqn.yaml}. */
@RequiresPython(modules = {"gymnasium", "ale_py", "cv2"})
class PongTrainingTest {

  private static final Path CONFIG = Path.of("../configs/pong-dqn.yaml");
  private static final String[] SHORT = {
    "agent.network.layers=[{conv: {filters: 8, kernel: 8, stride: 8}}, {dense: 32}]",
    "agent.replay={capacity: 400, warmup: 60}",
    "agent.optimizer.learning-rate=5e-4",
    "agent.batch-size=8",
    "agent.target-update-interval=1000",
    "training={steps: 120, log-every: 60}",
    "evaluation={every: 1000, episodes: 1, max-episode-steps: 10}",
    "checkpoint={every: 1000, keep: 1}"
  };

  @TempDir Path temporary;

  private Path train(String... sets) throws IOException {
    List<String> all = new ArrayList<>(List.of(SHORT));
    all.addAll(List.of(sets));
    RunConfig config = RunConfigs.read(Catalog.standard(), CONFIG, all);
    RunFolder folder = SmallRuns.folder(Files.createTempDirectory(temporary, "runs"), config);
    SmallRuns.train(config, folder);
    return folder.root();
  }

  private static List<JsonNode> training(Path run) throws IOException {
    List<JsonNode> points = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode point = new ObjectMapper().readTree(line);
      if (point.path("kind").asText().equals("training") && point.path("loss").isNumber()) {
        points.add(point);
      }
    }
    return points;
  }

  @Test
  void dqn_onStackedFrames_learnsTheSameWhoeverStacksThem(Python python) throws IOException {
    Path ours = train("env.gym.python=" + python.executable());
    Path gymnasiums =
        train(
            "env={id: 'gym:rein4j_test_envs:StackedPong-v0', gym: {python: '%s'}}"
                .formatted(PythonEnvs.python(python, temporary)));

    assertThat(training(ours)).isNotEmpty();
    assertThat(SmallRuns.agentState(gymnasiums)).isEqualTo(SmallRuns.agentState(ours));
  }

  @Test
  @Tag("long")
  void dqn_onStackedFrames_learnsUnderClipping(Python python) throws IOException {
    List<JsonNode> points =
        training(train("env.gym.python=" + python.executable(), "training.steps=300"));
    JsonNode first = points.get(0);
    JsonNode last = points.get(points.size() - 1);
    assertThat(last.path("loss").doubleValue()).isLessThan(first.path("loss").doubleValue() / 2);
    assertThat(first.path("gradient/clipped_fraction").doubleValue()).isGreaterThan(0.1);
    assertThat(last.path("gradient/clipped_fraction").doubleValue())
        .isLessThan(first.path("gradient/clipped_fraction").doubleValue());
  }
}
