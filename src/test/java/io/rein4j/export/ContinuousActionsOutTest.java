package io.rein4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.agent.Agent;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.ElementType;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Models that give the action itself, beside what the agent does greedily. */
class ContinuousActionsOutTest {

  private static final int ROWS = 500;
  private static final double TOLERANCE = 1e-5;
  private static final float NONE = Float.POSITIVE_INFINITY;
  static final Space FLOATS = Box.of(-3, 3, 5);
  private static final Box TIGHT = Box.of(-2, 5, 3);
  private static final Box UNEVEN =
      Box.vector(new float[] {-0.1f, 2, -7}, new float[] {0.3f, 2.5f, -6.9f});
  private static final Box HALF_OPEN =
      Box.vector(new float[] {-NONE, 0.5f, -NONE}, new float[] {-0.25f, NONE, NONE});
  private static final Box WHOLE =
      new Box(
          new double[] {-2, 0, -NONE},
          new double[] {2, 255, NONE},
          new int[] {3},
          ElementType.INT64);
  private static final Box OPEN = Box.of(-NONE, NONE, 3);
  private static final String PPO = "type: ppo, rollout-steps: 8, batch-size: 8";
  private static final String TANH = ", gaussian: {bounds: tanh}";
  private static final String LSTM =
      ", network: {lstm: {units: 8, sequence-length: 4}, hidden: [8]}";
  private static final ObservationScaling SCALING =
      new ObservationScaling(
          List.of(1.0, -2.0, 0.5, 3.0, 0.0), List.of(2.0, 0.5, 1.0, 7.0, 3.0), 2.5);

  @TempDir Path folder;

  static Stream<Arguments> agents() {
    return Stream.of(
            Arguments.of(PPO + TANH, TIGHT),
            Arguments.of(PPO + TANH, UNEVEN),
            Arguments.of(PPO, TIGHT),
            Arguments.of(PPO, UNEVEN),
            Arguments.of(PPO, HALF_OPEN),
            Arguments.of(PPO, OPEN),
            Arguments.of(PPO + ", shared-trunk: true" + TANH, UNEVEN),
            Arguments.of(PPO + ", gaussian: {sde: true}", UNEVEN),
            Arguments.of(PPO + ", gaussian: {sde: true, bounds: tanh}", UNEVEN),
            Arguments.of(PPO + LSTM, UNEVEN),
            Arguments.of(PPO + LSTM + TANH, UNEVEN),
            Arguments.of("type: a2c" + TANH, TIGHT),
            Arguments.of("type: reinforce", HALF_OPEN),
            Arguments.of("type: sac, network: {hidden: [16]}", UNEVEN),
            Arguments.of("type: sac, network: {hidden: [16]}, sde: {}", TIGHT),
            Arguments.of("type: td3, network: {hidden: [16]}", UNEVEN))
        .flatMap(
            agent ->
                Stream.of(ModelFormat.values())
                    .map(format -> Arguments.of(agent.get()[0], agent.get()[1], format)));
  }

  /**
   * Returns an agent whose outputs go beyond bounds, as a policy's do not before it has learned.
   */
  private Agent agent(String yaml, Space observations, Space actions) throws IOException {
    Agent agent = SmallAgents.of(folder, yaml, observations, actions);
    Block weights = agent.layout().block("actor/output/weight");
    for (int i = weights.offset(); i < weights.end(); i++) {
      agent.parameters()[i] *= 300;
    }
    return agent;
  }

  private static float[] observations(Space space, Pcg64 random) {
    float[] observations = new float[ROWS * space.size()];
    for (int row = 0; row < ROWS; row++) {
      space.sample(random, observations, row * space.size());
    }
    return observations;
  }

  /** Returns the outputs of a model that is called once. */
  private static float[] outputs(
      ModelFormat format, Path file, float[] observations, boolean bounded) throws Exception {
    long[] shape = {ROWS, observations.length / ROWS};
    if (format == ModelFormat.DL4J) {
      INDArray inputs = Nd4j.create(observations, shape, 'c');
      INDArray output =
          bounded
              ? ModelSerializer.restoreComputationGraph(file.toFile()).output(inputs)[0]
              : ModelSerializer.restoreMultiLayerNetwork(file.toFile()).output(inputs);
      return output.dup('c').data().asFloat();
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(observations), shape);
        OrtSession.Result result = session.run(Map.of("observation", input))) {
      float[][] rows = (float[][]) result.get("output").orElseThrow().getValue();
      float[] outputs = new float[ROWS * rows[0].length];
      for (int row = 0; row < ROWS; row++) {
        System.arraycopy(rows[row], 0, outputs, row * rows[row].length, rows[row].length);
      }
      return outputs;
    }
  }

  private void requireActions(
      String yaml, Box actions, ModelFormat format, @Nullable ObservationScaling scaling)
      throws Exception {
    Agent agent = agent(yaml, FLOATS, actions);
    Path file = folder.resolve("model" + format.suffix());
    format.write(SmallAgents.model(agent, scaling, FLOATS, actions), file);
    GreedyPolicy greedy = agent.greedyPolicy(ROWS);
    float[] expected = new float[ROWS * actions.size()];
    Pcg64 random = new Pcg64(17);
    int nearABound = 0;
    int all = 0;
    boolean memory = yaml.contains("lstm");
    try (SteppedModel stepped = memory ? SteppedModel.open(format, file) : null) {
      for (int step = 0; step < (memory ? 4 : 1); step++) {
        float[] observations = observations(FLOATS, random);
        float[] found =
            stepped == null
                ? outputs(format, file, observations, !actions.equals(OPEN))
                : stepped.step(observations, ROWS);
        greedy.act(scaling == null ? observations : scaled(observations), expected);
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < found.length; i++) {
          assertThat((double) found[i])
              .as("step %s, element %s", step, i)
              .isCloseTo(expected[i], within(TOLERANCE * (1 + Math.abs(expected[i]))));
          int element = i % actions.size();
          float low = actions.low(element);
          float high = actions.high(element);
          // A tangent is hardly ever at the bound itself.
          float near = actions.bounded() ? 0.1f * (high - low) : 0;
          if (found[i] <= low + near || found[i] >= high - near) {
            nearABound++;
          }
          all++;
        }
        for (int row = 0; row < ROWS; row++) {
          assertThat(actions.contains(found, row * actions.size())).as("row %s", row).isTrue();
        }
      }
    }
    if (!actions.equals(OPEN)) {
      assertThat(nearABound).as("elements near a bound").isBetween(5, all - 5);
    }
  }

  private static float[] scaled(float[] observations) {
    float[] scaled = new float[observations.length];
    for (int i = 0; i < scaled.length; i++) {
      double value = (observations[i] - SCALING.mean().get(i % 5)) / SCALING.deviation().get(i % 5);
      scaled[i] = (float) Math.max(-SCALING.clip(), Math.min(SCALING.clip(), value));
    }
    return scaled;
  }

  @ParameterizedTest
  @MethodSource("agents")
  void model_ofContinuousActions_givesWhatTheEnvironmentGets(
      String yaml, Box actions, ModelFormat format) throws Exception {
    requireActions(yaml, actions, format, null);
  }

  @ParameterizedTest
  @EnumSource
  void model_ofContinuousActionsBehindScaling_takesRawObservations(ModelFormat format)
      throws Exception {
    requireActions(PPO + TANH, UNEVEN, format, SCALING);
    requireActions(PPO, UNEVEN, format, SCALING);
  }

  @Test
  void model_ofWholeActions_givesThemOrSaysHow() throws Exception {
    Agent agent = agent(PPO, FLOATS, WHOLE);
    PolicyModel model = SmallAgents.model(agent, null, FLOATS, WHOLE);
    float[] observations = observations(FLOATS, new Pcg64(17));
    float[] expected = new float[ROWS * 3];
    agent.greedyPolicy(ROWS).act(observations, expected);
    assertThat(expected).contains(-2f, -1f, 0f, 1f, 2f);

    for (ModelFormat format : ModelFormat.values()) {
      Path file = folder.resolve("whole" + format.suffix());
      format.write(model, file);
      float[] found = outputs(format, file, observations, true);
      int other = 0;
      for (int i = 0; i < found.length; i++) {
        float action = format == ModelFormat.ONNX ? found[i] : (float) Math.rint(found[i]);
        other += action == expected[i] ? 0 : 1;
      }
      // What is half-way but for rounding may become either number.
      assertThat(other).isLessThan(3);
    }
    assertThat(ModelFormat.ONNX.usage(model).get(0)).contains("[batch, 3] whole floats within");
    assertThat(ModelFormat.DL4J.usage(model).get(0))
        .endsWith("to be rounded to the nearest whole number.");
  }

  @Test
  void onnxModel_ofChoicesThatStartElsewhere_givesTheEnvironmentsNumber() throws Exception {
    Discrete choices = new Discrete(3, -1);
    for (String yaml : List.of(PPO, "type: dqn")) {
      Agent agent = SmallAgents.of(folder, yaml, FLOATS, choices);
      Path file = folder.resolve("choices.onnx");
      PolicyModel model = SmallAgents.model(agent, null, FLOATS, choices);
      ModelFormat.ONNX.write(model, file);
      float[] observations = observations(FLOATS, new Pcg64(3));
      float[] expected = new float[ROWS];
      agent.greedyPolicy(ROWS).act(observations, expected);

      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession session = environment.createSession(file.toString());
          OnnxTensor input =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(observations), new long[] {ROWS, 5});
          OrtSession.Result result = session.run(Map.of("observation", input))) {
        long[] found = (long[]) result.get("action").orElseThrow().getValue();
        int same = 0;
        for (int row = 0; row < ROWS; row++) {
          assertThat(found[row]).isBetween(-1L, 1L);
          same += found[row] == (long) expected[row] ? 1 : 0;
        }
        // Values that are equal but for rounding may be chosen otherwise.
        assertThat(same).isGreaterThan(ROWS - 5);
      }
      assertThat(ModelFormat.ONNX.usage(model).get(0)).contains("[batch] integers from -1 to 1");
      assertThat(ModelFormat.DL4J.usage(model).get(0)).endsWith("index of the largest minus 1.");
    }
  }

  @Test
  void model_inEachFormat_saysWhereItComesFromAndInWhatSpacesItActs() throws Exception {
    Agent agent = agent(PPO, FLOATS, HALF_OPEN);
    PolicyModel model = SmallAgents.model(agent, null, FLOATS, HALF_OPEN);
    Path onnx = folder.resolve("model.onnx");
    Path dl4j = folder.resolve("model.zip");
    ModelFormat.ONNX.write(model, onnx);
    ModelFormat.DL4J.write(model, dl4j);
    ObjectMapper json = new ObjectMapper();
    String actions =
        "{\"name\":\"Box\",\"shape\":[3],\"low\":[null,0.5,null],\"high\":[-0.25,null,null],\"dtype\":\"float32\"}";
    String observations =
        "{\"name\":\"Box\",\"shape\":[5],\"low\":-3.0,\"high\":3.0,\"dtype\":\"float32\"}";

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString())) {
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertThat(metadata).containsEntry("run", "export").containsEntry("step", "10");
      assertThat(json.readTree(metadata.get("action_space"))).isEqualTo(json.readTree(actions));
      assertThat(json.readTree(metadata.get("observation_space")))
          .isEqualTo(json.readTree(observations));
      assertThat(session.getMetadata().getDescription())
          .isEqualTo(
              "'output' is the greedy action, [batch, 3] floats within the action space's bounds.");
    }
    try (ZipFile zip = new ZipFile(dl4j.toFile())) {
      JsonNode told = json.readTree(zip.getInputStream(zip.getEntry("rein4j.json")));
      assertThat(told.path("run").asText()).isEqualTo("export");
      assertThat(told.path("step").asLong()).isEqualTo(10);
      assertThat(told.path("action_space")).isEqualTo(json.readTree(actions));
      assertThat(told.path("usage").asText())
          .isEqualTo(
              "The output is the greedy action, [batch, 3] floats within the action space's"
                  + " bounds.");
    }
  }
}
