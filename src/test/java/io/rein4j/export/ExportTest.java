package io.rein4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.DenseSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Exported models beside the agents that they were made of. */
class ExportTest {

  private static final int INPUTS = 5;
  private static final int ACTIONS = 3;
  private static final int ROWS = 1000;
  private static final float TOLERANCE = 1e-5f;
  private static final float[] NO_STATES = {};
  private static final ObservationScaling SCALING =
      new ObservationScaling(
          List.of(1.0, -2.0, 0.5, 30.0, 0.0), List.of(2.0, 0.1, 1.0, 7.0, 3.0), 2.5);

  @TempDir Path folder;

  private static Agent agent(Activation activation, Integer... hidden) {
    return agent(new MlpSettings(List.of(hidden), activation, Initialization.KAIMING_UNIFORM));
  }

  private static Agent agent(MlpSettings network) {
    DqnSettings settings =
        DqnSettings.builder()
            .network(network)
            .batchSize(4)
            .replay(new ReplaySettings(10, 0))
            .trainFrequency(1)
            .targetUpdateInterval(1)
            .build();
    return settings.create(
        new AgentContext(
            Box.of(-10, 10, INPUTS), new Discrete(ACTIONS), 1, 10, new RandomStreams(7)));
  }

  private static float[] observations() {
    Pcg64 random = new Pcg64(11);
    float[] observations = new float[ROWS * INPUTS];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) (3 * random.nextGaussian());
    }
    return observations;
  }

  private static float[] scaled(float[] observations) {
    float[] scaled = new float[observations.length];
    for (int i = 0; i < scaled.length; i++) {
      double value =
          (observations[i] - SCALING.mean().get(i % INPUTS)) / SCALING.deviation().get(i % INPUTS);
      scaled[i] = (float) Math.max(-SCALING.clip(), Math.min(SCALING.clip(), value));
    }
    return scaled;
  }

  private static float[] run(ModelFormat format, Path file, float[] observations) throws Exception {
    return format == ModelFormat.ONNX ? onnx(file, observations) : dl4j(file, observations);
  }

  private static float[] onnx(Path file, float[] observations) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    int size = observations.length / ROWS;
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(observations), new long[] {ROWS, size});
        OrtSession.Result result = session.run(Map.of("observation", input))) {
      float[][] rows = (float[][]) result.get("output").orElseThrow().getValue();
      float[] outputs = new float[ROWS * rows[0].length];
      for (int row = 0; row < ROWS; row++) {
        System.arraycopy(rows[row], 0, outputs, row * rows[row].length, rows[row].length);
      }
      return outputs;
    }
  }

  private static float[] dl4j(Path file, float[] observations) throws Exception {
    INDArray output =
        ModelSerializer.restoreMultiLayerNetwork(file.toFile())
            .output(Nd4j.create(observations, new long[] {ROWS, observations.length / ROWS}, 'c'));
    return output.dup('c').data().asFloat();
  }

  private static PolicyModel model(Agent agent, @Nullable ObservationScaling scaling) {
    return SmallAgents.model(agent, scaling, Box.of(-10, 10, INPUTS), new Discrete(ACTIONS));
  }

  private static void requireNear(float[] found, float[] expected) {
    float largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected[i]));
    }
    assertThat(largest).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void model_everyActivation_givesTheAgentsOutputs(ModelFormat format) throws Exception {
    float[] observations = observations();
    for (Activation activation : Activation.values()) {
      Agent agent = agent(activation, 16, 8);
      Path file = folder.resolve(activation + format.suffix());

      format.write(model(agent, null), file);

      requireNear(
          run(format, file, observations),
          agent.policyNetwork().orElseThrow().step(observations, ROWS, NO_STATES));
    }
  }

  @ParameterizedTest
  @EnumSource
  void model_withScaling_takesRawObservations(ModelFormat format) throws Exception {
    float[] observations = observations();
    for (Agent agent : List.of(agent(Activation.TANH, 16), agent(Activation.RELU))) {
      Path file = folder.resolve("scaled" + format.suffix());

      format.write(model(agent, SCALING), file);

      requireNear(
          run(format, file, observations),
          agent.policyNetwork().orElseThrow().step(scaled(observations), ROWS, NO_STATES));
    }
  }

  @Test
  void model_normalisedLayersWithDropout_givesTheAgentsOutputsOrIsRefused() throws Exception {
    float[] observations = observations();
    Agent agent =
        agent(
            MlpSettings.builder()
                .hidden(
                    List.of(
                        new DenseSettings(16), new DenseSettings(8, Activation.TANH, false, null)))
                .layerNorm(true)
                .dropout(0.3)
                .initialization(Initialization.KAIMING_UNIFORM)
                .build());
    for (String name : List.of("q/norm0/weight", "q/norm0/bias")) {
      Block block = agent.layout().block(name);
      for (int i = block.offset(); i < block.end(); i++) {
        agent.parameters()[i] = 0.1f * (i % 7);
      }
    }
    Path file = folder.resolve("norm.onnx");

    ModelFormat.ONNX.write(model(agent, null), file);

    requireNear(
        run(ModelFormat.ONNX, file, observations),
        agent.policyNetwork().orElseThrow().step(observations, ROWS, NO_STATES));
    assertThatThrownBy(() -> ModelFormat.DL4J.write(model(agent, null), folder.resolve("norm.zip")))
        .hasMessage(
            "The agent's network has 'layer-norm', for which DL4J has no layer: export it as"
                + " onnx.");
    assertThat(folder.resolve("norm.zip")).doesNotExist();
  }

  @Test
  void scaling_ofAnotherSize_isRefused() {
    ObservationScaling two = new ObservationScaling(List.of(0.0, 0.0), List.of(1.0, 1.0), 10);

    assertThatThrownBy(() -> model(agent(Activation.RELU), two))
        .hasMessage("The network has 5 inputs, but observations are scaled by 2 means.");
    assertThatThrownBy(() -> new ObservationScaling(List.of(0.0), List.of(0.0), 10))
        .hasMessageContaining("deviations > 0");
  }
}
