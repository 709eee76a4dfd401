package io.rein4j.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.Agent;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.Space;
import io.rein4j.policy.Episodes;
import io.rein4j.policy.Policy;
import io.rein4j.random.Pcg64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Policies of all the agents that the tests of models have, beside the agents themselves. */
class PoliciesOutTest {

  private static final int ROWS = 100;
  private static final int STEPS = 50;
  private static final double END_OF_EPISODES = 0.05;

  @TempDir Path folder;

  static Stream<Arguments> agents() {
    return Stream.of(
            AgentsOutTest.agents().map(each -> of(each, AgentsOutTest.CHOICES)),
            AgentsOutTest.images().map(each -> of(each, AgentsOutTest.CHOICES)),
            RecurrentAgentsOutTest.agents().map(each -> of(each, RecurrentAgentsOutTest.CHOICES)),
            ContinuousActionsOutTest.agents()
                .map(
                    each ->
                        Arguments.of(
                            each.get()[0], ContinuousActionsOutTest.FLOATS, each.get()[1])),
            SeveralChoicesOutTest.agents())
        .flatMap(each -> each)
        .map(each -> List.of(each.get()))
        .distinct()
        .map(each -> Arguments.of(each.toArray()));
  }

  /** Returns an agent and its spaces, without a format. */
  private static Arguments of(Arguments agent, Space actions) {
    return Arguments.of(agent.get()[0], agent.get()[1], actions);
  }

  private Policy reloaded(Agent agent, Space observations, Space actions) throws IOException {
    Policy policy =
        Policy.of(agent.policyLayers().orElseThrow(), observations, List.of(), actions, Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    policy.write(bytes);
    return Policy.load(Files.write(folder.resolve("a.policy"), bytes.toByteArray()));
  }

  @ParameterizedTest
  @MethodSource("agents")
  void policy_ofEachKindOfAgent_actsAsTheAgentBitForBit(
      String yaml, Space observations, Space actions) throws IOException {
    Agent agent = SmallAgents.of(folder, yaml, observations, actions);
    for (Block block : agent.layout().blocks()) {
      if (block.name().equals("actor/output/weight")) {
        for (int i = block.offset(); i < block.end(); i++) {
          agent.parameters()[i] *= 100;
        }
      }
    }
    Policy policy = reloaded(agent, observations, actions);
    assertThat(policy.remembers()).isEqualTo(yaml.contains("lstm"));
    for (int rows : new int[] {1, ROWS}) {
      requireSame(agent.greedyPolicy(rows), policy, rows);
    }
  }

  private static void requireSame(GreedyPolicy agent, Policy policy, int rows) {
    Space space = policy.observationSpace();
    float[] observations = new float[rows * space.size()];
    float[] expected = new float[rows * policy.actionSpace().size()];
    float[] found = new float[expected.length];
    Episodes episodes = policy.episodes(rows);
    Pcg64 random = new Pcg64(29);
    for (int step = 0; step < STEPS; step++) {
      for (int row = 0; row < rows; row++) {
        space.sample(random, observations, row * space.size());
        if (random.nextDouble() < END_OF_EPISODES) {
          agent.startEpisode(row);
          episodes.start(row);
        }
      }
      agent.act(observations, expected);
      episodes.act(observations, found);
      assertThat(found).as("step %s", step).isEqualTo(expected);
      if (!policy.remembers()) {
        policy.act(observations, rows, found);
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @Test
  void policy_ofADl4jNetwork_isRefusedByASentenceThatSaysWhatToDo() throws IOException {
    String json =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nOut(6).build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nOut(3)
                    .activation(Activation.IDENTITY)
                    .build())
            .setInputType(InputType.feedForward(5))
            .build()
            .toJson();
    Path file = Files.writeString(folder.resolve("network.json"), json);
    Agent agent =
        SmallAgents.of(
            folder,
            "type: dqn, network: {dl4j: %s}".formatted(file),
            ContinuousActionsOutTest.FLOATS,
            AgentsOutTest.CHOICES);

    assertThatThrownBy(
            () -> reloaded(agent, ContinuousActionsOutTest.FLOATS, AgentsOutTest.CHOICES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a Dl4jLayer")
        .hasMessageEndingWith("of a network of DL4J's export a model for DL4J or ONNX.");
  }
}
