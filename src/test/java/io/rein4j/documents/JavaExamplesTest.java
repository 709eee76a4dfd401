package io.rein4j.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.cli.CommandFactory;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.ZClip;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import io.rein4j.dl4j.Clipped;
import io.rein4j.dl4j.ClippingListener;
import io.rein4j.dl4j.NetworkClipping;
import io.rein4j.documents.Document.Block;
import io.rein4j.env.Discrete;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.MlpSettings;
import io.rein4j.policy.Episodes;
import io.rein4j.policy.Policy;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.run.Run;
import io.rein4j.train.EvaluationSettings;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine;

/** The documents' Java: these very lines compile and do what the documents say. */
class JavaExamplesTest {

  @TempDir Path folder;

  @Test
  void stage_inAnotherTrainingLoop_clipsInPlaceAndCounts() {
    float[] gradient = new float[64];
    float[] parameters = new float[64];
    double progress = 0;
    gradient[3] = 2;
    BiConsumer<float[], float[]> optimizer =
        (values, direction) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] -= direction[i];
          }
        };

    ParameterLayout layout = ParameterLayout.builder().add("actor/dense0/weight", 4, 16).build();
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(0.5)));
    ClippingStatistics statistics = new ClippingStatistics(layout);
    UpdateReport report = stage.process(gradient, parameters, progress); // clips in place
    statistics.record(report); // statistics.whole().clippedFraction(), norms
    if (report.applied()) { // not if the update is to be dropped
      optimizer.accept(parameters, gradient);
    }

    assertThat(gradient[3]).isEqualTo(0.5f);
    assertThat(parameters[3]).isEqualTo(-0.5f);
    assertThat(statistics.whole().clippedFraction()).isEqualTo(1);
  }

  @Test
  void settings_built_differFromTheDefaultsInWhatTheyName() {
    DqnSettings settings =
        DqnSettings.builder()
            .network(MlpSettings.builder(128, 128).layerNorm(true).build())
            .clipping(ClippingSettings.of(ZClip.builder().maxNorm(10.0).build()))
            .nStep(3)
            .doubleQ(true)
            .build();
    DqnSettings slower = settings.toBuilder().trainFrequency(8).build();

    assertThat(settings.trainFrequency()).isEqualTo(DqnSettings.DEFAULTS.trainFrequency());
    assertThat(slower.trainFrequency()).isEqualTo(8);
    assertThat(slower.nStep()).isEqualTo(3);
    assertThat(slower.toBuilder().trainFrequency(4).build()).isEqualTo(settings);
  }

  @Test
  void agent_trainedFromJava_learnsAndActs() throws IOException {
    int count = 8;
    int steps = 4_000;

    PpoSettings settings = PpoSettings.builder().rolloutSteps(32).batchSize(64).build();
    SyncVectorEnv environments =
        SyncVectorEnv.of(
            count, env -> Envs.standard().make("CartPole-v1"), EpisodeSeeds.derived(1, "training"));
    Agent agent =
        settings.create(
            new AgentContext(
                environments.observationSpace(),
                environments.actionSpace(),
                count,
                steps,
                new RandomStreams(1)));
    ClippingStatistics statistics = new ClippingStatistics(agent.layout());
    float[] actions = new float[count * environments.actionSpace().size()];
    environments.reset();
    for (int step = 0; step < steps; step += count) {
      agent.act(environments.observations(), actions);
      environments.step(actions);
      agent.observe(environments, statistics::record); // learns when a rollout is full
    }

    assertThat(statistics.updates()).isEqualTo(steps / (32 * count) * 10L * 4);
    assertThat(statistics.whole().clippedFraction()).isBetween(0.0, 1.0);

    GreedyPolicy policy = agent.greedyPolicy(1); // for one episode at a time
    float[] observation = new float[environments.observationSpace().size()];
    float[] action = new float[environments.actionSpace().size()];
    policy.act(observation, action);

    assertThat(action[0]).isIn(0f, 1f);

    Path file = folder.resolve("model.policy");
    Policy same = written(agent, environments, file);
    assertThat(same.act(observation)).isEqualTo(action);
    environments.close();
    serve(file);
  }

  private static Policy written(Agent agent, SyncVectorEnv environments, Path file)
      throws IOException {
    Policy trained =
        Policy.of(
            agent.policyLayers().orElseThrow(),
            environments.observationSpace(),
            List.of(), // what wrappers make of observations
            environments.actionSpace(),
            Map.of("trained-by", "an example"));
    try (OutputStream out = Files.newOutputStream(file)) {
      trained.write(out);
    }
    return trained;
  }

  private static void serve(Path file) throws IOException {
    Policy policy = Policy.load(file);
    float[] observation = {0.01f, -0.02f, 0.03f, 0.04f}; // as the environment gives it
    float[] action = policy.act(observation); // the greedy one
    float[] drawn = policy.sample(observation, new Pcg64(1)); // one as training explored

    assertThat(action[0]).isIn(0f, 1f);
    assertThat(drawn[0]).isIn(0f, 1f);
    assertThat(policy.origin()).containsEntry("trained-by", "an example");
    float[] before = action.clone();

    Episodes episode = policy.episode(); // at every reset
    episode.act(observation, action); // once a step

    assertThat(action).isEqualTo(before);
  }

  @Test
  void dl4jNetwork_withAClippedUpdater_isClipped() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .updater(Clipped.of(new Adam(1e-3), ClippingSettings.of(new GlobalNorm(0.5))))
            .list()
            .layer(new DenseLayer.Builder().nIn(4).nOut(16).activation(Activation.RELU).build())
            .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(16).nOut(2).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    NetworkClipping clipping = NetworkClipping.of(network); // attaches the stage to the network

    network.fit(Nd4j.ones(3, 4), Nd4j.ones(3, 2));
    assertThat(clipping.statistics().updates()).isEqualTo(1);
  }

  @Test
  void dl4jNetwork_withAClippingListener_isClipped() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(4).nOut(2).build())
                .build());
    network.init();

    network.addListeners(new ClippingListener(ClippingSettings.of(new GlobalNorm(0.5))));

    network.fit(Nd4j.ones(3, 4), Nd4j.ones(3, 2));
    assertThat(NetworkClipping.of(network).statistics().updates()).isEqualTo(1);
  }

  @Test
  void examples_ofTheDocuments_standHere() throws IOException {
    StringBuilder source = new StringBuilder();
    for (String name :
        List.of(
            "JavaExamplesTest",
            "OvenModule",
            "SoftClip",
            "SoftClipTest",
            "OvenTools",
            "Scoreboard",
            "BakeCommand")) {
      source.append(
          withoutSpaces(
              Files.readString(Path.of("test/java/io/rein4j/documents", name + ".java"))));
    }
    List<Block> blocks = Document.blocks("java");
    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      assertThat(source).as(block.place()).contains(withoutSpaces(block.text()));
    }
  }

  private static String withoutSpaces(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void run_onAnEnvironmentOfTheProgram_isTrainedAndWrittenDown(@TempDir Path runs)
      throws IOException {
    int steps = 2_048 * 8;
    StringWriter told = new StringWriter();
    PrintWriter log = new PrintWriter(told);

    RunSummary summary =
        Run.of(PpoSettings.builder().clipping(ClippingSettings.of(new GlobalNorm(0.5))).build())
            .on("Thermostat", ThermostatEnv::new)
            .environments(8)
            .timeLimit(200)
            .steps(steps)
            .seed(1)
            .listener(progress -> log.println(progress.meanReturn())) // may call progress.stop()
            .folder(runs)
            .train();

    assertThat(summary.steps()).isEqualTo(steps);
    assertThat(told.toString().lines()).hasSize(16);
    assertThat(runs).isDirectoryContaining("glob:**ppo-Thermostat-1-*");
  }

  @Test
  void plugin_module_registersWhatItHas() {
    Catalog catalog = Catalog.standard().with(new OvenModule());

    assertThat(new Envs(catalog).make("Oven-v0").actionSpace()).isEqualTo(new Discrete(2));
    assertThat(
            new ConfigFormat(catalog)
                .bind(
                    ClippingSettings.class,
                    YamlValue.ofText("rules: [{type: soft-clip, c: 2}]", "example")))
        .isEqualTo(ClippingSettings.of(new SoftClip(2)));
    float[] gradient = {3, 4};
    new ClippingStage(
            ParameterLayout.builder().add("a/b/c", 2).build(), ClippingSettings.of(new SoftClip(5)))
        .process(gradient, new float[2], 0);
    assertThat(gradient).containsExactly(1.5f, 2);
  }

  @Test
  void plugin_listenerAndCommand_hearRunsAndAreCalled() throws IOException {
    Catalog catalog = Catalog.standard().with(new OvenTools());
    Path run = folder.resolve("run");

    Run.of(A2cSettings.builder().network(MlpSettings.builder(4).build()).build())
        .on("CartPole-v1")
        .catalog(catalog)
        .steps(200)
        .evaluation(new EvaluationSettings(100, 1, null))
        .into(run)
        .train();
    assertThat(run.resolve("scores.txt")).content().containsPattern("100 [0-9.]+\n200 [0-9.]+\n");

    StringWriter told = new StringWriter();
    CommandFactory bake = Objects.requireNonNull(catalog.entries(CommandFactory.class).get("bake"));
    int exit = new CommandLine(bake.create(catalog)).setOut(new PrintWriter(told)).execute("1.5");
    assertThat(exit).isZero();
    assertThat(told.toString()).isEqualToIgnoringNewLines("60.0 minutes");
  }

  /** The environment of a program. */
  private static final class ThermostatEnv extends ForwardingEnv {
    ThermostatEnv() {
      super(new OvenEnv());
    }
  }
}
