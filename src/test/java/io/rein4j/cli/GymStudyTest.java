package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.gym.PythonSetup;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Studies and suites over environments of the user's own, in Python and on a server. */
@Tag("processes")
@RequiresPython(modules = "gymnasium")
@EnabledOnOs({OS.LINUX, OS.MAC})
class GymStudyTest {

  private static final String MODULE =
      """
      import gymnasium, numpy
      from gymnasium.envs.registration import register

      class Corridor(gymnasium.Env):
          def __init__(self, length=4):
              print("A corridor of", length)
              self.length = length
              self.observation_space = gymnasium.spaces.Box(0, 1, (1,), numpy.float32)
              self.action_space = gymnasium.spaces.Discrete(2)

          def reset(self, *, seed=None, options=None):
              super().reset(seed=seed)
              self.at, self.time = int(self.np_random.integers(0, 2)), 0
              return self.seen(), {}

          def seen(self):
              return numpy.array([self.at / self.length], numpy.float32)

          def step(self, action):
              self.at, self.time = max(0, self.at + 2 * int(action) - 1), self.time + 1
              there = self.at >= self.length
              return self.seen(), float(there), there, self.time >= 12, {}

      register("Corridor-v0", entry_point="corridor:Corridor")
      """;

  private static final String STUDY =
      """
      name: own
      base: small-ppo.yaml
      set: {env.count: 2, training.steps: 64, evaluation: {every: 32, episodes: 2}}
      vary: {agent.epochs: [1, 2]}
      environments:
        - {id: gym:corridor:Corridor-v0, set: {env.gym: {python: "%s"}}}
        - {id: corridor:Corridor-v0, name: served, set: {env.server: "%s", env.options: {length: 3}}}
      seeds: 2
      scores:
        gym:corridor:Corridor-v0: {random: measure, reference: 1}
        served: {random: 0.5, reference: 1}
      analysis: {replicates: 200}
      """;

  private static final String SUITE =
      """
      name: own
      seeds: 1
      evaluation-episodes: 2
      set: {env.count: 2, training.steps: 64, evaluation.every: 32, env.server: "%s"}
      entries:
        - {config: small-ppo.yaml, set: {name: short, env.id: "corridor:Corridor-v0"}}
        - config: small-ppo.yaml
          set: {name: long, env.id: "corridor:Corridor-v0", env.options: {length: 6}}
      analysis: {replicates: 200}
      """;

  @TempDir Path temporary;

  /** A Python that finds the module, as one does that is started where the module lies. */
  private Path pythonWithModule(Python python) throws IOException {
    Files.writeString(temporary.resolve("corridor.py"), MODULE);
    Files.writeString(temporary.resolve("small-ppo.yaml"), SmallRuns.PPO);
    Path wrapper =
        Files.writeString(
            temporary.resolve("python"),
            "#!/bin/sh\nPYTHONPATH='%s' exec '%s' \"$@\"\n"
                .formatted(temporary, python.executable()));
    return Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Serving server(Python python) throws IOException {
    return Serving.start(
        PythonSetup.serverProgram(),
        python.executable(),
        Map.of("PYTHONPATH", temporary.toString()));
  }

  @Test
  void compare_ownEnvironmentHereAndOnAServer_measuresScoresAndTellsThem(Python python)
      throws IOException {
    Path with = pythonWithModule(python);
    try (Serving server = server(python)) {
      Path file =
          Files.writeString(
              temporary.resolve("study.yaml"), STUDY.formatted(with, server.address()));
      Program program =
          Program.run("compare", file, "--workers", 2, "--out", temporary.resolve("out"));
      assertThat(program.err()).isEmpty();
      assertThat(program.exit()).as(program.out()).isZero();
      assertThat(program.out())
          .contains("8 of 8 runs done, 0 failed")
          .contains("Random actions in gym:corridor:Corridor-v0: a mean return of 0.");
    }
    Path study = temporary.resolve("out").resolve("own");
    List<Path> notices;
    try (Stream<Path> files = Files.walk(study.resolve("runs"))) {
      notices = files.filter(file -> file.endsWith("notices.log")).toList();
    }
    // A server prints on its own terminal.
    assertThat(notices)
        .hasSize(4)
        .allSatisfy(
            file ->
                assertThat(Files.readAllLines(file))
                    .isNotEmpty()
                    .containsOnly("Python printed: A corridor of 4"));
    var measured =
        JsonFiles.read(study.resolve("results.json"))
            .path("design")
            .path("scores")
            .path("gym:corridor:Corridor-v0");
    assertThat(measured.path("random").asDouble()).isBetween(0.2, 0.95);
    assertThat(measured.path("random_episodes").asInt()).isEqualTo(100);
    assertThat(CsvTable.read(study.resolve("scores.csv")).texts("environment"))
        .contains("gym:corridor:Corridor-v0", "served");
    assertThat(Files.readString(study.resolve("report.html")))
        .contains("gym:corridor:Corridor-v0", "measured: 100 episodes, standard error 0.0");
    assertThat(study.resolve("figures").resolve("learning-gym-corridor-corridor-v0.svg")).exists();

    byte[] page = Files.readAllBytes(study.resolve("report.html"));
    assertThat(Program.run("report", study).exit()).isZero();
    assertThat(study.resolve("report.html")).hasBinaryContent(page);
  }

  @Test
  void bench_oneIdWithDifferentOptions_measuresEachWhereItLives(Python python) throws IOException {
    pythonWithModule(python);
    try (Serving server = server(python)) {
      Path file =
          Files.writeString(temporary.resolve("suite.yaml"), SUITE.formatted(server.address()));
      Program program =
          Program.run("bench", file, "--workers", 2, "--out", temporary.resolve("out"));
      assertThat(program.err())
          .isEqualTo(
              "rein4j: One seed shows no spread: the returns of this suite will have no intervals.\n");
      assertThat(program.exit()).as(program.out()).isZero();
    }
    Path suite = temporary.resolve("out").resolve("own");
    CsvTable table = CsvTable.read(suite.resolve("suite.csv"));
    assertThat(table.texts("environment").get(0)).isEqualTo("corridor:Corridor-v0");
    assertThat(table.texts("environment").get(1))
        .startsWith("corridor:Corridor-v0 length: 6 on http://");
    double[] speeds =
        CsvTable.read(suite.resolve("timing.csv")).doubles("environment_steps_per_second");
    assertThat(Arrays.stream(speeds).boxed()).hasSize(2).allMatch(speed -> speed > 0);
    assertThat(table.doubles("threshold")).containsOnly(Double.NaN);
  }
}
