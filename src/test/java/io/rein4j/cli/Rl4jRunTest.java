package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of RL4J's own agents: run folders like any other, but that they cannot be resumed. */
@Tag("processes")
class Rl4jRunTest {

  private static final String DOUBLE_DQN =
      """
      name: small-rl4j-double-dqn
      env: {id: CartPole-v1, wrappers: [{type: observation-normalization}]}
      agent:
        type: rl4j-double-dqn
        network: {hidden: [16]}
        clipping: {rules: [{type: global-norm, threshold: 1e-3}]}
        batch-size: 8
        replay-capacity: 200
      training: {steps: 301, log-every: 100}
      evaluation: {every: 150, episodes: 3, max-episode-steps: 50}
      """;

  private static final String A3C =
      """
      name: small-rl4j-a3c
      env: {id: CartPole-v1, wrappers: [{type: observation-normalization}]}
      agent:
        type: rl4j-a3c
        network: {hidden: [16]}
        clipping: {rules: [{type: global-norm, threshold: 1e-3}]}
      training: {steps: 301, log-every: 100}
      evaluation: {every: 150, episodes: 3, max-episode-steps: 50}
      """;

  @TempDir Path temporary;

  private static String yaml(String agent) {
    return agent.equals("rl4j-a3c") ? A3C : DOUBLE_DQN;
  }

  private Program train(String yaml, String... sets) throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), yaml);
    Object[] args = new Object[4 + 2 * sets.length];
    args[0] = "train";
    args[1] = config;
    args[2] = "--out";
    args[3] = temporary.resolve("runs");
    for (int i = 0; i < sets.length; i++) {
      args[4 + 2 * i] = "--set";
      args[5 + 2 * i] = sets[i];
    }
    return Program.run(args);
  }

  private Path onlyRun() throws IOException {
    try (Stream<Path> runs = Files.list(temporary.resolve("runs"))) {
      List<Path> all = runs.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rl4j-double-dqn", "rl4j-a3c"})
  void train_rl4j_leavesARunFolderLikeAnyOther(String agent) throws IOException {
    Program program = train(yaml(agent));

    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    Path run = onlyRun();
    requireEpisodes(CsvTable.read(run.resolve("episodes.csv")), agent);
    JsonNode summary = JsonFiles.read(run.resolve("summary.json"));
    assertThat(summary.path("steps").asLong()).isEqualTo(301);
    assertThat(summary.path("final_evaluation").path("step").asLong()).isEqualTo(301);
    assertThat(summary.path("final_evaluation").path("episodes").asLong()).isEqualTo(3);
    assertThat(Arrays.stream(CsvTable.read(run.resolve("updates.csv")).longs("updates")).sum())
        .isEqualTo(summary.path("gradient").path("updates").asLong());
    assertThat(Metrics.read(run, "evaluation").stream().map(line -> line.path("step").asLong()))
        .containsExactly(150L, 300L, 301L);
    assertThat(JsonFiles.read(run.resolve("provenance.json")).path("exact_resume").asBoolean(true))
        .isFalse();
    assertThat(run.resolve("report.html")).content().contains("rl4j");
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("events.out.tfevents"));
    }
    Program report = Program.run("report", run);
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(report.err()).isEmpty();
    Program eval = Program.run("eval", run, "--episodes", 3, "--json");
    assertThat(eval.exit()).as(eval.err()).isZero();
    assertThat(Program.run("eval", run, "--episodes", 3, "--checkpoint", "best").exit()).isZero();
    assertThat(Program.run("export", run, "--format", "onnx").exit()).isZero();
    assertThat(run.resolve("model.onnx")).isNotEmptyFile();
  }

  private static void requireEpisodes(CsvTable episodes, String agent) throws IOException {
    assertThat(episodes.rows()).isGreaterThan(5);
    long[] lengths = episodes.longs("length");
    long[] steps = episodes.longs("step");
    long sum = 0;
    for (int i = 0; i < lengths.length; i++) {
      sum += lengths[i];
      assertThat(steps[i]).isEqualTo(sum);
    }
    assertThat(301 - sum).as("steps of the episode that training left").isBetween(0L, 301L);
    double[] returns = episodes.doubles("return");
    double[] updates = episodes.doubles("updates");
    double[] clipped = episodes.doubles("clipped_fraction");
    double[] norms = episodes.doubles("grad_norm_post_mean");
    String group = agent.equals("rl4j-a3c") ? "actor" : "q";
    double[] clippedInGroup = episodes.doubles("clipped_fraction/" + group);
    for (int i = 1; i < lengths.length; i++) {
      assertThat(returns[i]).as("CartPole gives 1 a step").isEqualTo((double) lengths[i]);
      assertThat(updates[i])
          .isEqualTo(agent.equals("rl4j-a3c") ? Math.ceil(lengths[i] / 5.0) : lengths[i] + 1.0);
      assertThat(clipped[i]).isEqualTo(1);
      assertThat(clippedInGroup[i]).isEqualTo(1);
      assertThat(norms[i]).isCloseTo(1e-3, within(1e-8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rl4j-double-dqn", "rl4j-a3c"})
  void resume_interruptedRun_beginsAgainAndSaysSo(String agent) throws IOException {
    assertThat(train(yaml(agent)).exit()).isZero();
    Path run = onlyRun();
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));
    Program extended = Program.run("train", "--resume", run, "--set", "training.steps=400");
    assertThat(extended.exit()).isEqualTo(2);
    assertThat(extended.err())
        .endsWith(
            "rein4j: This agent cannot continue from a checkpoint, so the run in '%s' cannot be extended.%n"
                .formatted(run));
    assertThat(run.resolve("summary.json")).exists();
    Files.delete(run.resolve("summary.json"));
    // Where the record cannot be thrown away, the checkpoints stay: the next call begins again.
    Path updates = Files.move(run.resolve("updates.csv"), temporary.resolve("updates.csv"));
    Files.createDirectories(run.resolve("updates.csv").resolve("in the way"));
    assertThat(Program.run("train", "--resume", run).exit()).isNotZero();
    Files.delete(run.resolve("updates.csv").resolve("in the way"));
    Files.delete(run.resolve("updates.csv"));
    Files.move(updates, run.resolve("updates.csv"));

    Program again = Program.run("train", "--resume", run);

    assertThat(again.exit()).isZero();
    assertThat(again.err())
        .isEqualTo(
            "rein4j: This agent cannot continue from a checkpoint, so the run in '%s' starts again.%n"
                .formatted(run));
    assertThat(again.out()).contains("Continuing from step 0 of 301.");
    assertThat(run.resolve("episodes.csv"))
        .as("of one thread, and so the same every time")
        .hasBinaryContent(episodes);
    assertThat(JsonFiles.read(run.resolve("summary.json")).path("steps").asLong()).isEqualTo(301);
  }

  @Test
  void train_a3cInSeveralEnvironments_hasAThreadForEach() throws IOException {
    Program program = train(A3C, "env.count=3");

    assertThat(program.exit()).as(program.err()).isZero();
    CsvTable episodes = CsvTable.read(onlyRun().resolve("episodes.csv"));
    long[] sums = new long[3];
    for (int i = 0; i < episodes.rows(); i++) {
      int env = (int) episodes.longs("env")[i];
      sums[env] += episodes.longs("length")[i];
      assertThat(episodes.longs("step")[i]).isEqualTo(3 * sums[env]);
    }
    assertThat(sums).doesNotContain(0);
    assertThat(JsonFiles.read(onlyRun().resolve("summary.json")).path("steps").asLong())
        .isEqualTo(303);
  }

  @Test
  void train_discreteObservations_areOneHot() throws IOException {
    Program program =
        train(DOUBLE_DQN, "env.id=FrozenLake-v1", "env.wrappers=[{type: reward-scale, factor: 2}]");

    assertThat(program.exit()).as(program.err()).isZero();
    assertThat(CsvTable.read(onlyRun().resolve("episodes.csv")).rows()).isGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rl4j-a3c        | env.id=Pendulum-v1                      | need discrete actions, but the environment's are Box(-2.0, 2.0
          rl4j-double-dqn | env.id=Pendulum-v1                      | need discrete actions, but the environment's are Box(-2.0, 2.0
          rl4j-double-dqn | env.count=4                             | acts in one environment, but their 'count' is 4
          rl4j-double-dqn | agent.network={dl4j: model.zip}         | the 'network' of an RL4J agent is made of fully connected layers
          rl4j-a3c        | agent.network={dl4j: model.zip}         | the 'network' of an RL4J agent is made of fully connected layers
          rl4j-a3c        | agent.network.lstm={units: 8}           | fully connected layers alone: leave out 'lstm'
          rl4j-double-dqn | agent.network.dropout=0.5               | fully connected layers alone: leave out 'dropout'
          rl4j-a3c        | agent.network.layer-norm=true           | has 'layer-norm', for which DL4J has no layer
          rl4j-double-dqn | agent.network.critic-hidden=[8]         | a double DQN has no critic
          rl4j-a3c        | agent.clipping.rules=[{type: per-sample-norm, threshold: 1}] | rule 'per-sample-norm', which acts on single samples
          rl4j-double-dqn | agent.clipping.rules=[{type: median-of-means, blocks: 3}]    | rule 'median-of-means', which acts on single samples
          rl4j-double-dqn | agent.clipping.rules=[{type: value, threshold: 1, groups: [actor]}] | limited to the group 'actor', but there is none; the groups are q
          rl4j-a3c        | agent.optimizer={type: rmsprop}         | adam, or sgd without momentum, but this is rmsprop
          rl4j-double-dqn | agent.exploration=0.9                   |
          rl4j-double-dqn | agent.exploration={from: 0.5, to: 0.1}  | 'exploration' must be linear from 1, or constant
          rl4j-double-dqn | agent.batch-size=201                    | 'batch-size' is 201, but 'replay-capacity' is 200
          rl4j-double-dqn | agent.error-clamp=0                     | 'error-clamp' must be finite and > 0
          rl4j-double-dqn | agent.replay.capacity=200               | there is no key 'replay' in agent of type 'rl4j-double-dqn'
          rl4j-a3c        | agent.rollout-steps=0                   | 'rollout-steps' must be ≥ 1, but is 0
          rl4j-a3c        | agent.gamma=1.5                         | 'gamma' must be in [0, 1], but is 1.5
          """)
  void train_whatRl4jCannot_isASentenceAndTwo(String agent, String set, String sentence)
      throws IOException {
    Program program = train(yaml(agent), set);

    if (sentence == null) {
      assertThat(program.exit()).as(program.err()).isZero();
    } else {
      assertThat(program.exit()).as(program.err()).isEqualTo(2);
      assertThat(program.err()).startsWith("rein4j: ").contains(sentence).doesNotContain("\tat ");
      if (Files.exists(temporary.resolve("runs"))) {
        assertThat(temporary.resolve("runs")).isEmptyDirectory();
      }
    }
  }

  @Test
  void bench_besideOurs_putsThemInARowAndStartsAfreshWhatWasInterrupted() throws IOException {
    SmallStudies.write(temporary, "");
    Files.writeString(temporary.resolve("double-dqn.yaml"), DOUBLE_DQN);
    Path suite =
        Files.writeString(
            temporary.resolve("suite.yaml"),
            """
            name: beside
            seeds: 1
            evaluation-episodes: 3
            set: {training.steps: 256, evaluation.every: 256}
            entries:
              - config: double-dqn.yaml
              - config: small-ppo.yaml
            analysis: {replicates: 100}
            """);
    Path out = temporary.resolve("out");
    Program first = Program.run("bench", suite, "--workers", 1, "--out", out);
    assertThat(first.err())
        .isEqualTo(
            "rein4j: One seed shows no spread: the returns of this suite will have no intervals.\n");
    assertThat(first.exit()).as(first.out()).isZero();
    CsvTable table = CsvTable.read(out.resolve("beside").resolve("suite.csv"));
    assertThat(table.texts("config")).containsExactly("small-rl4j-double-dqn", "small-ppo");
    assertThat(table.longs("failed")).containsOnly(0);
    for (String column : List.of("return_mean", "clipped_fraction")) {
      assertThat(Arrays.stream(table.doubles(column)).min().orElseThrow()).as(column).isPositive();
    }
    CsvTable timing = CsvTable.read(out.resolve("beside").resolve("timing.csv"));
    assertThat(Arrays.stream(timing.doubles("steps_per_second")).min().orElseThrow()).isPositive();

    Path run = out.resolve("beside").resolve("runs").resolve("small-rl4j-double-dqn-1");
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));
    Files.delete(run.resolve("summary.json"));
    Program second = Program.run("bench", suite, "--workers", 1, "--out", out);
    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(run.resolve("episodes.csv")).hasBinaryContent(episodes);
    assertThat(JsonFiles.read(run.resolve("provenance.json")).path("exact_resume").asBoolean(true))
        .isFalse();
  }

  @Test
  void compare_clippingOfRl4j_isAStudyLikeAnyOther() throws IOException {
    Files.writeString(temporary.resolve("a3c.yaml"), A3C);
    Path study =
        Files.writeString(
            temporary.resolve("study.yaml"),
            """
            name: rl4j-clipping
            base: a3c.yaml
            set: {training.steps: 200}
            vary:
              agent.clipping:
                off: {rules: []}
                tight: {rules: [{type: global-norm, threshold: 1e-3}]}
            seeds: 2
            compare: agent.clipping
            baseline: off
            analysis: {replicates: 100}
            """);
    Path out = temporary.resolve("out");
    Program program = Program.run("compare", study, "--workers", 1, "--out", out);
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).as(program.out()).isZero();
    assertThat(out.resolve("rl4j-clipping").resolve("comparisons.csv")).isNotEmptyFile();
  }
}
