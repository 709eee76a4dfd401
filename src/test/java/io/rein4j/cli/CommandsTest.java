package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class CommandsTest {

  @TempDir Path temporary;

  private Path train(String agent, Object... more) throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.yaml(agent));
    Path runs = Files.createTempDirectory(temporary, "runs");
    Object[] args =
        Stream.concat(Stream.of("train", config, "--out", runs), Stream.of(more)).toArray();
    Program program = Program.run(args);
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    try (Stream<Path> folders = Files.list(runs)) {
      Path run = folders.findFirst().orElseThrow();
      assertThat(program.out()).contains("Run folder: " + run, "final evaluation");
      return run;
    }
  }

  @Test
  void help_everyCommand_describesEveryOptionAndParameter() {
    assertHelp(Main.program(Catalog.standard()), "");
  }

  private static void assertHelp(CommandLine command, String path) {
    String[] args = (path + " --help").strip().split(" ", -1);
    Program help = Program.run((Object[]) args);
    assertThat(help.exit()).isZero();
    CommandSpec spec = command.getCommandSpec();
    assertThat(help.out()).contains("Usage: " + spec.qualifiedName(), "--help", "--debug");
    assertThat(help.out()).contains("Exit codes:", "0 ", "1 ", "2 ");
    assertThat(spec.usageMessage().description()).as(path).isNotEmpty();
    for (OptionSpec option : spec.options()) {
      assertThat(option.description()).as("%s %s", path, option.longestName()).isNotEmpty();
      assertThat(help.out()).contains(option.longestName());
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      assertThat(parameter.description()).as("%s %s", path, parameter.paramLabel()).isNotEmpty();
      assertThat(help.out()).contains(parameter.paramLabel());
    }
    command
        .getSubcommands()
        .forEach((name, subcommand) -> assertHelp(subcommand, (path + " " + name).strip()));
  }

  @Test
  void version_isTheBuilds() {
    Program version = Program.run("--version");
    assertThat(version.exit()).isZero();
    assertThat(version.out()).matches("(?s)rein4j \\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void envList_isATableOfIdsSpacesAndLimits() {
    Program list = Program.run("env", "list");
    assertThat(list.exit()).isZero();
    assertThat(list.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly(
            "id|observations|actions|step limit",
            "CartPole-v0|Box(4)|Discrete(2)|200",
            "CartPole-v1|Box(4)|Discrete(2)|500",
            "MountainCar-v0|Box(2)|Discrete(3)|200",
            "MountainCarContinuous-v0|Box(2)|Box(1)|999",
            "Acrobot-v1|Box(6)|Discrete(3)|500",
            "Pendulum-v1|Box(3)|Box(1)|200",
            "FrozenLake-v1|Discrete(16)|Discrete(4)|100",
            "FrozenLake8x8-v1|Discrete(64)|Discrete(4)|200",
            "CliffWalking-v1|Discrete(48)|Discrete(4)|-",
            "CliffWalkingSlippery-v1|Discrete(48)|Discrete(4)|-",
            "Taxi-v4|Discrete(500)|Discrete(6)|200",
            "Blackjack-v1|MultiDiscrete([32 11 2])|Discrete(2)|-",
            "LunarLander-v3|Box(8)|Discrete(4)|1000",
            "LunarLanderContinuous-v3|Box(8)|Box(2)|1000");
  }

  @Test
  void envList_narrowTerminal_hasOneCellALine() {
    System.setProperty("rein4j.terminal.columns", "40");
    try {
      assertThat(Program.run("env", "list").out().lines())
          .startsWith(
              "CartPole-v0",
              "  observations: Box(4)",
              "  actions: Discrete(2)",
              "  step limit: 200")
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
    } finally {
      System.clearProperty("rein4j.terminal.columns");
    }
  }

  @Test
  void train_runFolder_holdsWhatTheDesignSays() throws IOException {
    Path run = train("dqn", "--seed", 5, "--set", "training.steps=300");
    assertThat(run.getFileName().toString()).startsWith("small-dqn-5-2");
    for (String file :
        List.of(
            "config.yaml",
            "provenance.json",
            "episodes.csv",
            "updates.csv",
            "summary.json",
            "report.html")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    JsonNode provenance = JsonFiles.read(run.resolve("provenance.json"));
    assertThat(provenance.get("command_line").get(0).textValue()).isEqualTo("train");
    assertThat(provenance.get("exact_resume").booleanValue()).isTrue();
    // The resolved config gives the same run again.
    Path runs = Files.createTempDirectory(temporary, "again");
    assertThat(Program.run("train", run.resolve("config.yaml"), "--out", runs).exit()).isZero();
    try (Stream<Path> folders = Files.list(runs)) {
      Path again = folders.findFirst().orElseThrow();
      for (String file : List.of("config.yaml", "episodes.csv", "updates.csv")) {
        assertThat(again.resolve(file)).hasSameBinaryContentAs(run.resolve(file));
      }
    }
  }

  @Test
  void train_ruleThatNeverBinds_isToldInTheSummary() throws IOException {
    Path run = train("ppo", "--set", "agent.clipping.rules=[{type: global-norm, threshold: 1e9}]");
    assertThat(JsonFiles.read(run.resolve("summary.json")).get("advice").get(0).textValue())
        .startsWith("The rule 'global-norm', whose threshold is 1E+9, bound")
        .contains("on none of");
  }

  @Test
  void resume_finishedRun_doesNothing() throws IOException {
    Path run = train("ppo", "--set", "training.steps=300");
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));
    Program resumed = Program.run("train", "--resume", run);
    assertThat(resumed.exit()).isZero();
    assertThat(resumed.out()).contains("has finished");
    assertThat(run.resolve("episodes.csv")).hasBinaryContent(episodes);
  }

  @Test
  void report_run_writesItsPageAndFiguresAgain() throws IOException {
    Path run = train("ppo", "--set", "training.steps=300");
    byte[] page = Files.readAllBytes(run.resolve("report.html"));
    Files.delete(run.resolve("report.html"));
    Program report = Program.run("report", run);
    assertThat(report.err()).isEmpty();
    assertThat(report.exit()).isZero();
    assertThat(report.out()).contains(run.resolve("report.html").toString());
    assertThat(run.resolve("report.html")).hasBinaryContent(page);
    assertThat(run.resolve("figures/learning.svg")).isNotEmptyFile();
  }

  @Test
  void report_formatOfTables_writesTheRowsOfARun() throws IOException {
    Path run = train("ppo", "--set", "training.steps=300");
    Program report = Program.run("report", run, "--format", "csv");
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(report.out()).contains(run.resolve("tables").toString());
    assertThat(run.resolve("tables").resolve("episodes.csv"))
        .hasSameBinaryContentAs(run.resolve("episodes.csv"));
    assertThat(run.resolve("tables").resolve("updates.csv"))
        .hasSameBinaryContentAs(run.resolve("updates.csv"));

    Files.writeString(run.resolve("updates.csv"), "a,b\n");
    Program damaged = Program.run("report", run, "--format", "csv");
    assertThat(damaged.exit()).isEqualTo(2);
    assertThat(damaged.err()).contains("updates.csv' is shorter than the ");
  }

  @Test
  void eval_json_isOneObjectWithEveryReturn() throws IOException {
    Path run = train("ppo", "--set", "evaluation.max-episode-steps=500");
    JsonNode last = evaluate(run, "--episodes", 7);
    assertThat(last.get("checkpoint").textValue()).endsWith("000000002048.ckpt");
    assertThat(last.get("returns")).hasSize(7);
    assertThat(last.get("lengths")).hasSize(7);
    double sum = 0;
    for (JsonNode value : last.get("returns")) {
      sum += value.doubleValue();
    }
    assertThat(last.get("return_mean").doubleValue()).isEqualTo(sum / 7);
    assertThat(evaluate(run, "--episodes", 7)).isEqualTo(last);
    JsonNode seeded = evaluate(run, "--episodes", 7, "--seed", 12);
    assertThat(seeded.get("returns")).isNotEqualTo(last.get("returns"));
    assertThat(evaluate(run, "--episodes", 7, "--seed", 12)).isEqualTo(seeded);
  }

  @Test
  void eval_jsonOfARunInAFolderWithAControlCharacter_isJson() throws IOException {
    Path run = train("ppo", "--set", "training.steps=300");
    Path renamed = Files.move(run, run.resolveSibling("a\u007fb"));
    assertThat(evaluate(renamed, "--episodes", 1).get("checkpoint").textValue())
        .startsWith(renamed.toString());
  }

  @Test
  void eval_best_isTheCheckpointOfTheBestEvaluation() throws IOException {
    Path run =
        train("ppo", "--set", "evaluation.every=100", "--set", "evaluation.max-episode-steps=500");
    JsonNode summary = JsonFiles.read(run.resolve("summary.json"));
    assertThat(summary.get("final_evaluation").get("return_std").doubleValue()).isPositive();
    // With the run's own seed, the evaluation of the best checkpoint is the one during training.
    JsonNode best = evaluate(run, "--checkpoint", "best", "--episodes", 3, "--seed", 1);
    assertThat(best.get("checkpoint").textValue()).endsWith("best.ckpt");
    assertThat(best.get("return_mean"))
        .isEqualTo(summary.get("best_evaluation").get("return_mean"));
    JsonNode last = evaluate(run, "--episodes", 3, "--seed", 1);
    assertThat(last.get("return_mean"))
        .isEqualTo(summary.get("final_evaluation").get("return_mean"));
    assertThat(summary.get("best_evaluation").get("return_mean").doubleValue())
        .isGreaterThanOrEqualTo(summary.get("final_evaluation").get("return_mean").doubleValue());
  }

  private static JsonNode evaluate(Path run, Object... more) throws IOException {
    Object[] args = Stream.concat(Stream.of("eval", run, "--json"), Stream.of(more)).toArray();
    Program program = Program.run(args);
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    return JsonMapper.builder().build().readTree(program.out());
  }

  private static final String COMMON =
      "kind,step,frames,episodes,seconds,steps_per_second,return_mean,length_mean,learning_rate,"
          + "updates,gradient/updates,gradient/skipped_updates,gradient/clipped_updates,"
          + "gradient/clipped_fraction,gradient/clipped_element_fraction,"
          + "gradient/clipped_sample_fraction,gradient/nonfinite_elements,"
          + "gradient/grad_norm_pre_mean,gradient/grad_norm_pre_p50,gradient/grad_norm_pre_p90,"
          + "gradient/grad_norm_pre_max,gradient/grad_norm_post_mean,"
          + "gradient/clip_coefficient_mean,gradient/clip_coefficient_min,"
          + "gradient/removed_norm_share,gradient/cosine_mean,gradient/threshold_mean,"
          + "gradient/norm_kurtosis,gradient/tail_index";

  @ParameterizedTest
  @CsvSource({
    "dqn, loss;td_error;q_value;exploration_rate;replay_size, q",
    "ppo, policy_loss;value_loss;entropy;approx_kl;explained_variance;ratio_clip_fraction"
        + ";ratio_clip_range, actor;critic"
  })
  void metrics_everyLogPoint_hasEveryFigure(String agent, String figures, String groups)
      throws IOException {
    Path run = train(agent);
    List<JsonNode> points = Metrics.read(run, "training");
    assertThat(points).hasSizeGreaterThanOrEqualTo(10);
    for (JsonNode point : points) {
      assertThat(point.fieldNames())
          .toIterable()
          .contains(COMMON.split(",", -1))
          .contains(figures.split(";", -1))
          .doesNotContain("clip_fraction");
      for (String group : groups.split(";", -1)) {
        assertThat(point.fieldNames())
            .toIterable()
            .contains(
                "gradient/clipped_fraction/" + group,
                "gradient/grad_norm_pre_mean/" + group,
                "gradient/grad_norm_post_mean/" + group,
                "gradient/grad_norm_pre_p90/" + group,
                "gradient/removed_norm_share/" + group);
      }
    }
    JsonNode updated =
        points.stream()
            .filter(point -> point.get("gradient/updates").longValue() > 0)
            .reduce((first, second) -> second)
            .orElseThrow();
    for (String figure : figures.split(";", -1)) {
      assertThat(updated.get(figure).isNumber()).as(figure).isTrue();
    }
    // The only rule measures the whole gradient's norm.
    assertThat(updated.get("gradient/rule/0/norm_mean"))
        .isEqualTo(updated.get("gradient/grad_norm_pre_mean"));
    assertThat(updated.get("gradient/rule/0/bound_fraction"))
        .isEqualTo(updated.get("gradient/clipped_fraction"));
    assertThat(updated.get("gradient/rule/0/threshold_mean").doubleValue()).isEqualTo(0.5);
    JsonNode summary = JsonFiles.read(run.resolve("summary.json")).get("gradient");
    long sum = points.stream().mapToLong(point -> point.get("gradient/updates").longValue()).sum();
    assertThat(summary.get("updates").longValue()).isGreaterThanOrEqualTo(sum).isPositive();
    assertThat(summary.get("rule/0/norm_mean")).isEqualTo(summary.get("grad_norm_pre_mean"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "ppo"})
  @RequiresPython(modules = "tensorboard")
  void events_readByTensorBoard_haveStableBaselinesTags(String agent, Python python)
      throws IOException {
    Path run = train(agent);
    String read =
        python.run(
            """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
            events.Reload()
            for tag in events.Tags()["scalars"]:
                points = events.Scalars(tag)
                print(tag, len(points), points[-1].step, points[-1].value)
            """,
            run.toString());
    List<String> tags = read.lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
    assertThat(tags)
        .contains(
            "rollout/ep_rew_mean",
            "rollout/ep_len_mean",
            "time/fps",
            "train/learning_rate",
            "train/n_updates",
            "eval/mean_reward",
            "eval/mean_ep_length",
            "gradient/clipped_fraction",
            "gradient/rule/0/bound_fraction");
    if (agent.equals("dqn")) {
      assertThat(tags)
          .contains("rollout/exploration_rate", "train/loss", "gradient/clipped_fraction/q");
    } else {
      assertThat(tags)
          .contains(
              "train/policy_gradient_loss",
              "train/value_loss",
              "train/entropy_loss",
              "train/approx_kl",
              "train/explained_variance",
              "train/clip_range",
              "train/ratio_clip_fraction",
              "gradient/clipped_fraction/actor")
          .doesNotContain("train/clip_fraction");
    }
    List<JsonNode> evaluations = Metrics.read(run, "evaluation");
    JsonNode last = evaluations.get(evaluations.size() - 1);
    String[] evaluation =
        read.lines()
            .filter(line -> line.startsWith("eval/mean_reward "))
            .findFirst()
            .orElseThrow()
            .split(" ", -1);
    assertThat(Long.parseLong(evaluation[2])).isEqualTo(last.get("step").longValue());
    assertThat(Float.parseFloat(evaluation[3]))
        .isEqualTo((float) last.get("evaluation_return_mean").doubleValue());
  }
}
