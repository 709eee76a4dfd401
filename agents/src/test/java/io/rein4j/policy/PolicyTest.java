package io.rein4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.dqn.CategoricalDistribution;
import io.rein4j.agent.dqn.DuelingSettings;
import io.rein4j.agent.dqn.HlGaussDistribution;
import io.rein4j.agent.dqn.NoisySettings;
import io.rein4j.agent.dqn.QuantileDistribution;
import io.rein4j.agent.pg.ActionBounds;
import io.rein4j.agent.pg.GaussianSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.contract.Allocations;
import io.rein4j.env.wrap.FrameStack;
import io.rein4j.env.wrap.ObservationMask;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.MlpSettings;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyTest {

  private static final int ROWS = 50;
  private static final float NONE = Float.POSITIVE_INFINITY;
  private static final Space FLOATS = Policies.FLOATS;
  private static final Space INTEGERS =
      new MultiDiscrete(new int[] {3, 2, 4}, new int[] {-1, 7, 0});
  private static final Space BITS = new MultiBinary(2, 3);
  private static final Space TIGHT = Box.of(-2, 5, 3);
  private static final Space OPEN = Box.of(-NONE, NONE, 2);

  @TempDir Path folder;

  private static AgentSettings gaussian(ActionBounds bounds, boolean sde) {
    return Policies.ppo().toBuilder()
        .gaussian(new GaussianSettings(-0.5, bounds, sde, null))
        .build();
  }

  static Stream<Arguments> agents() {
    return Stream.of(
        Arguments.of(Policies.ppo(), FLOATS, Policies.CHOICES),
        Arguments.of(Policies.ppo(), new Discrete(16), new Discrete(3, -1)),
        Arguments.of(Policies.ppo().toBuilder().sharedTrunk(true).build(), FLOATS, INTEGERS),
        Arguments.of(Policies.ppo(), new MultiBinary(4), BITS),
        Arguments.of(gaussian(ActionBounds.CLIP, false), FLOATS, OPEN),
        Arguments.of(gaussian(ActionBounds.CLIP, false), FLOATS, TIGHT),
        Arguments.of(gaussian(ActionBounds.TANH, false), INTEGERS, TIGHT),
        Arguments.of(
            Policies.ppo().toBuilder()
                .network(MlpSettings.builder(16, 16).layerNorm(true).build())
                .build(),
            FLOATS,
            TIGHT));
  }

  static Stream<Arguments> greedyAgents() {
    return Stream.concat(
        agents(),
        Stream.of(
            Arguments.of(gaussian(ActionBounds.TANH, true), FLOATS, TIGHT),
            Arguments.of(Policies.dqn(), FLOATS, Policies.CHOICES),
            Arguments.of(
                Policies.dqn().toBuilder()
                    .network(MlpSettings.builder(16).dropout(0.3).build())
                    .build(),
                FLOATS,
                Policies.CHOICES),
            Arguments.of(
                Policies.dqn().toBuilder()
                    .dueling(DuelingSettings.of(8))
                    .noisy(NoisySettings.DEFAULTS)
                    .distribution(new CategoricalDistribution(21, -5, 50))
                    .build(),
                INTEGERS,
                new Discrete(3)),
            Arguments.of(
                Policies.dqn().toBuilder().distribution(new QuantileDistribution(9)).build(),
                FLOATS,
                new Discrete(3, 4)),
            Arguments.of(
                Policies.dqn().toBuilder()
                    .distribution(new HlGaussDistribution(9, -5, 50, 0.75))
                    .build(),
                FLOATS,
                Policies.CHOICES)));
  }

  private Policy reloaded(Policy policy) throws IOException {
    Path file = folder.resolve("a.policy");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    policy.write(bytes);
    Files.write(file, bytes.toByteArray());
    return Policy.load(file);
  }

  @ParameterizedTest
  @MethodSource("greedyAgents")
  void act_ofEachKindOfAgent_isTheAgentsBitForBit(
      AgentSettings settings, Space observations, Space actions) throws IOException {
    Agent agent = Policies.agent(settings, observations, actions, 1);
    Policy policy = reloaded(Policies.of(agent, observations, actions));
    float[] rows = Policies.observations(observations, ROWS);
    float[] expected = new float[ROWS * actions.size()];
    agent.greedyPolicy(ROWS).act(rows, expected);

    float[] found = new float[expected.length];
    policy.act(rows, ROWS, found);

    assertThat(found).isEqualTo(expected);
    assertThat(Arrays.stream(boxed(found)).distinct()).as("actions differ").hasSizeGreaterThan(1);
    GreedyPolicy single = agent.greedyPolicy(1);
    for (int row = 0; row < ROWS; row++) {
      float[] observation = row(rows, row, observations.size());
      float[] action = new float[actions.size()];
      single.act(observation, action);
      assertThat(policy.act(observation)).isEqualTo(action);
      assertThat(policy.episode().act(observation)).isEqualTo(action);
    }
  }

  private static Float[] boxed(float[] array) {
    Float[] boxed = new Float[array.length];
    Arrays.setAll(boxed, i -> array[i]);
    return boxed;
  }

  private static float[] row(float[] rows, int row, int size) {
    return Arrays.copyOfRange(rows, row * size, (row + 1) * size);
  }

  @ParameterizedTest
  @MethodSource("agents")
  void sample_byTheAgentsOwnStream_drawsTheAgentsActions(
      AgentSettings settings, Space observations, Space actions) throws IOException {
    Agent agent = Policies.agent(settings, observations, actions, ROWS);
    Policy policy = reloaded(Policies.of(agent, observations, actions));
    float[] rows = Policies.observations(observations, ROWS);
    float[] expected = new float[ROWS * actions.size()];
    agent.act(rows, expected);

    float[] found = new float[expected.length];
    policy.sample(rows, ROWS, new RandomStreams(Policies.SEED).stream("exploration"), found);

    assertThat(found).isEqualTo(expected);
  }

  static Stream<Arguments> agentsOfIntegers() {
    return Stream.of(
        Arguments.of(Policies.ppo(), new Discrete(5, -1)),
        Arguments.of(Policies.ppo(), INTEGERS),
        Arguments.of(Policies.dqn(), new Discrete(5, -1)),
        Arguments.of(
            Policies.dqn().toBuilder().distribution(new QuantileDistribution(9)).build(),
            new Discrete(5)));
  }

  @ParameterizedTest
  @MethodSource("agentsOfIntegers")
  void act_underMasks_isTheAgentsAndAllowed(AgentSettings settings, Space actions) {
    Agent agent = Policies.agent(settings, FLOATS, actions, 1);
    Policy policy = Policies.of(agent, FLOATS, actions);
    MaskedActions masked = MaskedActions.of(actions);
    float[] rows = Policies.observations(FLOATS, ROWS);
    boolean[] masks = new boolean[ROWS * masked.size()];
    Pcg64 random = new Pcg64(8);
    float[] allowed = new float[actions.size()];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < 2; i++) {
        actions.sample(random, allowed, 0);
        int first = row * masked.size();
        for (int k = 0; k < allowed.length; k++) {
          masks[first + (int) allowed[k] - actions.integers().get(k).start()] = true;
          first += actions.integers().get(k).n();
        }
      }
    }
    float[] expected = new float[ROWS * actions.size()];
    agent.greedyPolicy(ROWS).act(rows, masks, expected);

    float[] found = new float[expected.length];
    policy.act(rows, ROWS, masks, found);
    assertThat(found).isEqualTo(expected);
    policy.episodes(ROWS).act(rows, masks, found);
    assertThat(found).isEqualTo(expected);
    policy.act(rows, ROWS, found);
    assertThat(found).as("masks matter").isNotEqualTo(expected);
    if (policy.draws()) {
      policy.sample(rows, ROWS, masks, new Pcg64(1), found);
      float[] drawn = new float[found.length];
      policy.episodes(ROWS).sample(rows, masks, new Pcg64(1), drawn);
      assertThat(drawn).isEqualTo(found);
      for (int row = 0; row < ROWS; row++) {
        assertThat(masked.allows(masks, row * masked.size(), found, row * actions.size())).isTrue();
      }
    }
  }

  @Test
  void act_masksThatAreNone_areRefused() {
    float[] rows = Policies.observations(FLOATS, 2);
    Policy policy = Policies.of(Policies.ppo(), FLOATS, new Discrete(3));

    assertThatThrownBy(() -> policy.act(rows, 2, new boolean[3], new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "This policy takes masks of 3 booleans each, of Discrete(3), but was given 3 for 2"
                + " observations.");
    assertThatThrownBy(() -> policy.act(rows, 2, new boolean[6], new float[2]))
        .hasMessageContaining("forbids every action of Discrete(3)");
    assertThatThrownBy(
            () ->
                Policies.of(Policies.ppo(), FLOATS, BITS)
                    .act(rows, 2, new boolean[12], new float[12]))
        .hasMessage(
            "This policy takes no action masks: its actions, of %s, are no integers.", BITS);
  }

  @Test
  void sample_ofTheSameSeed_drawsTheSameActions() {
    Policy policy = Policies.of(gaussian(ActionBounds.TANH, true), FLOATS, TIGHT);
    float[] observation = Policies.observations(FLOATS, 1);
    Pcg64 random = new Pcg64(3);
    Pcg64 other = new Pcg64(3);
    Episodes episode = policy.episode();
    for (int i = 0; i < 20; i++) {
      float[] action = policy.sample(observation, random);
      assertThat(episode.sample(observation, other)).isEqualTo(action);
      assertThat(policy.actionSpace().contains(action, 0)).isTrue();
    }
    assertThat(policy.sample(observation, new Pcg64(4)))
        .isNotEqualTo(policy.sample(observation, new Pcg64(5)));
  }

  @Test
  void act_whatTheAgentLearnsLater_changesNothing() {
    Agent agent = Policies.agent(Policies.ppo(), FLOATS, TIGHT, 1);
    Policy policy = Policies.of(agent, FLOATS, TIGHT);
    float[] observation = Policies.observations(FLOATS, 1);
    float[] before = policy.act(observation);

    Arrays.fill(agent.parameters(), 7);

    assertThat(policy.act(observation)).isEqualTo(before);
  }

  @Test
  void episodes_ofAMemory_stepAsTheAgents() throws IOException {
    Agent agent =
        Policies.agent(
            Policies.ppo().toBuilder().network(Policies.lstm()).build(), FLOATS, TIGHT, 1);
    Policy policy = reloaded(Policies.of(agent, FLOATS, TIGHT));
    Pcg64 random = new Pcg64(23);
    int rows = 3;
    GreedyPolicy expected = agent.greedyPolicy(rows);
    Episodes episodes = policy.episodes(rows);
    float[] observations = new float[rows * 4];
    float[] actions = new float[rows * 3];
    float[] found = new float[rows * 3];
    for (int step = 0; step < 200; step++) {
      for (int row = 0; row < rows; row++) {
        FLOATS.sample(random, observations, row * 4);
        if (random.nextDouble() < 0.05) {
          expected.startEpisode(row);
          episodes.start(row);
        }
      }
      expected.act(observations, actions);
      episodes.act(observations, found);
      assertThat(found).as("step %s", step).isEqualTo(actions);
    }
    assertThat(policy.remembers()).isTrue();
  }

  @Test
  void episodes_refusedObservation_leavesThemAsTheyWere() {
    Policy policy =
        Policies.of(Policies.ppo().toBuilder().network(Policies.lstm()).build(), FLOATS, TIGHT);
    Episodes one = policy.episode();
    Episodes other = policy.episode();
    float[] observations = Policies.observations(FLOATS, 2);
    float[] first = row(observations, 0, 4);
    float[] second = row(observations, 1, 4);
    assertThat(one.act(first)).isEqualTo(other.act(first));

    assertThatThrownBy(() -> one.act(new float[] {1, Float.NaN, 3, 4}))
        .hasMessageContaining("element 1 is NaN");
    assertThatThrownBy(() -> one.act(new float[3])).hasMessageContaining("4 floats");

    assertThat(one.act(second)).isEqualTo(other.act(second));
    one.start();
    assertThat(one.act(first)).isEqualTo(policy.episode().act(first));
  }

  @Test
  void episodes_behindWrappers_makeOfObservationsWhatTheyDo() throws IOException {
    Space seen = Box.of(-NONE, NONE, 2, 2);
    Agent agent = Policies.agent(Policies.ppo(), seen, TIGHT, 1);
    Policy policy =
        reloaded(
            Policy.of(
                agent.policyLayers().orElseThrow(),
                FLOATS,
                List.of(
                    new ObservationMask(List.of(3, 1), null),
                    new ObservationScaling(List.of(1.0, -2.0), List.of(2.0, 0.5), 1.5),
                    new FrameStack(2, FrameStack.Padding.ZERO)),
                TIGHT,
                Map.of()));
    GreedyPolicy expected = agent.greedyPolicy(1);
    float[] action = new float[3];
    Episodes episode = policy.episode();

    expected.act(new float[] {0, 0, 0.5f, 1.5f}, action);
    assertThat(episode.act(new float[] {9, 1, 9, 2})).isEqualTo(action);
    expected.act(new float[] {0.5f, 1.5f, -1.5f, 0}, action);
    assertThat(episode.act(new float[] {9, -2, 9, -30})).isEqualTo(action);
    episode.start();
    expected.act(new float[] {0, 0, 0.5f, 1.5f}, action);
    assertThat(episode.act(new float[] {9, 1, 9, 2})).isEqualTo(action);
    assertThat(policy.observationSpace()).isEqualTo(FLOATS);
  }

  @Test
  void act_badInput_isRefusedByASentenceThatNamesThePolicy() throws IOException {
    Policy policy = reloaded(Policies.cartPole());
    String subject = "The policy '" + folder.resolve("a.policy") + "'";
    assertThatThrownBy(() -> policy.act(new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            subject
                + " takes observations of 4 floats, of Box(-3.0, 3.0, (4,), float32), but was given"
                + " 5.");
    assertThatThrownBy(() -> policy.act(new float[4], new float[2]))
        .hasMessage(
            subject + " gives actions of 1 floats, of Discrete(2), but was given room for 2.");
    assertThatThrownBy(() -> policy.act(new float[11], 3, new float[3]))
        .hasMessageStartingWith(subject + " takes one or more observations of 4 floats each");
    assertThatThrownBy(() -> policy.act(new float[12], 3, new float[2]))
        .hasMessageContaining("room for 2 floats for 3 of them");
    assertThatThrownBy(() -> policy.act(new float[12], 0, new float[2]))
        .hasMessageContaining("was given 0 in an array of 12");
    assertThatThrownBy(() -> policy.act(new float[] {0, 1, Float.NaN, 3}))
        .hasMessage(
            subject + " was given an observation whose element 2 is NaN: give it finite numbers.");
    float[] rows = new float[8];
    rows[5] = Float.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> policy.act(rows, 2, new float[2]))
        .hasMessageContaining("element 1 is -Infinity (in row 1): give it finite numbers.");
    assertThatThrownBy(() -> policy.episodes(0)).hasMessageContaining("at least one episode");
    assertThat(policy.act(new float[4])).isIn(new float[] {0}, new float[] {1});

    Policy ofIntegers = Policies.of(Policies.ppo(), INTEGERS, Policies.CHOICES);
    assertThatThrownBy(() -> ofIntegers.act(new float[] {0, 9, 1}))
        .hasMessage(
            "This policy was given an observation whose element 1 is 9.0: give it values of "
                + INTEGERS
                + ".");
    Policy ofBits = Policies.of(Policies.ppo(), new MultiBinary(3), Policies.CHOICES);
    assertThatThrownBy(() -> ofBits.act(new float[] {0, 1, 0.5f}))
        .hasMessageContaining("element 2 is 0.5: give it values of MultiBinary(3).");
  }

  @Test
  void act_ofAPolicyThatRemembers_saysToTakeAnEpisode() {
    Policy policy =
        Policies.of(Policies.ppo().toBuilder().network(Policies.lstm()).build(), FLOATS, TIGHT);
    assertThatThrownBy(() -> policy.act(new float[4]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("This policy remembers")
        .hasMessageContaining("take an episode()");
  }

  @Test
  void sample_ofActionValues_saysThatThereIsNoDistribution() {
    Policy policy = Policies.of(Policies.dqn(), FLOATS, Policies.CHOICES);
    assertThat(policy.draws()).isFalse();
    assertThatThrownBy(() -> policy.sample(new float[4], new Pcg64(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no distribution to draw actions from");
    assertThatThrownBy(() -> policy.episode().sample(new float[4], new Pcg64(1)))
        .hasMessageContaining("no distribution to draw actions from");
  }

  @Test
  void of_parametersThatAreNotFinite_isRefused() {
    Agent agent = Policies.agent(Policies.ppo(), FLOATS, TIGHT, 1);
    agent.parameters()[3] = Float.NaN;
    assertThatThrownBy(() -> Policies.of(agent, FLOATS, TIGHT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite, as its training has diverged");
  }

  @Test
  void of_otherSpaces_isRefused() {
    Agent agent = Policies.agent(Policies.ppo(), FLOATS, TIGHT, 1);
    assertThatThrownBy(() -> Policies.of(agent, Box.of(0, 1, 5), TIGHT))
        .hasMessageContaining("The network takes 4 numbers, but observations of Box");
    assertThatThrownBy(() -> Policies.of(agent, FLOATS, new Discrete(2)))
        .hasMessageContaining("are read off 2 numbers, but there are 3.");
  }

  @Test
  void origin_inAFile_isWhatItWas() throws IOException {
    assertThat(reloaded(Policies.cartPole()).origin())
        .containsExactlyInAnyOrderEntriesOf(Map.of("run", "test", "step", "10"));
  }

  @Test
  void act_inSteadyState_allocatesNothing() {
    float[] observations = Policies.observations(FLOATS, 8);
    float[] observation = row(observations, 0, 4);
    Policy plain = Policies.cartPole();
    float[] actions = new float[8];
    float[] action = new float[1];
    requireNoAllocation("single", () -> plain.act(observation, action));
    requireNoAllocation("batch", () -> plain.act(observations, 8, actions));
    Pcg64 random = new Pcg64(1);
    requireNoAllocation("drawn", () -> plain.sample(observations, 8, random, actions));
    float[] vector = new float[3];
    Policy bounded = Policies.of(gaussian(ActionBounds.TANH, true), FLOATS, TIGHT);
    requireNoAllocation("bounded", () -> bounded.act(observation, vector));
    requireNoAllocation("drawn vector", () -> bounded.sample(observation, 1, random, vector));
    Policy values =
        Policies.of(
            Policies.dqn().toBuilder()
                .dueling(DuelingSettings.of(8))
                .distribution(new CategoricalDistribution(21, -5, 50))
                .build(),
            FLOATS,
            Policies.CHOICES);
    requireNoAllocation("distributions", () -> values.act(observation, action));
    Episodes episode =
        Policies.of(Policies.ppo().toBuilder().network(Policies.lstm()).build(), FLOATS, TIGHT)
            .episode();
    requireNoAllocation("episode", () -> episode.act(observation, vector));
    Episodes stacked =
        Policy.of(
                Policies.agent(Policies.ppo(), Box.of(-NONE, NONE, 2, 4), TIGHT, 1)
                    .policyLayers()
                    .orElseThrow(),
                FLOATS,
                List.of(
                    new FrameStack(2, FrameStack.Padding.RESET),
                    new ObservationScaling(
                        List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
                        List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
                        10)),
                TIGHT,
                Map.of())
            .episode();
    requireNoAllocation("frame stack", () -> stacked.act(observation, vector));
  }

  private static void requireNoAllocation(String what, Runnable act) {
    assertThat(Allocations.bytesPerCall(2_000, call -> act.run())).as(what).isLessThan(1);
  }
}
