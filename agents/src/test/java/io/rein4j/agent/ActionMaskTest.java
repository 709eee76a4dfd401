package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.dqn.CategoricalDistribution;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.dqn.NoisySettings;
import io.rein4j.agent.dqn.QuantileDistribution;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.pg.ReinforceSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No agent takes an action that a mask forbids, whatever its parameters are. */
class ActionMaskTest {

  private static final int ENVIRONMENTS = 4;
  private static final int OBSERVATION = 3;
  private static final Space ONE = new Discrete(5, -2);
  private static final Space SEVERAL = new MultiDiscrete(new int[] {3, 1, 4}, new int[] {0, 2, -1});

  private static final MlpSettings SMALL =
      new MlpSettings(List.of(8), Activation.TANH, Initialization.ORTHOGONAL);
  private static final MlpSettings LSTM =
      new MlpSettings(
          new LstmSettings(6, 4), List.of(8), Activation.TANH, Initialization.ORTHOGONAL);

  static Stream<Arguments> agents() {
    DqnSettings dqn =
        DqnSettings.builder()
            .network(SMALL)
            .replay(new ReplaySettings(100, 0))
            .exploration(Schedule.constant(0.5))
            .build();
    PpoSettings ppo = PpoSettings.builder().network(SMALL).build();
    Stream<AgentSettings> ofOne =
        Stream.of(
            dqn,
            dqn.toBuilder().exploration(Schedule.constant(0)).build(),
            dqn.toBuilder().distribution(new QuantileDistribution(5)).build(),
            dqn.toBuilder().distribution(new CategoricalDistribution(5, -1, 1)).build(),
            dqn.toBuilder().noisy(NoisySettings.DEFAULTS).build(),
            dqn.toBuilder().network(LSTM).build());
    List<AgentSettings> ofAny =
        List.of(
            ppo,
            ppo.toBuilder().sharedTrunk(true).build(),
            ppo.toBuilder().network(LSTM).build(),
            A2cSettings.builder().network(SMALL).build(),
            ReinforceSettings.builder().network(SMALL).build());
    return Stream.concat(
        Stream.concat(ofOne, ofAny.stream()).map(settings -> Arguments.of(settings, ONE)),
        ofAny.stream().map(settings -> Arguments.of(settings, SEVERAL)));
  }

  @ParameterizedTest
  @MethodSource("agents")
  void act_anyParametersAndMasks_takesAllowedActionsAlone(AgentSettings settings, Space actions) {
    assertThat(settings.keepsToMasks()).isTrue();
    MaskedActions masked = MaskedActions.of(actions);
    Agent agent =
        settings.create(
            new AgentContext(
                    Box.of(-10, 10, OBSERVATION),
                    actions,
                    ENVIRONMENTS,
                    10_000,
                    new RandomStreams(1))
                .masked(masked.size()));
    Pcg64 random = new Pcg64(3);
    float[] parameters = agent.parameters().clone();
    for (int round = 0; round < 40; round++) {
      float scale = round < 20 ? round : round < 30 ? 1e30f : Float.NaN;
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = scale * (float) random.standardNormal();
      }
      agent.startFrom(parameters);
      act(agent, actions, masked, random, "round " + round);
    }
  }

  private static void act(
      Agent agent, Space actions, MaskedActions masked, Pcg64 random, String label) {
    float[] observations = new float[ENVIRONMENTS * OBSERVATION];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) random.standardNormal();
    }
    boolean[] masks = new boolean[ENVIRONMENTS * masked.size()];
    for (int env = 0; env < ENVIRONMENTS; env++) {
      allowSome(actions, masks, env * masked.size(), random);
    }
    float[] drawn = new float[ENVIRONMENTS * actions.size()];
    float[] greedy = new float[drawn.length];
    agent.act(observations, masks, drawn);
    agent.greedyPolicy(ENVIRONMENTS).act(observations, masks, greedy);
    for (float[] taken : List.of(drawn, greedy)) {
      for (int env = 0; env < ENVIRONMENTS; env++) {
        assertThat(masked.allows(masks, env * masked.size(), taken, env * actions.size()))
            .as("%s: %s under %s", label, Arrays.toString(taken), Arrays.toString(masks))
            .isTrue();
      }
    }
  }

  /** Allows about a third of the values of each integer, and at least one. */
  private static void allowSome(Space actions, boolean[] masks, int offset, Pcg64 random) {
    int first = offset;
    for (Discrete integer : actions.integers()) {
      masks[first + random.nextInt(integer.n())] = true;
      for (int i = first; i < first + integer.n(); i++) {
        masks[i] |= random.nextInt(4) == 0;
      }
      first += integer.n();
    }
  }
}
