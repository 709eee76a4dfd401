package io.rein4j.agent.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.env.Box;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffPolicyAgentTest {

  private static final Box OBSERVATIONS = Box.of(-10, 10, 2);
  private static final Box ACTIONS = Box.vector(new float[] {-2, 0}, new float[] {4, 1});
  private static final MlpSettings NETWORK =
      new MlpSettings(List.of(8), Activation.TANH, Initialization.KAIMING_UNIFORM);

  private static AgentContext context() {
    return new AgentContext(OBSERVATIONS, ACTIONS, 1, 1000, new RandomStreams(3));
  }

  private static SacSettingsBuilder sac(long warmup) {
    return SacSettings.builder()
        .network(NETWORK)
        .batchSize(4)
        .replay(new ReplaySettings(50, warmup));
  }

  private static Td3SettingsBuilder td3(long warmup) {
    return Td3Settings.builder()
        .network(NETWORK)
        .batchSize(4)
        .replay(new ReplaySettings(50, warmup));
  }

  private static OffPolicyAgent agent(String type, long warmup) {
    return type.equals("sac")
        ? sac(warmup).build().agent(context())
        : td3(warmup).build().agent(context());
  }

  private static Outcome outcome(float[] next, boolean truncated, float[] last) {
    return new Outcome(
        next, new double[] {1}, new boolean[] {false}, new boolean[] {truncated}, last);
  }

  @ParameterizedTest
  @CsvSource({"sac, 0", "sac, 1000", "td3, 0", "td3, 1000"})
  void act_learnedOrRandom_scalesWhatTheMemoryKeepsToTheBounds(String type, long warmup) {
    OffPolicyAgent agent = agent(type, warmup);
    float[] action = new float[2];
    float[] observation = {0.3f, -0.7f};
    for (int step = 0; step < 10; step++) {
      agent.act(observation, action);
      assertThat(ACTIONS.contains(action, 0)).isTrue();
      agent.observe(outcome(observation, false, observation), UpdateListener.NONE);
      float[] kept = agent.memory.batch().steps().actions();
      agent.memory.batch().indices()[0] = step;
      agent.memory.gather();
      assertThat(action[0]).isCloseTo(-2 + 3 * (kept[0] + 1), within(1e-5f));
      assertThat(action[1]).isCloseTo(0.5f * (kept[1] + 1), within(1e-5f));
    }
  }

  @Test
  void observe_truncatedEpisode_isBootstrappedFromItsLastObservation() {
    OffPolicyAgent agent = agent("sac", 1000);
    agent.act(new float[] {1, 1}, new float[2]);
    agent.observe(outcome(new float[] {5, 5}, true, new float[] {2, 2}), UpdateListener.NONE);

    agent.memory.batch().indices()[0] = 0;
    agent.memory.gather();

    assertThat(agent.memory.batch().nextObservations()).startsWith(2, 2);
    assertThat(agent.memory.drawn().discounts()[0]).isEqualTo(0.99f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sac", "td3"})
  void act_observationIsNaN_isRefusedWithItsPlace(String type) {
    OffPolicyAgent agent = agent(type, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> agent.act(new float[] {1, Float.NaN}, new float[2]))
        .withMessage(
            "The %s agent's action in environment 0 is NaN, because element 1 of its observation is"
                + " NaN after 0 steps: observations must be finite. Look at the environment and its"
                + " wrappers.",
            type);
  }

  /** Returns the paths of the updates of some rounds. */
  private static List<String> paths(OffPolicyAgent agent, int rounds) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      agent.act(new float[] {i, -i}, new float[2]);
      agent.observe(outcome(new float[] {i + 1, -i - 1}, false, new float[2]), UpdateListener.NONE);
    }
    for (int i = 0; i < rounds; i++) {
      agent.learn(0, report -> paths.add(report.path()));
    }
    return paths;
  }

  @Test
  void learn_td3_updatesTheActorAndTheTargetsWithDelay() {
    OffPolicyAgent agent = td3(1000).policyDelay(3).build().agent(context());
    float[] targets = ((Td3Learner) agent.learner).networks.targets.values();
    float[] before = targets.clone();

    assertThat(paths(agent, 2)).containsExactly("critics", "critics");
    assertThat(targets).isEqualTo(before);
    assertThat(paths(agent, 2)).containsExactly("critics", "actor", "critics");
    assertThat(targets).isNotEqualTo(before);
  }

  @Test
  void learn_sac_makesAnUpdateOnEachPath() {
    assertThat(paths(sac(1000).build().agent(context()), 1))
        .containsExactly("alpha", "critics", "actor");
    assertThat(paths(sac(1000).entropyCoefficient(0.2).build().agent(context()), 1))
        .containsExactly("critics", "actor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sac", "sac-sde", "td3"})
  void policyNetwork_givesTheGreedyAction_bitForBit(String type) {
    OffPolicyAgent agent =
        type.equals("sac-sde")
            ? sac(1000).sde(new StateDependentExploration(1, null)).build().agent(context())
            : agent(type, 1000);
    assertThat(paths(agent, 5)).isNotEmpty();
    float[] observations = {0.5f, -0.25f, 3, 1};
    float[] actions = new float[4];
    GreedyPolicy greedy = agent.greedyPolicy(2);

    greedy.act(observations, actions);

    Network network = agent.policyNetwork().orElseThrow();
    assertThat(Arrays.copyOf(network.predict(observations, 2), 4)).isEqualTo(actions);
  }

  @Test
  void act_stateDependentExploration_isAFunctionOfTheObservationWithinARound() {
    OffPolicyAgent agent =
        sac(3)
            .trainFrequency(100)
            .sde(new StateDependentExploration(0, null))
            .build()
            .agent(context());
    float[] observation = {0.5f, -1};
    List<float[]> actions = new ArrayList<>();
    for (int step = 0; step < 6; step++) {
      float[] action = new float[2];
      agent.act(observation, action);
      agent.observe(outcome(observation, false, observation), UpdateListener.NONE);
      actions.add(action);
    }
    float[] greedy = new float[2];
    agent.greedyPolicy(1).act(observation, greedy);

    assertThat(actions.get(2)).isNotEqualTo(actions.get(1));
    assertThat(actions.get(4)).isEqualTo(actions.get(3)).isNotEqualTo(greedy);
    assertThat(actions.get(5)).isEqualTo(actions.get(3));
  }

  @Test
  void ornsteinUhlenbeck_steps_areThoseOfTheFormula() {
    OrnsteinUhlenbeckNoise settings = new OrnsteinUhlenbeckNoise(0.5, 0.15, 0.01);
    NoiseProcess process = NoiseProcess.of(settings, 2, 1);
    Pcg64 random = new Pcg64(9);
    Pcg64 same = new Pcg64(9);
    double expected = 0;
    for (int step = 0; step < 20; step++) {
      float[] actions = {0, 0};
      process.addTo(1, random, actions);
      expected += 0.5 * 0.1 * same.nextGaussian() - 0.15 * 0.01 * expected;
      assertThat(actions[0]).isZero();
      assertThat(actions[1]).isCloseTo((float) expected, within(1e-6f));
    }
    process.endEpisode(1);
    float[] actions = {0, 0};
    process.addTo(1, random, actions);
    assertThat(actions[1]).isCloseTo((float) (0.05 * same.nextGaussian()), within(1e-6f));
  }
}
