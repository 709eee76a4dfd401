package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunConfigsTest {

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    file = folder.resolve("x.yaml");
    Files.writeString(
        file, "name: a\nenv: {id: CartPole-v1}\nagent: {type: dqn}\ntraining: {steps: 1e5}\n");
  }

  @Test
  void read_onlyRequiredKeys_takesEveryDefault() {
    assertThat(RunConfigs.read(file, List.of()))
        .isEqualTo(
            new RunConfig(
                "a",
                RunConfig.DEFAULT_SEED,
                new EnvSettings(
                    "CartPole-v1",
                    EnvSettings.DEFAULT_OPTIONS,
                    EnvSettings.DEFAULT_COUNT,
                    EnvSettings.DEFAULT_WRAPPERS),
                DqnSettings.DEFAULTS,
                new TrainingSettings(100_000, TrainingSettings.DEFAULT_LOG_EVERY),
                EvaluationSettings.DEFAULTS,
                CheckpointSettings.DEFAULTS));
  }

  @Test
  void read_sets_reachEveryRoom() {
    RunConfig config =
        RunConfigs.read(
            file,
            List.of(
                "agent.clipping.rules=[{type: global-norm, threshold: 10}]",
                "agent.clipping.rules.0.norm-type=inf",
                "env.wrappers.0={type: time-limit, max-episode-steps: 7}",
                "agent.optimizer.type=sgd"));
    assertThat(config.env().wrappers()).containsExactly(new TimeLimit(7));
    DqnSettings agent = (DqnSettings) config.agent();
    assertThat(agent.clipping().rules())
        .containsExactly(new GlobalNorm(10, Double.POSITIVE_INFINITY));
    assertThat(agent.optimizer()).isEqualTo(Sgd.DEFAULTS);
  }

  @Test
  void read_rulesOnSamples_bindWithTheirDefaults() {
    assertThat(rules("[{type: per-sample-norm, threshold: 1}, {type: global-norm, threshold: 2}]"))
        .containsExactly(new PerSampleNorm(1), new GlobalNorm(2));
    assertThat(rules("[{type: median-of-means}]")).containsExactly(new MedianOfMeans(8, 20, true));
    assertThat(rules("[{type: median-of-means, blocks: 4, iterations: 3, per-layer: false}]"))
        .containsExactly(new MedianOfMeans(4, 3, false));
    assertThatThrownBy(
            () ->
                rules("[{type: global-norm, threshold: 1}, {type: per-sample-norm, threshold: 1}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("The rule 'per-sample-norm' must be the first");
    assertThatThrownBy(() -> rules("[{type: median-of-means, blocks: 33}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot make 33 blocks of batches of 32 samples");
  }

  private List<ClippingRule> rules(String yaml) {
    return ((DqnSettings) RunConfigs.read(file, List.of("agent.clipping.rules=" + yaml)).agent())
        .clipping()
        .rules();
  }

  @Test
  void read_valuesThatTheRunRefuses_areErrorsAtTheirKeys() {
    String nameKey =
        " (name: what the run is called, also in the name of its folder: letters, digits, '.', '_'"
            + " and '-')";
    assertError(
        "name=a/b",
        "A run's 'name' is letters, digits, '.', '_' and '-', begun by a letter or digit, but is"
            + " 'a/b'."
            + nameKey);
    assertError(
        "seed=-1",
        "A run's 'seed' must be ≥ 0, but is -1."
            + " (seed: the seed that every random stream of the run is derived from, ≥ 0)");
    assertError(
        "env.count=0",
        "The 'count' of environments must be ≥ 1, but is 0."
            + " (count: how many copies of the environment the agent acts in at once, ≥ 1)");
    assertError(
        "evaluation.max-episode-steps=0",
        "An evaluation's 'max-episode-steps' must be ≥ 1, but are 0. (max-episode-steps: steps after"
            + " which an episode is cut off, ≥ 1; if empty, the environment's own limit, or else"
            + " 1000)");
    assertError(
        "checkpoint.keep=0",
        "The number of checkpoints to 'keep' must be ≥ 1, but is 0. (keep: how many of the newest"
            + " checkpoints are kept, ≥ 1; the best one is kept besides)");
    assertError(
        "agent.type=dqm",
        "there is no agent of type 'dqm'; did you mean 'dqn'? The types are dqn, ppo.");
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void toYaml_shippedConfig_readsBackEqual(Path shipped) throws IOException {
    RunConfig config = RunConfigs.read(shipped, List.of());
    Files.writeString(file, RunConfigs.toYaml(config));
    assertThat(RunConfigs.readResolved(file)).isEqualTo(config);
  }

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "configs"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private void assertError(String set, String error) {
    assertThatThrownBy(() -> RunConfigs.read(file, List.of(set)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set " + set + ": " + error);
  }
}
