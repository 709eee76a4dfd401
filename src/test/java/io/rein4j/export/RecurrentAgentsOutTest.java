package io.rein4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Agent;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.Network;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.OneHotModel;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents with a memory as models that are stepped through episodes, beside the agents. */
class RecurrentAgentsOutTest {

  private static final int ROWS = 4;
  private static final int STEPS = 250;
  private static final double END_OF_EPISODES = 0.03;
  private static final double TOLERANCE = 1e-5;
  private static final int OUTPUTS = 3;
  private static final String LSTM = "network: {lstm: {units: 8, sequence-length: 4}, ";
  private static final String PPO = "type: ppo, rollout-steps: 8, batch-size: 8, " + LSTM;
  private static final String DQN = "type: dqn, batch-size: 8, recurrent: {burn-in: 2}, " + LSTM;
  private static final Space FLOATS = Box.of(-3, 3, 5);
  private static final Space STATE = new Discrete(16);
  private static final Space INTEGERS = new MultiDiscrete(new int[] {3, 7, 2});
  static final Space CHOICES = new Discrete(OUTPUTS);

  private static final String TWO_LSTMS =
      "{dense: 7}, {lstm: {units: 6, sequence-length: 4}}, {dense: 5}, {lstm: 4}, {dense: 8}]}";

  @TempDir Path folder;

  private static String listed(String type) {
    return (type.equals("dqn") ? DQN : PPO).replace(LSTM, "network: {layers: [");
  }

  static Stream<Arguments> agents() {
    return Stream.of(
            Map.entry(PPO + "hidden: [8]}", FLOATS),
            Map.entry(PPO + "hidden: []}", INTEGERS),
            Map.entry("type: a2c, " + LSTM + "hidden: [8, 6], activation: silu}", STATE),
            Map.entry("type: reinforce, " + LSTM + "hidden: [8]}", FLOATS),
            Map.entry(listed("ppo") + TWO_LSTMS, FLOATS),
            Map.entry(listed("ppo") + "{lstm: 5}, {lstm: {units: 3, sequence-length: 4}}]}", STATE),
            Map.entry(listed("dqn") + TWO_LSTMS, INTEGERS),
            Map.entry(DQN + "hidden: [8]}", FLOATS),
            Map.entry(DQN + "hidden: []}, dueling: {hidden: [8]}", INTEGERS),
            Map.entry(DQN + "hidden: [6]}, dueling: {hidden: []}", FLOATS),
            Map.entry(DQN + "hidden: [8]}, dueling: {hidden: [8]}, noisy: {sigma: 0.7}", FLOATS),
            Map.entry(
                DQN + "hidden: [8]}, distribution: {type: categorical, min: -3, max: 9}", FLOATS),
            Map.entry(
                DQN + "hidden: [8]}, dueling: {hidden: [4]}, distribution: {type: quantile}",
                STATE))
        .flatMap(
            agent ->
                Stream.of(ModelFormat.values())
                    .map(format -> Arguments.of(agent.getKey(), agent.getValue(), format)));
  }

  /** Returns an agent whose outputs are not near 0, as a policy's are before it has learned. */
  private Agent agent(String yaml, Space observations, Space actions) throws IOException {
    Agent agent = SmallAgents.of(folder, yaml, observations, actions);
    if (agent.onPolicy()) {
      Block weights = agent.layout().block("actor/output/weight");
      for (int i = weights.offset(); i < weights.end(); i++) {
        agent.parameters()[i] *= 100;
      }
    }
    return agent;
  }

  private void requireAgreement(Agent agent, ModelFormat format, Space space, Space actions)
      throws Exception {
    requireAgreement(agent, format, space, actions, null);
  }

  /** Feeds several episodes, each of some rows side by side, 1,000 observations in all. */
  private void requireAgreement(
      Agent agent,
      ModelFormat format,
      Space space,
      Space actions,
      @Nullable ObservationScaling scaling)
      throws Exception {
    Path file = folder.resolve("model" + format.suffix());
    PolicyModel exported = SmallAgents.model(agent, scaling, space, actions);
    LayerModel first = exported.layers().get(0);
    Pcg64 random = new Pcg64(17);
    Network network = agent.policyNetwork().orElseThrow();
    GreedyPolicy greedy = agent.greedyPolicy(ROWS);
    float[] states = new float[ROWS * network.stateSize()];
    float[] observations = new float[ROWS * space.size()];
    float[] chosen = new float[ROWS * actions.size()];
    int episodes = 0;
    double largest = 0;

    format.write(exported, file);

    try (SteppedModel model = SteppedModel.open(format, file)) {
      for (int step = 0; step < STEPS; step++) {
        if (step == 0 || random.nextDouble() < END_OF_EPISODES) {
          episodes++;
          states = new float[states.length];
          model.startEpisodes();
          for (int row = 0; row < ROWS; row++) {
            greedy.startEpisode(row);
          }
        }
        for (int row = 0; row < ROWS; row++) {
          space.sample(random, observations, row * space.size());
        }
        boolean oneHot = format == ModelFormat.DL4J && first instanceof OneHotModel;
        float[] found = model.step(oneHot ? first.apply(observations, ROWS) : observations, ROWS);
        float[] seen = scaling == null ? observations : scaled(observations, scaling);
        float[] expected = network.step(seen, ROWS, states);
        assertThat(found).hasSize(ROWS * OUTPUTS);
        for (int i = 0; i < found.length; i++) {
          largest = Math.max(largest, Math.abs(found[i]));
          assertThat((double) found[i])
              .as("step %s, element %s", step, i)
              .isCloseTo(expected[i], within(TOLERANCE));
        }
        greedy.act(seen, chosen);
        requireChosen(chosen, found, actions);
      }
    }
    assertThat(episodes).isGreaterThan(3);
    assertThat(largest).as("largest output").isGreaterThan(0.02);
  }

  /**
   * Continuous actions are the outputs, else the largest output where no other is about as large.
   */
  private static void requireChosen(float[] chosen, float[] outputs, Space actions) {
    for (int i = 0; i < outputs.length; i++) {
      if (actions instanceof Box) {
        assertThat((double) chosen[i]).isCloseTo(outputs[i], within(TOLERANCE));
      } else {
        int row = i / OUTPUTS;
        assertThat((double) outputs[i] - outputs[row * OUTPUTS + (int) chosen[row]])
            .isLessThanOrEqualTo(2 * TOLERANCE);
      }
    }
  }

  private static float[] scaled(float[] observations, ObservationScaling scaling) {
    float[] scaled = new float[observations.length];
    int width = scaling.mean().size();
    for (int i = 0; i < scaled.length; i++) {
      double value =
          (observations[i] - scaling.mean().get(i % width)) / scaling.deviation().get(i % width);
      scaled[i] = (float) Math.max(-scaling.clip(), Math.min(scaling.clip(), value));
    }
    return scaled;
  }

  @ParameterizedTest
  @MethodSource("agents")
  void model_ofEachKindOfRecurrentAgent_givesWhatItsActionsAreReadOff(
      String yaml, Space observations, ModelFormat format) throws Exception {
    requireAgreement(agent(yaml, observations, CHOICES), format, observations, CHOICES);
  }

  @ParameterizedTest
  @EnumSource
  void model_ofARecurrentAgentWithContinuousActions_givesActions(ModelFormat format)
      throws Exception {
    Space forces = Box.of(-0.2f, 0.3f, OUTPUTS);

    requireAgreement(agent(PPO + "hidden: [8]}", FLOATS, forces), format, FLOATS, forces);
  }

  @ParameterizedTest
  @EnumSource
  void model_ofARecurrentAgentBehindScaling_takesRawObservations(ModelFormat format)
      throws Exception {
    ObservationScaling scaling =
        new ObservationScaling(
            List.of(1.0, -2.0, 0.5, 3.0, 0.0), List.of(2.0, 0.5, 1.0, 7.0, 3.0), 2.5);

    requireAgreement(
        agent(DQN + "hidden: [8]}", FLOATS, CHOICES), format, FLOATS, CHOICES, scaling);
  }

  @Test
  void model_ofNormalisedLayersBehindAMemory_agreesInOnnxAndIsRefusedForDl4j() throws Exception {
    Agent agent = agent(DQN + "hidden: [8], layer-norm: true}", FLOATS, CHOICES);

    requireAgreement(agent, ModelFormat.ONNX, FLOATS, CHOICES);

    Path file = folder.resolve("refused.zip");
    assertThatThrownBy(
            () -> ModelFormat.DL4J.write(SmallAgents.model(agent, null, FLOATS, CHOICES), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("'layer-norm', for which DL4J has no layer: export it as onnx.");
    assertThat(file).doesNotExist();
  }

  @Test
  void model_ofARecurrentAgent_saysHowItIsStepped() throws Exception {
    PolicyModel model =
        SmallAgents.model(agent(PPO + "hidden: [8]}", INTEGERS, CHOICES), null, INTEGERS, CHOICES);
    Path file = folder.resolve("model.onnx");
    ModelFormat.ONNX.write(model, file);

    assertThat(ModelFormat.ONNX.usage(model))
        .hasSize(2)
        .last()
        .asString()
        .contains("[batch, 8] zeros");
    assertThat(ModelFormat.DL4J.usage(model))
        .hasSize(2)
        .last()
        .asString()
        .contains("[batch, 12] floats");
    try (SteppedModel.Onnx onnx = new SteppedModel.Onnx(file)) {
      assertThat(String.join(" ", ModelFormat.ONNX.usage(model))).isEqualTo(onnx.description());
    }
    PolicyModel two =
        SmallAgents.model(agent(listed("dqn") + TWO_LSTMS, FLOATS, CHOICES), null, FLOATS, CHOICES);
    assertThat(ModelFormat.ONNX.usage(two))
        .last()
        .asString()
        .endsWith(
            "once a step, with 'h' and 'c' of [batch, 6] zeros, 'h1' and 'c1' of [batch, 4] zeros at"
                + " an episode's first step, and then with the step before's 'next_h' and 'next_c',"
                + " 'next_h1' and 'next_c1'.");
    PolicyModel plain =
        SmallAgents.model(agent("type: dqn", FLOATS, CHOICES), null, FLOATS, CHOICES);
    assertThat(ModelFormat.ONNX.usage(plain)).hasSize(1);
    assertThat(ModelFormat.DL4J.usage(plain)).hasSize(1);
  }
}
