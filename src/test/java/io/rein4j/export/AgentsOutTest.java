package io.rein4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.rein4j.agent.Agent;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.OneHotModel;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Every kind of agent as a model, beside the agent itself. */
class AgentsOutTest {

  private static final int ROWS = 1000;
  private static final double TOLERANCE = 1e-5;
  private static final float[] NO_STATES = {};
  private static final Space FLOATS = Box.of(-10, 10, 5);
  private static final Space STATE = new Discrete(16);
  private static final Space INTEGERS = new MultiDiscrete(new int[] {3, 7, 2});
  static final Space CHOICES = new Discrete(3);
  private static final Space IMAGE = Box.of(0, 255, 9, 9, 2);

  private static final Space STACK = Box.of(0, 255, 2, 8, 9);

  @TempDir Path folder;

  static Stream<Arguments> agents() {
    return Stream.of(
            Map.entry("type: dqn", FLOATS),
            Map.entry("type: dqn, dueling: {hidden: [8]}", FLOATS),
            Map.entry("type: dqn, dueling: {hidden: []}, network: {hidden: [12, 6]}", FLOATS),
            Map.entry("type: dqn, dueling: {hidden: [4]}, network: {hidden: []}", FLOATS),
            Map.entry("type: dqn, noisy: {sigma: 0.7}", FLOATS),
            Map.entry("type: dqn, distribution: {type: quantile, quantiles: 25}", FLOATS),
            Map.entry("type: dqn, distribution: {type: categorical, min: -3, max: 9}", FLOATS),
            Map.entry("type: dqn, distribution: {type: hl-gauss, min: -3, max: 9}", FLOATS),
            Map.entry(
                "type: dqn, dueling: {hidden: [8]}, noisy: {}, distribution: {type: quantile}",
                FLOATS),
            Map.entry(
                "type: dqn, dueling: {hidden: [8]}, noisy: {}, distribution: {type: categorical}",
                STATE),
            Map.entry("type: dqn", STATE),
            Map.entry("type: dqn, dueling: {hidden: [8]}", INTEGERS),
            Map.entry("type: ppo", INTEGERS),
            Map.entry("type: ppo, shared-trunk: true", FLOATS),
            Map.entry("type: a2c, shared-trunk: true", STATE))
        .flatMap(
            agent ->
                Stream.of(ModelFormat.values())
                    .map(format -> Arguments.of(agent.getKey(), agent.getValue(), format)));
  }

  /** Agents that begin with convolutions, for which Rein4J has ONNX alone. */
  static Stream<Arguments> images() {
    return Stream.of(
        Arguments.of(
            "type: dqn, network: {layers: [{conv: {filters: 4, kernel: 3, stride: 2}}, {dense: 8}],"
                + " activation: silu, input-scale: 255}",
            IMAGE),
        Arguments.of(
            "type: ppo, shared-trunk: true, network: {layers: [{conv: {filters: 3, kernel: 4,"
                + " stride: 2, padding: same}}, {max-pool: 2}, flatten, {dense: 5}],"
                + " input-scale: 255}",
            STACK),
        Arguments.of("type: dqn, network: {layers: [{impala-cnn: 16}], input-scale: 255}", STACK));
  }

  private Agent agent(String yaml, Space observations) throws IOException {
    return SmallAgents.of(folder, yaml, observations, CHOICES);
  }

  private static float[] observations(Space space) {
    Pcg64 random = new Pcg64(17);
    float[] observations = new float[ROWS * space.size()];
    for (int row = 0; row < ROWS; row++) {
      space.sample(random, observations, row * space.size());
    }
    return observations;
  }

  private static float[] outputs(
      PolicyModel model, ModelFormat format, Path file, Space space, float[] observations)
      throws Exception {
    if (format == ModelFormat.ONNX) {
      return onnx(file, space, observations);
    }
    float[] inputs = observations;
    long[] shape = shape(space);
    if (model.layers().get(0) instanceof OneHotModel integers) {
      inputs = integers.apply(observations, ROWS);
      shape = new long[] {ROWS, integers.outputs()};
    }
    INDArray array = Nd4j.create(inputs, shape, 'c');
    boolean plain =
        model.layers().stream().allMatch(io.rein4j.nn.model.DenseModel.class::isInstance);
    INDArray output =
        plain
            ? ModelSerializer.restoreMultiLayerNetwork(file.toFile()).output(array)
            : ModelSerializer.restoreComputationGraph(file.toFile()).output(array)[0];
    return output.dup('c').data().asFloat();
  }

  private static long[] shape(Space space) {
    return space instanceof Discrete
        ? new long[] {ROWS, 1}
        : IntStream.concat(IntStream.of(ROWS), IntStream.of(space.shape()))
            .asLongStream()
            .toArray();
  }

  private static float[] onnx(Path file, Space space, float[] observations) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {ROWS, space.size()};
    long[] integers = new long[observations.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (long) observations[i];
    }
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input =
            space instanceof Box
                ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(observations), shape)
                : OnnxTensor.createTensor(environment, LongBuffer.wrap(integers), shape);
        OrtSession.Result result = session.run(Map.of("observation", input))) {
      float[][] rows = (float[][]) result.get("output").orElseThrow().getValue();
      float[] outputs = new float[ROWS * rows[0].length];
      for (int row = 0; row < ROWS; row++) {
        System.arraycopy(rows[row], 0, outputs, row * rows[row].length, rows[row].length);
      }
      return outputs;
    }
  }

  private void requireAgreement(Agent agent, ModelFormat format, Space space) throws Exception {
    float[] observations = observations(space);
    PolicyModel model = SmallAgents.model(agent, null, space, CHOICES);
    Path file = folder.resolve("model" + format.suffix());

    format.write(model, file);

    float[] expected = agent.policyNetwork().orElseThrow().step(observations, ROWS, NO_STATES);
    float[] found = outputs(model, format, file, space, observations);
    assertThat(found).hasSize(ROWS * 3);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).as("element %d", i).isCloseTo(expected[i], within(TOLERANCE));
    }
    requireGreedy(agent, observations, found);
  }

  /** The largest output is what the agent does, where no other is about as large. */
  private static void requireGreedy(Agent agent, float[] observations, float[] outputs) {
    float[] actions = new float[ROWS];
    agent.greedyPolicy(ROWS).act(observations, actions);
    for (int row = 0; row < ROWS; row++) {
      float chosen = outputs[row * 3 + (int) actions[row]];
      for (int action = 0; action < 3; action++) {
        assertThat(outputs[row * 3 + action] - chosen).isLessThanOrEqualTo((float) (2 * TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("agents")
  void model_ofEachKindOfAgent_givesWhatItsActionsAreReadOff(
      String yaml, Space observations, ModelFormat format) throws Exception {
    requireAgreement(agent(yaml, observations), format, observations);
  }

  @ParameterizedTest
  @MethodSource("images")
  void model_ofConvolutions_agreesInOnnx(String yaml, Space observations) throws Exception {
    requireAgreement(agent(yaml, observations), ModelFormat.ONNX, observations);
  }

  private static DenseLayer.Builder hidden() {
    return new DenseLayer.Builder().name("hidden").nOut(6).activation(Activation.SWISH);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .name("values")
        .nOut(3)
        .activation(Activation.IDENTITY)
        .build();
  }

  private String network(NeuralNetConfiguration.ListBuilder layers, InputType inputs)
      throws IOException {
    String json = layers.setInputType(inputs).build().toJson();
    return "network: {dl4j: %s, input-scale: 10}"
        .formatted(Files.writeString(folder.resolve("network.json"), json));
  }

  private String dense() throws IOException {
    return network(
        new NeuralNetConfiguration.Builder().list().layer(hidden().build()).layer(output()),
        InputType.feedForward(5));
  }

  private String convolutional() throws IOException {
    return network(
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new ConvolutionLayer.Builder(3, 3)
                    .name("conv")
                    .nOut(4)
                    .dataFormat(CNN2DFormat.NHWC)
                    .activation(Activation.RELU)
                    .build())
            .layer(hidden().build())
            .layer(output()),
        InputType.convolutional(9, 9, 2, CNN2DFormat.NHWC));
  }

  @Test
  void model_ofADl4jNetwork_isThatNetwork() throws Exception {
    requireAgreement(agent("type: dqn, " + dense(), FLOATS), ModelFormat.DL4J, FLOATS);
    requireAgreement(agent("type: dqn, " + dense(), FLOATS), ModelFormat.ONNX, FLOATS);
    requireAgreement(agent("type: dqn, " + convolutional(), IMAGE), ModelFormat.DL4J, IMAGE);
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(folder.resolve("model.zip").toFile());
    assertThat(graph.getOutputLayer(0).conf().getLayer()).isInstanceOf(OutputLayer.class);
  }

  @Test
  void model_ofADl4jNetworkBehindScaling_takesRawObservations() throws Exception {
    ObservationScaling scaling =
        new ObservationScaling(
            List.of(1.0, -2.0, 0.5, 30.0, 0.0), List.of(2.0, 0.1, 1.0, 7.0, 3.0), 2.5);
    Agent agent = agent("type: dqn, " + dense(), FLOATS);
    float[] observations = observations(FLOATS);
    float[] scaled = new float[observations.length];
    for (int i = 0; i < scaled.length; i++) {
      double value = (observations[i] - scaling.mean().get(i % 5)) / scaling.deviation().get(i % 5);
      scaled[i] = (float) Math.max(-2.5, Math.min(2.5, value));
    }
    PolicyModel model = SmallAgents.model(agent, scaling, FLOATS, CHOICES);
    float[] expected = agent.policyNetwork().orElseThrow().step(scaled, ROWS, NO_STATES);

    for (ModelFormat format : ModelFormat.values()) {
      Path file = folder.resolve("scaled" + format.suffix());
      format.write(model, file);
      float[] found = outputs(model, format, file, FLOATS, observations);
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected[i], within(TOLERANCE));
      }
    }
  }

  @Test
  void model_ofWhatAFormatCannotHold_isRefusedByNameAndNothingIsWritten() throws IOException {
    Agent images = agent("type: dqn, " + convolutional(), IMAGE);
    Path file = folder.resolve("refused.onnx");
    ObservationScaling scaling =
        new ObservationScaling(Collections.nCopies(162, 0.0), Collections.nCopies(162, 1.0), 10);

    assertThatThrownBy(
            () -> ModelFormat.ONNX.write(SmallAgents.model(images, null, IMAGE, CHOICES), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The layer 'conv' of the agent's DL4J network is a Convolution")
        .hasMessageEndingWith("export it with --format dl4j.");
    assertThatThrownBy(
            () -> ModelFormat.DL4J.write(SmallAgents.model(images, scaling, IMAGE, CHOICES), file))
        .hasMessageContaining("leave out 'observation-normalization'");
    Agent normed =
        agent(
            "type: dqn, dueling: {hidden: [8]}, network: {hidden: [8], layer-norm: true}", FLOATS);
    assertThatThrownBy(
            () -> ModelFormat.DL4J.write(SmallAgents.model(normed, null, FLOATS, CHOICES), file))
        .hasMessageContaining("'layer-norm'");
    assertThat(file).doesNotExist();
  }

  @Test
  void model_ofNormalisedStreams_agreesInOnnx() throws Exception {
    requireAgreement(
        agent(
            "type: dqn, dueling: {hidden: [8]}, network: {hidden: [8], layer-norm: true}", FLOATS),
        ModelFormat.ONNX,
        FLOATS);
  }

  @Test
  void layers_computedOneByOne_areTheNetwork() throws IOException {
    Agent agent =
        agent("type: dqn, dueling: {hidden: [8]}, distribution: {type: categorical}", INTEGERS);
    float[] observations = observations(INTEGERS);

    float[] found =
        LayerModel.applyAll(
            SmallAgents.model(agent, null, INTEGERS, CHOICES).layers(), observations, ROWS);

    float[] expected = agent.policyNetwork().orElseThrow().step(observations, ROWS, NO_STATES);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(TOLERANCE));
    }
  }
}
