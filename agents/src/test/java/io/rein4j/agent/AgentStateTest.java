package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.contract.AgentContract;
import io.rein4j.agent.dqn.CategoricalDistribution;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.dqn.DuelingSettings;
import io.rein4j.agent.dqn.HlGaussDistribution;
import io.rein4j.agent.dqn.NoisySettings;
import io.rein4j.agent.dqn.QuantileDistribution;
import io.rein4j.agent.dqn.Rainbow;
import io.rein4j.agent.dqn.TdClipSettings;
import io.rein4j.agent.offpolicy.NormalNoise;
import io.rein4j.agent.offpolicy.OrnsteinUhlenbeckNoise;
import io.rein4j.agent.offpolicy.SacSettings;
import io.rein4j.agent.offpolicy.SacSettingsBuilder;
import io.rein4j.agent.offpolicy.StateDependentExploration;
import io.rein4j.agent.offpolicy.Td3Settings;
import io.rein4j.agent.offpolicy.Td3SettingsBuilder;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.ActionBounds;
import io.rein4j.agent.pg.GaussianSettings;
import io.rein4j.agent.pg.HlGaussValues;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.pg.ReinforceSettings;
import io.rein4j.agent.replay.PrioritizedSettings;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.AdaGc;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.clip.UpdateNorm;
import io.rein4j.clip.UpdateRms;
import io.rein4j.clip.WeightNorm;
import io.rein4j.clip.WeightValue;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.ConvSettings;
import io.rein4j.nn.DenseSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MaxPoolSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.Padding;
import io.rein4j.optim.Adam;
import io.rein4j.optim.LaProp;
import io.rein4j.optim.Muon;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every agent must hold: the same seed gives the same run, also across its written state. */
class AgentStateTest {

  /** Environments whose actions are several integers, and several bits. */
  private static final String INTEGERS = "integers";

  private static final String BITS = "bits";

  /** Ones that allow only some actions, of one integer and of several. */
  private static final String MASKED = "masked";

  private static final String MASKED_INTEGERS = "masked integers";

  /** One whose observations are frames. */
  private static final String FRAMES = "frames";

  /** Makes the environment of an agent. */
  static Env environment(String id) {
    return switch (id) {
      case INTEGERS ->
          new TaskEnv(new RepeatTask(new MultiDiscrete(new int[] {3, 2}, new int[] {-1, 0})));
      case MASKED -> new TaskEnv(new MaskedTask(new Discrete(7, -3)));
      case MASKED_INTEGERS ->
          new TaskEnv(new MaskedTask(new MultiDiscrete(new int[] {3, 5}, new int[] {-1, 0})));
      case FRAMES -> new TaskEnv(new FramesTask(2, 10, 3));
      case BITS -> new TaskEnv(new RepeatTask(new MultiBinary(2, 2)));
      default -> Envs.standard().make(id);
    };
  }

  /**
   * Every agent, on observations that a network takes as they are and on some that are encoded; and
   * each part of a DQN, and each policy, alone.
   */
  static Stream<Arguments> agents() {
    DqnSettings plain = dqn();
    return Stream.of(
            Stream.of(
                    plain,
                    Rainbow.of(plain),
                    ppo(false, GaussianSettings.DEFAULTS),
                    a2c(GaussianSettings.DEFAULTS))
                .flatMap(
                    settings ->
                        Stream.of("CartPole-v1", "FrozenLake-v1", "Blackjack-v1")
                            .map(id -> Arguments.of(settings, id))),
            Stream.of(
                    plain.toBuilder().targetUpdateRate(0.1),
                    plain.toBuilder().nStep(3),
                    plain.toBuilder()
                        .tdClip(new TdClipSettings(1.2, 0.99))
                        .replay(new ReplaySettings(500, 100, PrioritizedSettings.DEFAULTS)),
                    plain.toBuilder()
                        .replay(new ReplaySettings(500, 100, PrioritizedSettings.DEFAULTS)),
                    plain.toBuilder().dueling(DuelingSettings.of(8)),
                    plain.toBuilder().distribution(new QuantileDistribution(7)),
                    plain.toBuilder()
                        .distribution(new QuantileDistribution(9))
                        .replay(new ReplaySettings(500, 100, PrioritizedSettings.DEFAULTS)),
                    plain.toBuilder().distribution(new CategoricalDistribution(7, -3, 30)),
                    plain.toBuilder().distribution(new HlGaussDistribution(9, -3, 30, 0.75)),
                    plain.toBuilder()
                        .noisy(NoisySettings.DEFAULTS)
                        .exploration(Schedule.constant(0)),
                    plain.toBuilder()
                        .network(normalizedWithDropout())
                        .dueling(DuelingSettings.of(8)),
                    plain.toBuilder()
                        .network(normalizedWithDropout())
                        .noisy(NoisySettings.DEFAULTS)
                        .exploration(Schedule.constant(0)))
                .map(settings -> Arguments.of(settings.build(), "CartPole-v1")),
            Stream.of(
                Arguments.of(ppo(true, GaussianSettings.DEFAULTS), "Blackjack-v1"),
                Arguments.of(reinforce(true), "CartPole-v1"),
                Arguments.of(reinforce(false), "Blackjack-v1")),
            criticsOfTheirOwn(),
            withUpdateClipping(),
            optimizers(),
            valuesAsClasses(),
            recurrent(),
            seeing().map(settings -> Arguments.of(settings, FRAMES)),
            Stream.of(INTEGERS, BITS)
                .flatMap(id -> severalChoices().map(settings -> Arguments.of(settings, id))),
            Stream.concat(masked(), severalChoices())
                .map(settings -> Arguments.of(settings, MASKED)),
            severalChoices().map(settings -> Arguments.of(settings, MASKED_INTEGERS)),
            continuous().map(settings -> Arguments.of(settings, "Pendulum-v1")),
            offPolicy().map(settings -> Arguments.of(settings, "Pendulum-v1")))
        .flatMap(kinds -> kinds);
  }

  /** Critics with an optimizer or clipping of their own, or with both. */
  private static Stream<Arguments> criticsOfTheirOwn() {
    return Stream.of(
        Arguments.of(
            ppo(remembering(5), false, GaussianSettings.DEFAULTS, 15).toBuilder()
                .criticOptimizer(Adam.DEFAULTS)
                .criticClipping(ClippingSettings.of(AdaGc.DEFAULTS))
                .build(),
            "CartPole-v1"),
        Arguments.of(
            a2c(new GaussianSettings(-2, ActionBounds.CLIP, true, 3)).toBuilder()
                .criticOptimizer(new Sgd(Schedule.constant(1e-3), 0.9, true))
                .build(),
            "Pendulum-v1"),
        Arguments.of(
            reinforce(true).toBuilder()
                .criticClipping(ClippingSettings.of(new PerSampleNorm(0.1)))
                .build(),
            "CartPole-v1"));
  }

  /** Agents of all families with stages behind their optimizers. */
  private static Stream<Arguments> withUpdateClipping() {
    UpdateClippingSettings all =
        UpdateClippingSettings.of(
            new UpdateRms(0.9), new UpdateNorm(1e-3), new WeightValue(1), new WeightNorm(3));
    return Stream.of(
        Arguments.of(dqn().toBuilder().updateClipping(all).build(), "CartPole-v1"),
        Arguments.of(
            dqn().toBuilder()
                .network(remembering(4))
                .noisy(NoisySettings.DEFAULTS)
                .exploration(Schedule.constant(0))
                .updateClipping(all)
                .build(),
            "CartPole-v1"),
        Arguments.of(
            ppo(remembering(5), true, GaussianSettings.DEFAULTS, 15).toBuilder()
                .updateClipping(all)
                .build(),
            "Pendulum-v1"),
        Arguments.of(
            a2c(new GaussianSettings(-2, ActionBounds.CLIP, true, 3)).toBuilder()
                .updateClipping(all)
                .criticOptimizer(new Sgd(Schedule.constant(1e-3), 0.9, true))
                .criticUpdateClipping(UpdateClippingSettings.of(new WeightNorm(2)))
                .build(),
            "Pendulum-v1"),
        Arguments.of(reinforce(true).toBuilder().criticUpdateClipping(all).build(), "CartPole-v1"));
  }

  /** Critics that learn values by cross-entropy. */
  private static Stream<Arguments> valuesAsClasses() {
    HlGaussValues values = new HlGaussValues(11, -5, 50, 0.75);
    return Stream.of(
        Arguments.of(
            ppo(true, GaussianSettings.DEFAULTS).toBuilder()
                .valueClip(null)
                .valueDistribution(values)
                .build(),
            "CartPole-v1"),
        Arguments.of(
            ppo(remembering(5), false, GaussianSettings.DEFAULTS, 15).toBuilder()
                .valueClip(null)
                .valueDistribution(values)
                .criticOptimizer(Adam.DEFAULTS)
                .build(),
            "CartPole-v1"),
        Arguments.of(
            a2c(GaussianSettings.DEFAULTS).toBuilder().valueDistribution(values).build(),
            "Pendulum-v1"),
        Arguments.of(reinforce(true).toBuilder().valueDistribution(values).build(), "CartPole-v1"));
  }

  /** Optimizers that start anew, and others that no agent has by default. */
  private static Stream<Arguments> optimizers() {
    return Stream.of(
        Arguments.of(
            dqn().toBuilder().optimizer(startingAnew(OptimizerReset.At.TARGET)).build(),
            "CartPole-v1"),
        Arguments.of(
            ppo(false, GaussianSettings.DEFAULTS).toBuilder()
                .optimizer(startingAnew(OptimizerReset.At.ROLLOUT))
                .build(),
            "CartPole-v1"),
        Arguments.of(dqn().toBuilder().optimizer(Muon.DEFAULTS).build(), "CartPole-v1"),
        Arguments.of(
            ppo(remembering(5), true, GaussianSettings.DEFAULTS, 15).toBuilder()
                .optimizer(Muon.DEFAULTS)
                .build(),
            "CartPole-v1"),
        Arguments.of(
            a2c(GaussianSettings.DEFAULTS).toBuilder().optimizer(LaProp.DEFAULTS).build(),
            "CartPole-v1"));
  }

  private static Adam startingAnew(OptimizerReset.At at) {
    return Adam.builder().reset(new OptimizerReset(OptimizerReset.What.STEPS, at)).build();
  }

  private static Stream<Arguments> recurrent() {
    return Stream.of(
        Arguments.of(ppo(remembering(5), false, GaussianSettings.DEFAULTS, 15), "CartPole-v1"),
        Arguments.of(ppo(remembering(8), false, GaussianSettings.DEFAULTS, 16), "Pendulum-v1"),
        Arguments.of(ppo(remembering(null), false, GaussianSettings.DEFAULTS, 20), "Blackjack-v1"),
        Arguments.of(dqn().toBuilder().network(remembering(4)).nStep(2).build(), "CartPole-v1"),
        Arguments.of(
            dqn().toBuilder()
                .network(remembering(8))
                .recurrent(new RecurrentSettings(3, 5))
                .dueling(DuelingSettings.of(8))
                .distribution(new QuantileDistribution(7))
                .build(),
            "Blackjack-v1"),
        Arguments.of(
            dqn().toBuilder()
                .network(remembering(4))
                .dueling(DuelingSettings.of(8))
                .noisy(NoisySettings.DEFAULTS)
                .exploration(Schedule.constant(0))
                .build(),
            "CartPole-v1"),
        Arguments.of(ppo(remembering(5), true, GaussianSettings.DEFAULTS, 15), "CartPole-v1"),
        Arguments.of(ppo(inAnyOrder(5), false, GaussianSettings.DEFAULTS, 15), "Pendulum-v1"),
        Arguments.of(dqn().toBuilder().network(inAnyOrder(4)).build(), "CartPole-v1"),
        Arguments.of(
            dqn().toBuilder().network(inAnyOrder(4)).dueling(DuelingSettings.of(8)).build(),
            "CartPole-v1"),
        Arguments.of(
            ppo(inAnyOrder(8), true, new GaussianSettings(-2, ActionBounds.CLIP, true, 3), 16),
            "Pendulum-v1"),
        Arguments.of(ppo(rememberingCritic(), false, GaussianSettings.DEFAULTS, 15), "CartPole-v1"),
        Arguments.of(
            ppo(remembering(8), true, new GaussianSettings(-2, ActionBounds.CLIP, true, 3), 16),
            "Pendulum-v1"),
        Arguments.of(a2c(remembering(null), GaussianSettings.DEFAULTS), "CartPole-v1"),
        Arguments.of(a2c(remembering(3), GaussianSettings.DEFAULTS), "Pendulum-v1"),
        Arguments.of(reinforce(remembering(null), true), "CartPole-v1"),
        Arguments.of(reinforce(remembering(4), false), "CartPole-v1"));
  }

  private static MlpSettings remembering(@Nullable Integer sequenceLength) {
    return new MlpSettings(
        new LstmSettings(8, sequenceLength),
        List.of(8),
        Activation.TANH,
        Initialization.ORTHOGONAL);
  }

  /** Two memories, each behind a layer. */
  private static LayerListSettings inAnyOrder(int sequenceLength) {
    return new LayerListSettings(
        List.of(
            new DenseSettings(8),
            new LstmSettings(6, sequenceLength),
            new DenseSettings(5),
            new LstmSettings(4, null)),
        null,
        Activation.TANH,
        Initialization.ORTHOGONAL);
  }

  private static LayerListSettings rememberingCritic() {
    return new LayerListSettings(
        List.of(new DenseSettings(8)),
        List.of(new LstmSettings(6, 5)),
        Activation.TANH,
        Initialization.ORTHOGONAL);
  }

  /** Networks that begin with convolutions. */
  private static Stream<AgentSettings> seeing() {
    LayerListSettings network =
        LayerListSettings.builder(
                new ConvSettings(3, 4, 3, Padding.NONE),
                new MaxPoolSettings(2, 1, Padding.SAME),
                new DenseSettings(8))
            .inputScale(255)
            .build();
    return Stream.of(
        dqn().toBuilder()
            .network(network)
            .dueling(DuelingSettings.of(8))
            .clipping(ClippingSettings.of(new PerSampleNorm(0.5)))
            .build(),
        ppo(network, true, GaussianSettings.DEFAULTS, 16));
  }

  private static Stream<AgentSettings> severalChoices() {
    return Stream.of(
        ppo(false, GaussianSettings.DEFAULTS),
        ppo(true, GaussianSettings.DEFAULTS),
        ppo(remembering(5), true, GaussianSettings.DEFAULTS, 15),
        a2c(GaussianSettings.DEFAULTS),
        reinforce(true));
  }

  /**
   * Agents of one integer that choose among allowed actions, and learn from what is allowed next.
   */
  private static Stream<AgentSettings> masked() {
    return Stream.of(
        dqn(),
        Rainbow.of(dqn()),
        dqn().toBuilder().distribution(new QuantileDistribution(7)).doubleQ(false).build(),
        dqn().toBuilder().network(remembering(4)).nStep(2).build());
  }

  private static Stream<AgentSettings> continuous() {
    return Stream.of(
        ppo(false, GaussianSettings.DEFAULTS),
        ppo(true, new GaussianSettings(-1, ActionBounds.TANH, false, null)),
        ppo(false, new GaussianSettings(-2, ActionBounds.CLIP, true, 3)),
        a2c(GaussianSettings.DEFAULTS),
        a2c(new GaussianSettings(-2, ActionBounds.TANH, true, null)));
  }

  /** SAC and TD3, with each of their parts, and with clipping of each path's own. */
  private static Stream<AgentSettings> offPolicy() {
    UpdateClippingSettings updates = UpdateClippingSettings.of(new UpdateRms(0.9));
    return Stream.of(
        sac().build(),
        sac().entropyCoefficient(0.1).nStep(3).build(),
        // Rounds of eight steps, in which noise is drawn three times.
        sac()
            .sde(new StateDependentExploration(-2, 3))
            .actionNoise(new NormalNoise(0.1))
            .trainFrequency(24)
            .build(),
        sac()
            .network(MlpSettings.builder(12).layerNorm(true).build())
            .critics(3)
            .replay(new ReplaySettings(500, 100, PrioritizedSettings.DEFAULTS))
            .clipping(ClippingSettings.of(new PerSampleNorm(0.1)))
            .alphaClipping(ClippingSettings.of(AdaGc.DEFAULTS))
            .updateClipping(updates)
            .build(),
        td3().build(),
        td3()
            .critics(1)
            .policyDelay(1)
            .targetNoise(0)
            .nStep(2)
            .actionNoise(new OrnsteinUhlenbeckNoise(0.5, 0.15, 0.01))
            .build(),
        td3()
            .criticClipping(ClippingSettings.of(AdaGc.DEFAULTS))
            .actorOptimizer(new Sgd(Schedule.constant(1e-3), 0.9, true))
            .criticUpdateClipping(updates)
            .replay(new ReplaySettings(500, 100, PrioritizedSettings.DEFAULTS))
            .build());
  }

  private static SacSettingsBuilder sac() {
    return SacSettings.builder()
        .network(new MlpSettings(List.of(16, 16), Activation.RELU, Initialization.KAIMING_UNIFORM))
        .batchSize(16)
        .replay(new ReplaySettings(500, 100))
        .trainFrequency(8)
        .gradientSteps(-1);
  }

  private static Td3SettingsBuilder td3() {
    return Td3Settings.builder()
        .network(new MlpSettings(List.of(16, 16), Activation.RELU, Initialization.KAIMING_UNIFORM))
        .batchSize(16)
        .replay(new ReplaySettings(500, 100))
        .trainFrequency(8)
        .gradientSteps(3);
  }

  private static MlpSettings normalizedWithDropout() {
    return MlpSettings.builder()
        .hidden(List.of(new DenseSettings(16, Activation.TANH, false, null), new DenseSettings(12)))
        .layerNorm(true)
        .dropout(0.2)
        .initialization(Initialization.KAIMING_UNIFORM)
        .build();
  }

  private static DqnSettings dqn() {
    return DqnSettings.builder()
        .network(new MlpSettings(List.of(16, 16), Activation.RELU, Initialization.KAIMING_UNIFORM))
        .batchSize(16)
        .replay(new ReplaySettings(500, 100))
        .trainFrequency(8)
        .gradientSteps(-1)
        .targetUpdateInterval(50)
        .doubleQ(true)
        .build();
  }

  private static PpoSettings ppo(boolean shared, GaussianSettings gaussian) {
    return ppo(PpoSettings.DEFAULTS.network(), shared, gaussian, 16);
  }

  private static PpoSettings ppo(
      NetworkSettings network, boolean shared, GaussianSettings gaussian, int batch) {
    return PpoSettings.builder()
        .network(network)
        .sharedTrunk(shared)
        .gaussian(gaussian)
        .rolloutSteps(20)
        .batchSize(batch)
        .epochs(2)
        .valueClip(0.2)
        .entropyCoefficient(0.01)
        .targetKl(0.05)
        .build();
  }

  private static A2cSettings a2c(GaussianSettings gaussian) {
    return a2c(A2cSettings.DEFAULTS.network(), gaussian);
  }

  private static A2cSettings a2c(NetworkSettings network, GaussianSettings gaussian) {
    return A2cSettings.builder()
        .network(network)
        .gaussian(gaussian)
        .rolloutSteps(7)
        .entropyCoefficient(0.01)
        .build();
  }

  private static ReinforceSettings reinforce(boolean baseline) {
    return reinforce(ReinforceSettings.DEFAULTS.network(), baseline);
  }

  private static ReinforceSettings reinforce(NetworkSettings network, boolean baseline) {
    return ReinforceSettings.builder()
        .network(network)
        .baseline(baseline)
        .normalizeAdvantages(true)
        .build();
  }

  @Test
  void everyType_isUnderTest() {
    Set<Class<?>> tested = new HashSet<>();
    agents().forEach(arguments -> tested.add(arguments.get()[0].getClass()));

    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            Catalog.standard().types(LearnerSettings.class).values().stream()
                .filter(AgentSettings.class::isAssignableFrom)
                .toList());
  }

  /** The kit's tests for every agent. */
  @Nested
  @ParameterizedClass
  @MethodSource("io.rein4j.agent.AgentStateTest#agents")
  class EveryAgent extends AgentContract {

    private final AgentSettings settings;
    private final String id;

    EveryAgent(AgentSettings settings, String id) {
      this.settings = settings;
      this.id = id;
    }

    @Override
    protected AgentSettings settings() {
      return settings;
    }

    @Override
    protected Env environment() {
      return AgentStateTest.environment(id);
    }
  }
}
