package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.dqn.DuelingSettings;
import io.rein4j.agent.dqn.NoisySettings;
import io.rein4j.agent.dqn.QuantileDistribution;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.replay.PrioritizedSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.AdaClip;
import io.rein4j.clip.AdaGc;
import io.rein4j.clip.AdaptiveBand;
import io.rein4j.clip.AdaptiveParameterwise;
import io.rein4j.clip.AdaptiveUnitwise;
import io.rein4j.clip.AutoClip;
import io.rein4j.clip.BlockRms;
import io.rein4j.clip.Centralize;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.Compatibility;
import io.rein4j.clip.ErrorFeedback;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.NormRatio;
import io.rein4j.clip.Normalize;
import io.rein4j.clip.OnExceed;
import io.rein4j.clip.PerLayerNorm;
import io.rein4j.clip.PerParameterNorm;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.clip.TargetFraction;
import io.rein4j.clip.Value;
import io.rein4j.clip.ZClip;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  void read_pythonOfGym_isAPathFromTheFileOrAName() throws IOException {
    String start = "name: a\nagent: {type: dqn}\ntraining: {steps: 1e5}\nenv: {id: 'gym:X', gym: ";
    Files.writeString(file, start + "{python: venv/bin/python}}\n");
    RunConfig config = RunConfigs.read(Catalog.standard(), file, List.of());
    assertThat(python(config)).isEqualTo(folder.resolve("venv/bin/python").toString());
    Path resolved = Files.createDirectories(folder.resolve("run")).resolve("config.yaml");
    Files.writeString(resolved, RunConfigs.toYaml(config));
    assertThat(RunConfigs.readResolved(Catalog.standard(), resolved)).isEqualTo(config);
    assertThat(
            python(RunConfigs.read(Catalog.standard(), file, List.of("env.gym.python=./python"))))
        .isEqualTo(Path.of("python").toAbsolutePath().toString());
    Files.writeString(file, start + "{python: python3.12}}\n");
    assertThat(python(RunConfigs.read(Catalog.standard(), file, List.of())))
        .isEqualTo("python3.12");
    assertThatThrownBy(
            () -> RunConfigs.read(Catalog.standard(), file, List.of("env.gym.python=''")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("env.gym.python must be a path, or the name of a program");
  }

  private static String python(RunConfig config) {
    return String.valueOf(Objects.requireNonNull(config.env().gym()).python());
  }

  @Test
  void read_onlyRequiredKeys_takesEveryDefault() {
    assertThat(RunConfigs.read(Catalog.standard(), file, List.of()))
        .isEqualTo(
            RunConfig.builder(
                    "a",
                    EnvSettings.builder("CartPole-v1").build(),
                    DqnSettings.DEFAULTS,
                    new TrainingSettings(100_000, TrainingSettings.DEFAULT_LOG_EVERY))
                .build());
  }

  @Test
  void read_sets_reachEveryRoom() {
    RunConfig config =
        RunConfigs.read(
            Catalog.standard(),
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
  void read_pathOfACritic_keepsWhatTheAgentHasWhereItsSectionsLeaveItOut() {
    PpoSettings ppo =
        ppo(
            "{type: ppo, critic-optimizer: {learning-rate: 1e-3}, critic-clipping: {rules: []},"
                + " clipping: {non-finite: fail, max-skips-in-a-row: 3}}");
    assertThat(ppo.criticOptimizer()).isEqualTo(new Adam(new Constant(1e-3), 0.9, 0.999, 1e-5));
    assertThat(ppo.clipping().rules()).isEqualTo(PpoSettings.DEFAULTS.clipping().rules());
    assertThat(ppo.criticClipping())
        .isEqualTo(new ClippingSettings(List.of(), NonFinitePolicy.FAIL, 3));

    ppo = ppo("{type: ppo, critic-optimizer: {type: adam, beta1: 0}, critic-clipping: {}}");
    assertThat(ppo.criticOptimizer()).isEqualTo(new Adam(new Constant(3e-4), 0, 0.999, 1e-5));
    assertThat(ppo.criticClipping()).isEqualTo(ppo.clipping());

    ppo =
        ppo(
            "{type: ppo, critic-optimizer: {momentum: 0.9}, optimizer: {type: sgd, learning-rate:"
                + " 0.1}}");
    assertThat(ppo.criticOptimizer()).isEqualTo(new Sgd(new Constant(0.1), 0.9, false));

    ppo = ppo("{type: ppo, critic-optimizer: {type: sgd}}");
    assertThat(ppo.criticOptimizer()).isEqualTo(Sgd.DEFAULTS);
    ppo = ppo("{type: ppo, optimizer: {learning-rate: 1e-3}}");
    assertThat(ppo.criticOptimizer()).isNull();
    assertThat(ppo.criticClipping()).isNull();
  }

  @Test
  void read_setsOfACriticsPath_startFromWhatTheAgentHas() {
    PpoSettings ppo =
        (PpoSettings)
            RunConfigs.read(
                    Catalog.standard(),
                    file,
                    List.of(
                        "agent={type: ppo}",
                        "agent.critic-optimizer.learning-rate=1e-3",
                        "agent.critic-clipping.rules.0.threshold=9"))
                .agent();
    assertThat(ppo.criticOptimizer()).isEqualTo(new Adam(new Constant(1e-3), 0.9, 0.999, 1e-5));
    assertThat(ppo.criticClipping()).isEqualTo(ClippingSettings.of(new GlobalNorm(9, 2)));
    assertThat(ppo.clipping()).isEqualTo(PpoSettings.DEFAULTS.clipping());
  }

  private static PpoSettings ppo(String yaml) {
    return (PpoSettings)
        new ConfigFormat(Catalog.standard())
            .bind(LearnerSettings.class, YamlValue.ofText(yaml, "agent"));
  }

  @Test
  void read_clippingRules_takeAllTheirKeys() {
    assertThat(rules("{type: global-norm, threshold: {type: linear, from: 1, to: 0.1}}"))
        .containsExactly(new GlobalNorm(new Linear(1, 0.1, 1), 2, null, List.of()));
    assertThat(
            rules(
                "{type: per-layer-norm, threshold: 2, norm-type: 1, compatibility: torch,"
                    + " groups: [q]}"))
        .containsExactly(new PerLayerNorm(new Constant(2), 1, Compatibility.TORCH, List.of("q")));
    assertThat(rules("{type: per-parameter-norm, threshold: 2, compatibility: dl4j}"))
        .containsExactly(new PerParameterNorm(new Constant(2), 2, Compatibility.DL4J, List.of()));
    assertThat(rules("{type: value, low: -1, high: 2, groups: [q]}"))
        .containsExactly(new Value(null, -1.0, 2.0, List.of("q")));
    assertThat(rules("{type: block-rms, threshold: 2}")).containsExactly(new BlockRms(2));
    assertThat(rules("{type: adaptive-unitwise, epsilon: 0.1, exclude: [q/output/*]}"))
        .containsExactly(
            new AdaptiveUnitwise(new Constant(0.01), 0.1, List.of("q/output/*"), List.of()));
    assertThat(rules("{type: normalize}")).containsExactly(Normalize.DEFAULTS);
    assertThat(rules("{type: auto-clip, window: 100}"))
        .containsExactly(new AutoClip(10, 100, List.of()));
    assertThat(rules("{type: z-clip, mode: mean, max-norm: 1, on-exceed: skip}"))
        .containsExactly(
            ZClip.builder().mode(ZClip.Mode.MEAN).maxNorm(1.0).onExceed(OnExceed.SKIP).build());
    assertThat(rules("{type: ada-gc, absolute: 2}"))
        .containsExactly(AdaGc.builder().absolute(2).build());
    assertThat(rules("{type: target-fraction, fraction: 0.1, min: 0.5}"))
        .containsExactly(TargetFraction.builder(0.1).min(0.5).build());
    assertThat(rules("{type: ada-clip}, {type: norm-ratio, epsilon: 0}"))
        .containsExactly(AdaClip.DEFAULTS, new NormRatio(0.7, 0.9, 0, List.of()));
    assertThat(rules("{type: adaptive-parameterwise, exclude: [q/output/*]}"))
        .containsExactly(AdaptiveParameterwise.builder().exclude(List.of("q/output/*")).build());
    assertThat(rules("{type: centralize, groups: [q]}"))
        .containsExactly(new Centralize(List.of("q")));
    assertThat(rules("{type: error-feedback, threshold: 2, gain: 0.1}"))
        .containsExactly(new ErrorFeedback(new Constant(2), 0.1, List.of()));
    assertThat(
            rules(
                "{type: adaptive-band, upper: {type: linear, from: 3, to: 2, after: 0.4, until:"
                    + " 0.7}, lower: 0.5}"))
        .containsExactly(
            AdaptiveBand.builder()
                .upper(new Linear(3, 2, 0.7, 0.4))
                .lower(new Constant(0.5))
                .build());
    assertThat(rules("{type: global-norm, threshold: 2, on-exceed: skip}"))
        .containsExactly(GlobalNorm.builder(2).onExceed(OnExceed.SKIP).build());
  }

  @Test
  void read_skipOnSpike_isToldItsSuccessor() {
    assertThatThrownBy(() -> rules("{type: z-clip, skip-on-spike: true}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no key 'skip-on-spike'")
        .hasMessageContaining(
            "it is 'agent.clipping.rules: [{type: z-clip, on-exceed: skip}]' here");
  }

  @Test
  void read_skipOnSpikeThatIsFalse_isToldToLeaveItOut() {
    assertThatThrownBy(() -> rules("{type: z-clip, skip-on-spike: false}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "leave it out, since only 'true' would be something here:"
                + " 'agent.clipping.rules: [{type: z-clip, on-exceed: skip}]'");
  }

  @Test
  void read_dqnExtensions_bindWithTheirDefaults() {
    DqnSettings agent =
        (DqnSettings)
            RunConfigs.read(
                    Catalog.standard(),
                    file,
                    List.of(
                        "agent.n-step=3",
                        "agent.target-update-rate=0.1",
                        "agent.dueling={}",
                        "agent.noisy={sigma: 0.1}",
                        "agent.distribution={type: quantile}",
                        "agent.replay.prioritized={beta: 0.5}"))
                .agent();
    assertThat(agent.nStep()).isEqualTo(3);
    assertThat(agent.targetUpdateRate()).isEqualTo(0.1);
    assertThat(agent.dueling()).isEqualTo(DuelingSettings.DEFAULTS);
    assertThat(agent.noisy()).isEqualTo(new NoisySettings(0.1));
    assertThat(agent.distribution()).isEqualTo(QuantileDistribution.DEFAULTS);
    assertThat(agent.replay().prioritized())
        .isEqualTo(new PrioritizedSettings(0.6, new Constant(0.5), 1e-6));
    assertError(
        "agent.distribution={type: quantiles}",
        "there is no distribution of returns of type 'quantiles'; did you mean 'quantile'? The"
            + " types are categorical, hl-gauss, quantile.");
  }

  @Test
  void read_rulesOnSamples_bindWithTheirDefaults() {
    assertThat(rules("{type: per-sample-norm, threshold: 1}, {type: global-norm, threshold: 2}"))
        .containsExactly(new PerSampleNorm(1), new GlobalNorm(2));
    assertThat(rules("{type: per-sample-norm, threshold: {type: linear, from: 1, to: 0.1}}"))
        .containsExactly(new PerSampleNorm(new Linear(1, 0.1, 1), List.of()));
    assertThat(rules("{type: median-of-means}"))
        .containsExactly(new MedianOfMeans(8, 20, true, List.of()));
    assertThat(rules("{type: median-of-means, blocks: 4, iterations: 3, per-layer: false}"))
        .containsExactly(new MedianOfMeans(4, 3, false, List.of()));
    assertThat(rules("{type: median-of-means, groups: [q]}"))
        .containsExactly(new MedianOfMeans(8, 20, true, List.of("q")));
    assertThat(rules("{type: per-sample-norm, threshold: 1, groups: [q]}"))
        .containsExactly(new PerSampleNorm(new Constant(1), List.of("q")));
    assertThatThrownBy(
            () -> rules("{type: global-norm, threshold: 1}, {type: per-sample-norm, threshold: 1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the rule 'per-sample-norm' must be the first");
    assertThatThrownBy(() -> rules("{type: median-of-means, blocks: 33}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot make 33 blocks of batches of 32 samples");
  }

  private List<ClippingRule> rules(String rule) {
    RunConfig config =
        RunConfigs.read(Catalog.standard(), file, List.of("agent.clipping.rules=[" + rule + "]"));
    return ((DqnSettings) config.agent()).clipping().rules();
  }

  @Test
  void read_valuesThatTheRunRefuses_areErrorsAtTheirKeys() {
    String nameKey =
        " (name: the name of the run, also used for its folder: letters, digits, '.', '_' and"
            + " '-')";
    assertError(
        "name=a/b",
        "a run's 'name' is letters, digits, '.', '_' and '-', begun by a letter or digit, but is"
            + " 'a/b'."
            + nameKey);
    assertError(
        "seed=-1",
        "a run's 'seed' must be ≥ 0, but is -1."
            + " (seed: the seed that every random stream of the run is derived from, ≥ 0)");
    assertError(
        "agent.optimizer.learning-rate=-1",
        "an optimizer's 'learning-rate' must be finite and ≥ 0, but is -1.0. (learning-rate: the"
            + " learning rate η)");
    assertError(
        "env.count=0",
        "the 'count' of environments must be ≥ 1, but is 0."
            + " (count: how many copies of the environment the agent acts in at once, ≥ 1)");
    assertError(
        "evaluation.max-episode-steps=0",
        "an evaluation's 'max-episode-steps' must be ≥ 1, but is 0. (max-episode-steps: steps of"
            + " the environment itself, before any wrapper, after which an episode is cut off, ≥ 1;"
            + " if empty, the environment's own limit, or else 1000)");
    assertError(
        "checkpoint.keep=0",
        "the number of checkpoints to 'keep' must be ≥ 1, but is 0. (keep: how many of the newest"
            + " checkpoints are kept, ≥ 1; the best one is kept as well)");
    assertError(
        "agent.type=dqm",
        "there is no agent of type 'dqm'; did you mean 'dqn'? The types are a2c, dqn, ppo,"
            + " reinforce, rl4j-a3c, rl4j-double-dqn, sac, td3.");
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void toYaml_shippedConfig_readsBackEqual(Path shipped) throws IOException {
    RunConfig config = RunConfigs.read(Catalog.standard(), shipped, List.of());
    Files.writeString(file, RunConfigs.toYaml(config));
    assertThat(RunConfigs.readResolved(Catalog.standard(), file)).isEqualTo(config);
  }

  static List<Path> shipped() throws IOException {
    List<Path> shipped = new ArrayList<>();
    for (String folder : List.of("", "atari", "rl4j", "zoo")) {
      try (Stream<Path> files = Files.list(Path.of("..", "configs", folder))) {
        files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(shipped::add);
      }
    }
    return shipped;
  }

  private void assertError(String set, String error) {
    assertThatThrownBy(() -> RunConfigs.read(Catalog.standard(), file, List.of(set)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set " + set + ": " + error);
  }

  @Test
  void network_layerByLayer_isTheNetworkOfItsKeys() throws IOException {
    NetworkSettings listed =
        network(
            "{layers: [{lstm: 64}, {dense: 32}], activation: tanh, initialization: orthogonal}");
    NetworkSettings keyed =
        network(
            "{type: mlp, lstm: 64, hidden: [32], activation: tanh, initialization: orthogonal}");

    assertThat(listed.network("actor", List.of(4), 2, 0.01))
        .isEqualTo(keyed.network("actor", List.of(4), 2, 0.01));
    assertThat(network("{layers: [{dense: 256}, {dense: {units: 64, activation: tanh}}]}"))
        .isInstanceOf(LayerListSettings.class);
    assertThatThrownBy(() -> network("{layers: [{dense: 0}]}"))
        .hasMessageContaining("'units' must be ≥ 1, but is 0");
    assertThatThrownBy(() -> network("{layers: [{dense: 3, lstm: 4}]}"))
        .hasMessageContaining(
            "a layer is of one kind, 'conv' or 'dense' or 'flatten' or 'impala-cnn' or 'lstm' or"
                + " 'max-pool' or 'nature-cnn', but 'dense' and 'lstm' are given.");
    assertThatThrownBy(() -> network("{layers: []}"))
        .hasMessageContaining("'layers' is an empty list");
    assertThatThrownBy(() -> network("{layers: [{convolve: 3}]}"))
        .hasMessageContaining("'convolve'");
    assertThat(network("{layers: [nature-cnn, {dense: 8}]}"))
        .isEqualTo(network("{layers: [{nature-cnn: {features: 512}}, {dense: 8}]}"));
  }

  private static NetworkSettings network(String yaml) {
    return new ConfigFormat(Catalog.standard())
        .bind(NetworkSettings.class, YamlValue.ofText(yaml, "network"));
  }
}
