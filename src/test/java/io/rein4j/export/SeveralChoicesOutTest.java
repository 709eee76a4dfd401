package io.rein4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.agent.Agent;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Network;
import io.rein4j.random.Pcg64;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Models of agents whose actions are several integers or bits, beside the agent itself. */
class SeveralChoicesOutTest {

  private static final int ROWS = 500;
  private static final int UNITS = 8;
  private static final double TOLERANCE = 1e-5;
  private static final Space FLOATS = Box.of(-3, 3, 5);
  private static final Space SEEN_BITS = new MultiBinary(5);
  private static final MultiDiscrete INTEGERS =
      new MultiDiscrete(new int[] {3, 1, 4}, new int[] {-1, 7, 0});
  private static final MultiDiscrete GRID =
      new MultiDiscrete(new int[] {2, 3, 3, 2}, new int[4], new int[] {2, 2});
  private static final MultiBinary BITS = new MultiBinary(2, 3);
  private static final String PPO = "type: ppo, rollout-steps: 8, batch-size: 8";
  private static final String LSTM =
      ", network: {lstm: {units: %s, sequence-length: 4}, hidden: [8]}".formatted(UNITS);

  @TempDir Path folder;

  static Stream<Arguments> agents() {
    return Stream.of(
        Arguments.of(PPO, FLOATS, INTEGERS),
        Arguments.of(PPO + ", shared-trunk: true", SEEN_BITS, BITS),
        Arguments.of(PPO + LSTM, FLOATS, GRID),
        Arguments.of(PPO + ", shared-trunk: true" + LSTM, FLOATS, BITS),
        Arguments.of("type: a2c", SEEN_BITS, GRID),
        Arguments.of("type: reinforce", FLOATS, BITS));
  }

  /** Returns an agent whose logits are not all near 0. */
  private Agent agent(String yaml, Space observations, Space actions) throws Exception {
    Agent agent = SmallAgents.of(folder, yaml, observations, actions);
    Block weights = agent.layout().block("actor/output/weight");
    for (int i = weights.offset(); i < weights.end(); i++) {
      agent.parameters()[i] *= 100;
    }
    return agent;
  }

  private static float[] observations(Space space) {
    Pcg64 random = new Pcg64(17);
    float[] observations = new float[ROWS * space.size()];
    for (int row = 0; row < ROWS; row++) {
      space.sample(random, observations, row * space.size());
    }
    return observations;
  }

  /** What a format's sentence says of the logits. */
  private static int[] read(Space actions, float[] logits) {
    int[] read = new int[ROWS * actions.size()];
    int column = 0;
    for (int i = 0; i < read.length; i++) {
      if (actions instanceof MultiBinary) {
        read[i] = logits[i] > 0 ? 1 : 0;
      } else {
        Discrete integer = actions.integers().get(i % actions.size());
        read[i] = VectorMath.argMax(logits, column, integer.n()) + integer.start();
        column += integer.n();
      }
    }
    return read;
  }

  /** Requires the greedy actions, but where two logits are as good as equal. */
  private static void requireChosen(float[] expected, long[] found) {
    assertThat(found).hasSize(expected.length);
    int same = 0;
    for (int i = 0; i < found.length; i++) {
      same += found[i] == (long) expected[i] ? 1 : 0;
    }
    assertThat(same).isGreaterThan(found.length - 5);
  }

  private static void requireClose(float[] expected, float[] found) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("element %s", i)
          .isCloseTo(expected[i], within(TOLERANCE * (1 + Math.abs(expected[i]))));
    }
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, all, row * rows[row].length, rows[row].length);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("agents")
  void onnxModel_ofSeveralChoices_givesTheGreedyAction(String yaml, Space space, Space actions)
      throws Exception {
    Agent agent = agent(yaml, space, actions);
    Path file = folder.resolve("model.onnx");
    ModelFormat.ONNX.write(SmallAgents.model(agent, null, space, actions), file);
    float[] observations = observations(space);
    float[] expected = new float[ROWS * actions.size()];
    agent.greedyPolicy(ROWS).act(observations, expected);
    Network network = agent.policyNetwork().orElseThrow();
    float[] logits = network.step(observations, ROWS, new float[ROWS * network.stateSize()]);

    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put(
        "observation",
        OnnxTensor.createTensor(
            environment, FloatBuffer.wrap(observations), new long[] {ROWS, space.size()}));
    if (network.stateSize() > 0) {
      for (String state : new String[] {"h", "c"}) {
        inputs.put(state, OnnxTensor.createTensor(environment, new float[ROWS][UNITS]));
      }
    }
    try (OrtSession session = environment.createSession(file.toString());
        OrtSession.Result result = session.run(inputs)) {
      requireClose(logits, flat((float[][]) result.get("output").orElseThrow().getValue()));
      long[][] chosen = (long[][]) result.get("action").orElseThrow().getValue();
      assertThat(chosen).hasNumberOfRows(ROWS);
      requireChosen(expected, Stream.of(chosen).flatMapToLong(Arrays::stream).toArray());
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
    assertThat(expected).as("actions differ").contains(0f, 1f);
  }

  @ParameterizedTest
  @MethodSource("agents")
  void dl4jModel_ofSeveralChoices_givesWhatTheGreedyActionIsReadOff(
      String yaml, Space space, Space actions) throws Exception {
    Agent agent = agent(yaml, space, actions);
    Path file = folder.resolve("model.zip");
    ModelFormat.DL4J.write(SmallAgents.model(agent, null, space, actions), file);
    float[] observations = observations(space);
    float[] expected = new float[ROWS * actions.size()];
    agent.greedyPolicy(ROWS).act(observations, expected);

    float[] found;
    if (yaml.contains("lstm")) {
      try (SteppedModel model = SteppedModel.open(ModelFormat.DL4J, file)) {
        model.startEpisodes();
        found = model.step(observations, ROWS);
      }
    } else {
      INDArray input = Nd4j.create(observations, new long[] {ROWS, space.size()}, 'c');
      found =
          ModelSerializer.restoreMultiLayerNetwork(file.toFile())
              .output(input)
              .dup('c')
              .data()
              .asFloat();
    }

    int[] read = read(actions, found);
    requireChosen(expected, Arrays.stream(read).asLongStream().toArray());
  }

  @Test
  void model_ofSeveralChoices_saysWhatItGivesAndInWhichSpace() throws Exception {
    ObjectMapper json = new ObjectMapper();
    for (Map.Entry<Space, String> each :
        Map.of(
                INTEGERS,
                "{\"name\":\"MultiDiscrete\",\"nvec\":[3,1,4],\"start\":[-1,7,0]}",
                GRID,
                "{\"name\":\"MultiDiscrete\",\"nvec\":[2,3,3,2],\"start\":[0,0,0,0],\"shape\":[2,2]}",
                BITS,
                "{\"name\":\"MultiBinary\",\"shape\":[2,3]}")
            .entrySet()) {
      Space actions = each.getKey();
      PolicyModel model =
          SmallAgents.model(agent(PPO, SEEN_BITS, actions), null, SEEN_BITS, actions);
      Path onnx = folder.resolve("model.onnx");
      Path dl4j = folder.resolve("model.zip");
      ModelFormat.ONNX.write(model, onnx);
      ModelFormat.DL4J.write(model, dl4j);

      try (OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString())) {
        Map<String, String> metadata = session.getMetadata().getCustomMetadata();
        assertThat(json.readTree(metadata.get("action_space")))
            .isEqualTo(json.readTree(each.getValue()));
        assertThat(json.readTree(metadata.get("observation_space")))
            .isEqualTo(json.readTree("{\"name\":\"MultiBinary\",\"shape\":[5]}"));
      }
      try (ZipFile zip = new ZipFile(dl4j.toFile())) {
        assertThat(
                json.readTree(zip.getInputStream(zip.getEntry("rein4j.json"))).path("action_space"))
            .isEqualTo(json.readTree(each.getValue()));
      }
      assertThat(ModelFormat.ONNX.usage(model))
          .containsExactly(
              "'action' is the greedy action, [batch, %s] integers, the elements of %s in row-major order; 'output' holds the logits from which it is taken, [batch, %s]."
                  .formatted(actions.size(), actions, model.outputs()));
      assertThat(ModelFormat.DL4J.usage(model))
          .containsExactly(
              actions instanceof MultiBinary
                  ? "The output holds [batch, 6] logits, of MultiBinary((2, 3)) in row-major order:"
                      + " each bit of the greedy action is 1 where its logit is above 0."
                  : "The output holds [batch, %s] logits, of %s one integer's after the other's: each integer of the greedy action is the index of the largest of its own, plus its start."
                      .formatted(model.outputs(), actions));
    }
  }
}
