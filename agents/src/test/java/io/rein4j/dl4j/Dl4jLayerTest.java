package io.rein4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** DL4J's networks as those of our agents. */
class Dl4jLayerTest {

  @TempDir Path folder;

  private Path json(MultiLayerConfiguration configuration) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "network", ".json"), configuration.toJson());
  }

  private static NetworkSettings settings(Path file) {
    return new Dl4jNetworkSettings(file, null, 1);
  }

  private static Parameters parameters(Sequential layers) {
    ParameterLayout.Builder layout = ParameterLayout.builder().add("other/first/weight", 3);
    layers.declare(layout);
    return new Parameters(layout.build());
  }

  @Test
  void denseNetwork_besideAnMlpOfTheSameParameters_computesTheSame() throws IOException {
    Path file = json(Networks.network(new Sgd(1)).getLayerWiseConfigurations());
    Sequential layers = settings(file).network("q", List.of(3), 2, 1);
    Sequential ours =
        new MlpSettings(List.of(5), Activation.TANH, Initialization.ORTHOGONAL)
            .network("q", List.of(3), 2, 1);
    Parameters parameters = parameters(layers);
    layers.initialize(parameters, new Pcg64(5));
    Parameters ofMlp = parameters(ours);
    Network network = new Network(parameters, layers);
    Network mlp = new Network(ofMlp, ours);
    float[] inputs = {1, 2, 3, -1, 0.5f, 0, 0.1f, -2, 1, 9, 9, 9};
    float[] errors = {0.5f, -1, 2, 0, 0.25f, 1};

    for (int repeat = 0; repeat < 2; repeat++) {
      System.arraycopy(parameters.values(), 0, ofMlp.values(), 0, ofMlp.values().length);
      ofMlp.changed();
      assertNear(network.predict(inputs, 3), mlp.predict(inputs, 3), 6);
      assertNear(network.forward(inputs, 3), mlp.forward(inputs, 3), 6);
      network.backward(errors.clone());
      mlp.backward(errors.clone());
      assertNear(parameters.gradient(), ofMlp.gradient(), ofMlp.gradient().length);
      parameters.values()[10] += 0.5f;
      parameters.changed();
    }
    assertThat(parameters.layout().groups()).containsExactly("other", "q");
    assertThat(parameters.layout().blocks().get(1).name()).isEqualTo("q/first/W");
  }

  private static void assertNear(float[] found, float[] expected, int n) {
    for (int i = 0; i < n; i++) {
      assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(2e-5f));
    }
  }

  /** Passes that release nothing take 24 MB each. */
  @Test
  void passes_oneAfterTheOther_leaveNothingOutsideTheHeap() throws IOException {
    Path file =
        json(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(5, 5)
                        .nOut(16)
                        .activation(org.nd4j.linalg.activations.Activation.RELU)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nOut(2)
                        .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(64, 64, 2))
                .build());
    Sequential layers = settings(file).network("q", List.of(2, 64, 64), 2, 1);
    Parameters parameters = parameters(layers);
    layers.initialize(parameters, new Pcg64(1));
    Network network = new Network(parameters, layers);
    int rows = 16;
    float[] inputs = new float[rows * layers.inputs()];
    float[] errors = new float[rows * 2];

    long settled = 0;
    for (int pass = 0; pass < 25; pass++) {
      if (pass == 5) {
        settled = Pointer.physicalBytes();
      }
      network.predict(inputs, rows);
      network.forward(inputs, rows);
      network.backward(errors);
      parameters.changed();
    }

    assertThat(Pointer.physicalBytes() - settled).isLessThan(200_000_000);
  }

  @Test
  void modelFile_startsWithItsParameters_aConfigurationWithTheSeeds() throws IOException {
    var network = Networks.network(new Sgd(1));
    Path zip = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, zip.toFile(), true);
    Path json = json(network.getLayerWiseConfigurations());

    float[] first = initial(zip, 1);
    assertThat(initial(zip, 2)).isEqualTo(first);
    float[] output = network.output(Networks.data(1).getFeatures()).dup('c').data().asFloat();
    Sequential layers = settings(zip).network("q", List.of(3), 2, 1);
    Parameters parameters = parameters(layers);
    layers.initialize(parameters, new Pcg64(1));
    assertNear(
        new Network(parameters, layers)
            .predict(Networks.data(1).getFeatures().dup('c').data().asFloat(), Networks.BATCH),
        output,
        output.length);
    assertThat(initial(json, 1)).isEqualTo(initial(json, 1)).isNotEqualTo(initial(json, 2));
  }

  private static float[] initial(Path file, long seed) {
    Sequential layers = settings(file).network("q", List.of(3), 2, 1);
    Parameters parameters = parameters(layers);
    layers.initialize(parameters, new Pcg64(seed));
    return parameters.values();
  }

  @Test
  void convolutionalDqn_onFrames_learnsUnderClipping() throws IOException {
    Path file =
        json(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(4, 4)
                        .name("conv")
                        .stride(2, 2)
                        .nOut(6)
                        .activation(org.nd4j.linalg.activations.Activation.RELU)
                        .build())
                .layer(
                    new DenseLayer.Builder()
                        .name("hidden")
                        .nOut(16)
                        .activation(org.nd4j.linalg.activations.Activation.RELU)
                        .build())
                .layer(output(org.nd4j.linalg.activations.Activation.IDENTITY))
                .setInputType(InputType.convolutional(12, 12, 4))
                .build());
    DqnSettings settings =
        DqnSettings.builder()
            .network(new Dl4jNetworkSettings(file, null, 255))
            .optimizer(new Adam(Schedule.constant(2e-3), 0.9, 0.999, 1e-8))
            .clipping(ClippingSettings.of(new GlobalNorm(0.5)))
            .gamma(0)
            .batchSize(16)
            .replay(new ReplaySettings(500, 20))
            .trainFrequency(1)
            .targetUpdateInterval(1000)
            .exploration(Schedule.constant(1))
            .build();
    SyncVectorEnv frames =
        SyncVectorEnv.of(1, i -> new Frames(), EpisodeSeeds.derived(1, "training"));
    Agent agent =
        settings.create(
            new AgentContext(
                frames.observationSpace(), frames.actionSpace(), 1, 200, new RandomStreams(3)));
    ClippingStatistics clipping = new ClippingStatistics(agent.layout());
    Map<String, Double> early = new HashMap<>();
    Map<String, Double> late = new HashMap<>();
    float[] actions = new float[1];
    frames.reset();

    for (int step = 0; step < 200; step++) {
      agent.act(frames.observations(), actions);
      frames.step(actions);
      agent.observe(
          frames,
          report -> {
            clipping.record(report);
            assertThat(report.whole().normPost()).isLessThanOrEqualTo(0.5 * (1 + 1e-6));
          });
      if (step == 50) {
        agent.drainMetrics(early::put);
      } else if (step == 150) {
        agent.drainMetrics((name, value) -> {});
      }
    }
    agent.drainMetrics(late::put);

    assertThat(late.getOrDefault("loss", Double.NaN))
        .isLessThan(early.getOrDefault("loss", Double.NaN) / 4);
    assertThat(clipping.whole().clippedFraction()).isBetween(0.01, 0.99);
    assertThat(agent.layout().blocks())
        .extracting(ParameterLayout.Block::name)
        .contains("q/conv/W", "q/hidden/b", "q/out/W");
  }

  private static OutputLayer output(org.nd4j.linalg.activations.Activation activation) {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .name("out")
        .nOut(2)
        .activation(activation)
        .build();
  }

  @Test
  void files_thatDoNotFit_areRefusedBySentences() throws IOException {
    Path good = json(Networks.network(new Sgd(1)).getLayerWiseConfigurations());
    Path text = Files.writeString(folder.resolve("text.json"), "{\"confs\": 3}");
    Path broken = Files.writeString(folder.resolve("broken.zip"), "PK");
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new BatchNormalization.Builder().name("norm").build())
            .layer(output(org.nd4j.linalg.activations.Activation.IDENTITY))
            .setInputType(InputType.feedForward(3));
    Path normalised = json(layers.build());
    Path softmax =
        json(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(output(org.nd4j.linalg.activations.Activation.SOFTMAX))
                .setInputType(InputType.feedForward(3))
                .build());

    Path dropping =
        json(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("hidden").nOut(4).dropOut(0.5).build())
                .layer(output(org.nd4j.linalg.activations.Activation.IDENTITY))
                .setInputType(InputType.feedForward(3))
                .build());
    Path lossLayer =
        json(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(2).build())
                .layer(
                    new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                        .name("loss")
                        .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build());

    Path alike =
        json(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("hidden").nOut(4).build())
                .layer(new DenseLayer.Builder().name("hidden").nOut(4).build())
                .layer(output(org.nd4j.linalg.activations.Activation.IDENTITY))
                .setInputType(InputType.feedForward(3))
                .build());

    assertRefused(folder.resolve("none.zip"), 3, 2, "There is no DL4J file");
    assertRefused(text, 3, 2, "is no DL4J configuration");
    assertRefused(broken, 3, 2, "is no DL4J model file");
    assertRefused(good, 4, 2, "does not take observations of shape [4]");
    assertRefused(good, 3, 5, "has 2 outputs, but 5 are needed");
    assertRefused(normalised, 3, 2, "The layer 'norm'");
    assertRefused(
        normalised, 3, 2, "is a BatchNormalization whose running means are no parameters");
    assertRefused(dropping, 3, 2, "The layer 'hidden'");
    assertRefused(lossLayer, 3, 2, "The layer 'loss'");
    assertRefused(
        alike,
        3,
        2,
        alike + "' cannot be told apart: There are two parameters named 'q/hidden/W'.");
    assertRefused(softmax, 3, 2, "the last layer, 'out'");
    PpoSettings defaults = PpoSettings.DEFAULTS;
    assertThatThrownBy(() -> settings(good).forValues()).hasMessageContaining("key 'critic'");
    assertThat(defaults.network().forValues()).isSameAs(defaults.network());
  }

  private static void assertRefused(Path file, int inputs, int outputs, String sentence) {
    assertThatThrownBy(() -> settings(file).network("q", List.of(inputs), outputs, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  /** Frames with a bright half; the action that names it is rewarded. */
  private static final class Frames implements io.rein4j.env.Env {

    private final Pcg64 random = new Pcg64(17);
    private int side;
    private int steps;

    @Override
    public Box observationSpace() {
      return Box.of(0, 255, 4, 12, 12);
    }

    @Override
    public Discrete actionSpace() {
      return new Discrete(2);
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      reset(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      steps = 0;
      draw(observation, offset);
    }

    private void draw(float[] observation, int offset) {
      side = (int) random.integers(2);
      for (int i = 0; i < 4 * 12 * 12; i++) {
        boolean bright = (i % 12 < 6) == (side == 0);
        observation[offset + i] = (bright ? 200 : 20) + random.integers(30);
      }
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      double reward = (int) action[actionOffset] == side ? 1 : -1;
      steps++;
      draw(observation, offset);
      return reward;
    }

    @Override
    public boolean terminated() {
      return steps >= 8;
    }

    @Override
    public boolean truncated() {
      return false;
    }
  }
}
