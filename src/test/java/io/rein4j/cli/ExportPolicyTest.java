package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.Space;
import io.rein4j.env.source.Envs;
import io.rein4j.policy.Episodes;
import io.rein4j.policy.Policy;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run's agent as a policy, in environments without the run's wrappers. */
class ExportPolicyTest {

  private static final int EPISODES = 3;
  private static final int MOST_STEPS = 50;

  @TempDir Path temporary;

  private Path train(String yaml) throws IOException {
    Path config = Files.writeString(temporary.resolve("config.yaml"), yaml);
    Path runs = Files.createTempDirectory(temporary, "runs");
    Program trained = Program.run("train", config, "--out", runs);
    assertThat(trained.exit()).as(trained.err()).isZero();
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.findFirst().orElseThrow();
    }
  }

  private static String wrapped(String yaml, String wrappers) {
    return yaml.replaceFirst(
        "(count: \\d)(, wrappers: \\[.*\\])?\\}", "$1, wrappers: [" + wrappers + "]}");
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        Arguments.of(SmallRuns.PPO, 1),
        Arguments.of(SmallRuns.DQN, 1),
        Arguments.of(SmallRuns.LSTM, 1),
        Arguments.of(
            wrapped(
                SmallRuns.A2C, "{type: reward-normalization}, {type: observation-normalization}"),
            1),
        Arguments.of(
            wrapped(
                SmallRuns.A2C,
                "{type: observation-mask, keep: [2, 0]}, {type: action-repeat, times: 2}, {type:"
                    + " observation-normalization, clip: 1}, {type: frame-stack, size: 3, padding:"
                    + " zero}"),
            2),
        Arguments.of(
            wrapped(
                SmallRuns.A2C, "{type: frame-stack, size: 2}, {type: observation-normalization}"),
            1));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void policy_inThePlainEnvironment_earnsWhatTheRunsEvaluationDoes(String yaml, int repeated)
      throws IOException {
    Path run = train(yaml);

    Program export = Program.run("export", run, "--format", "policy", "--checkpoint", "best");

    assertThat(export.err()).isEmpty();
    Policy policy = Policy.load(run.resolve("model.policy"));
    RunFolder folder = RunFolder.open(run);
    RunConfig config = RunConfigs.readResolved(Catalog.standard(), folder.config());
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder);
        Env env = Envs.standard().make(config.env().id())) {
      Checkpoints.loadAgent(
          trainer, new ChosenCheckpoint(folder, ChosenCheckpoint.Which.BEST), warning -> {});
      assertThat(policy.observationSpace()).isEqualTo(env.observationSpace());
      Episodes episode = policy.episode();
      for (long seed = 1; seed <= EPISODES; seed++) {
        EvaluationRecord expected = trainer.evaluation(seed).evaluate(trainer.agent(), 1, 0);
        episode.start();
        double earned =
            earned(env, EpisodeSeeds.derived(seed, "evaluation").seed(0, 0), episode, repeated);
        assertThat(expected.returns()).isEqualTo(List.of(earned));
      }
    }
  }

  private static double earned(Env env, long seed, Episodes policy, int repeated) {
    float[] observation = new float[env.observationSpace().size()];
    float[] action = new float[env.actionSpace().size()];
    env.reset(seed, observation, 0);
    double sum = 0;
    int steps = 0;
    while (steps < MOST_STEPS) {
      policy.act(observation, action);
      for (int i = 0; i < repeated; i++) {
        sum += env.step(action, 0, observation, 0);
        steps++;
        if (env.terminated() || env.truncated()) {
          return sum;
        }
      }
    }
    return sum;
  }

  @Test
  void export_ofFramesBetweenActions_isRefusedByASentence() throws IOException {
    Path run =
        train(
            wrapped(
                SmallRuns.A2C, "{type: frame-stack, size: 2}, {type: action-repeat, times: 2}"));

    Program export = Program.run("export", run, "--format", "policy");

    assertThat(export.exit()).isEqualTo(2);
    assertThat(export.err()).contains("'frame-stack' where 'action-repeat' stands before it");
    assertThat(run.resolve("model.policy")).doesNotExist();
  }

  @Test
  void export_asAPolicy_saysHowItIsUsedAndWhereItComesFrom() throws IOException {
    Path run = train(wrapped(SmallRuns.LSTM, "{type: action-repeat, times: 2}"));
    Path file = temporary.resolve("out.policy");
    Space space;
    try (Env env = Envs.standard().make("CartPole-v1")) {
      space = env.observationSpace();
    }

    Program export = Program.run("export", run, "--format", "policy", "--out", file);

    assertThat(export.out().lines())
        .containsExactly(
            "Policy: " + file,
            "Policy.load of rein4j-agents loads it: from observations of "
                + space
                + ", as the environment gives them, to actions of Discrete(2).",
            "The agent remembers what it has seen: take an episode() of the policy at every reset,"
                + " and call that one's act once a step.",
            "The agent has learned with every action taken 2 times in a row: take each as often, and"
                + " show the policy what comes behind.");
    Map<String, String> origin = Policy.load(file).origin();
    assertThat(origin)
        .containsEntry("run", "small-lstm")
        .containsEntry("seed", "1")
        .containsEntry("environment", "CartPole-v1")
        .containsKeys("checkpoint", "step", "rein4j", "git_commit", "config_sha256");
  }
}
