package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.replay.PrioritizedSettings;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.nn.DenseSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DqnSettingsTest {

  private static DqnSettings plain(ClippingSettings clipping, RegressionLoss loss) {
    return DqnSettings.builder()
        .network(new MlpSettings(List.of(8), Activation.RELU, Initialization.KAIMING_UNIFORM))
        .clipping(clipping)
        .batchSize(4)
        .replay(new ReplaySettings(100, 0))
        .trainFrequency(1)
        .targetUpdateInterval(10)
        .loss(loss)
        .exploration(Schedule.constant(0.1))
        .build();
  }

  private static DqnSettingsBuilder huber() {
    return plain(ClippingSettings.DEFAULTS, RegressionLoss.HUBER).toBuilder();
  }

  @Test
  void settings_withAResetThatNeverComes_areRefused() {
    DqnSettingsBuilder atRollout = huber().optimizer(reset(OptimizerReset.At.ROLLOUT));
    assertRefused(
        atRollout::build,
        "The optimizer's 'reset' is at each rollout, but a dqn agent has none: choose 'at: target',"
            + " or leave out 'reset'.");
    DqnSettingsBuilder soft =
        huber().optimizer(reset(OptimizerReset.At.TARGET)).targetUpdateRate(0.01);
    assertRefused(
        soft::build,
        "The optimizer's 'reset' is at each new target network, but with a 'target-update-rate' of"
            + " 0.01 the target network only ever moves a little: choose 'target-update-rate: 1',"
            + " or leave out 'reset'.");
  }

  private static Adam reset(OptimizerReset.At at) {
    return Adam.builder().reset(new OptimizerReset(OptimizerReset.What.STEPS, at)).build();
  }

  private static AgentContext context(int episodeLimit) {
    return new AgentContext(
        Box.of(-1, 1, 3), new Discrete(2), 1, 1000, new RandomStreams(1), episodeLimit);
  }

  private static AgentContext context(Space actions) {
    return new AgentContext(Box.of(-1, 1, 3), actions, 1, 1000, new RandomStreams(1));
  }

  private static void assertRefused(ThrowingCallable settings, String sentence) {
    assertThatIllegalArgumentException().isThrownBy(settings).withMessage(sentence);
  }

  @Test
  void new_squaredLossOfADistribution_isRefused() {
    DqnSettingsBuilder squared =
        plain(ClippingSettings.DEFAULTS, RegressionLoss.SQUARED).toBuilder();

    assertRefused(
        () -> squared.distribution(QuantileDistribution.DEFAULTS).build(),
        "'loss' is squared, but a distribution of type quantile is learned by the quantile Huber"
            + " loss: leave out 'loss', or 'distribution'.");
    assertRefused(
        () -> squared.distribution(HlGaussDistribution.DEFAULTS).build(),
        "'loss' is squared, but a distribution of type hl-gauss is learned by cross-entropy: leave"
            + " out 'loss', or 'distribution'.");
    assertRefused(
        () -> squared.distribution(CategoricalDistribution.DEFAULTS).build(),
        "'loss' is squared, but a distribution of type categorical is learned by cross-entropy:"
            + " leave out 'loss', or 'distribution'.");
  }

  private static DqnSettingsBuilder remembering(int sequenceLength) {
    return huber()
        .network(
            new MlpSettings(
                new LstmSettings(4, sequenceLength),
                List.of(4),
                Activation.RELU,
                Initialization.ORTHOGONAL));
  }

  @Test
  void new_recurrentNetwork_learnsFromWholeSequences() {
    assertThat(remembering(4).recurrent(new RecurrentSettings(0, 3)).build().create(context(10)))
        .isNotNull();
    assertRefused(
        () -> remembering(3).build(),
        "'batch-size' counts the steps of whole sequences: it must be a multiple of the"
            + " 'sequence-length' of the 'lstm', 3, but is 4.");
    assertRefused(
        () -> remembering(2).recurrent(new RecurrentSettings(0, 2)).build(),
        "'recurrent' lets sequences overlap by 2 steps, but they have 2: choose fewer, or a larger"
            + " 'sequence-length'.");
    assertRefused(
        () ->
            huber()
                .network(
                    new MlpSettings(
                        new LstmSettings(4, null),
                        List.of(),
                        Activation.RELU,
                        Initialization.ORTHOGONAL))
                .build(),
        "'network' has an 'lstm', which a dqn agent trains on pieces of episodes: say of how many"
            + " steps, as in 'lstm: {units: 64, sequence-length: 20}'.");
    assertRefused(
        () -> huber().recurrent(new RecurrentSettings(3, 0)).build(),
        "'recurrent' is about networks with a memory, but 'network' has none: give it an 'lstm', or"
            + " leave out 'recurrent'.");
    assertRefused(
        () -> huber().recurrent(new RecurrentSettings(-1, 0)).build(),
        "'burn-in' must be ≥ 0, but is -1.");
    assertRefused(
        () -> huber().recurrent(new RecurrentSettings(0, -1)).build(),
        "'overlap' must be ≥ 0, but is -1.");
  }

  @Test
  void new_whatDoesNotGoWithAMemory_isRefused() {
    assertRefusedWithMemory(
        () ->
            remembering(4).replay(new ReplaySettings(100, 0, PrioritizedSettings.DEFAULTS)).build(),
        "'prioritized' replay");
    assertRefusedWithMemory(
        () ->
            huber()
                .network(
                    MlpSettings.builder()
                        .lstm(new LstmSettings(4, 4))
                        .hidden(List.of(new DenseSettings(4)))
                        .dropout(0.1)
                        .build())
                .build(),
        "'dropout'");
    DqnSettingsBuilder perSample =
        plain(ClippingSettings.of(new PerSampleNorm(1)), RegressionLoss.HUBER).toBuilder();
    assertRefusedWithMemory(
        () -> perSample.network(remembering(4).build().network()).build(),
        "'clipping' by the gradient of each sample");
  }

  private static void assertRefusedWithMemory(ThrowingCallable settings, String what) {
    assertRefused(
        settings,
        "'network' has an 'lstm', with which there is no " + what + ": leave out one of them.");
  }

  @Test
  void new_duelingStreamsBehindAnotherNetwork_areRefused() {
    DqnSettings plain = plain(ClippingSettings.DEFAULTS, RegressionLoss.HUBER);
    DqnSettings other =
        plain.toBuilder()
            .network(
                (prefix, inputShape, outputs, gain) ->
                    plain.network().network(prefix, inputShape, outputs, gain))
            .build();

    assertRefused(
        () -> other.toBuilder().dueling(DuelingSettings.of(8)).build(),
        "'dueling' needs a network whose hidden layers are known, of type 'mlp' or 'layers', but"
            + " 'network' is of another: leave out one of them.");
    assertThat(other.toBuilder().noisy(NoisySettings.DEFAULTS).build().create(context(10)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
  void new_targetUpdateRateOutsideItsRange_isRefused(double rate) {
    assertRefused(
        () -> huber().targetUpdateRate(rate).build(),
        "'target-update-rate' must be in (0, 1], but is " + rate + ".");
  }

  @Test
  void new_otherValuesOutOfRange_areRefused() {
    assertRefused(() -> huber().nStep(0).build(), "'n-step' must be ≥ 1, but is 0.");
    assertRefused(
        () -> huber().dueling(DuelingSettings.of(8, 0)).build(),
        "A hidden layer's 'units' must be ≥ 1, but is 0.");
    assertRefused(() -> new QuantileDistribution(0), "'quantiles' must be ≥ 1, but is 0.");
    assertRefused(() -> new CategoricalDistribution(1, 0, 1), "'atoms' must be ≥ 2, but is 1.");
    assertRefused(
        () -> new CategoricalDistribution(51, 10, 10),
        "The returns 'min' and 'max' must be finite, and 'min' the smaller, but they are 10.0 and"
            + " 10.0.");
    assertRefused(() -> new NoisySettings(-1), "'sigma' must be finite and ≥ 0, but is -1.0.");
    assertRefused(
        () -> new PrioritizedSettings(1.5, Schedule.constant(1), 1e-6),
        "'alpha' must be in [0, 1], but is 1.5.");
    assertRefused(
        () -> new PrioritizedSettings(0.6, new Linear(0.4, 2, 1), 1e-6),
        "'beta' must be in [0, 1], but is 1.0016 when 0.376 of training is over.");
    assertRefused(
        () -> new PrioritizedSettings(0.6, Schedule.constant(1), 0),
        "'epsilon' must be finite and > 0, but is 0.0.");
  }

  @Test
  void create_returnsOfMoreStepsThanEpisodesHave_isRefused() {
    DqnSettings settings = huber().nStep(11).build();

    assertRefused(
        () -> settings.create(context(10)),
        "'n-step' is 11, but episodes end after 10 steps at the latest: choose at most 10, or a"
            + " longer time limit.");
    assertThat(settings.create(context(11))).isNotNull();
  }

  @Test
  void create_ruleOnSamplesOfDuelingOrNoisyNetworks_isTaken() {
    DqnSettingsBuilder perSample =
        plain(ClippingSettings.of(new PerSampleNorm(1)), RegressionLoss.HUBER).toBuilder();

    assertThat(perSample.dueling(DuelingSettings.of(4)).build().create(context(10))).isNotNull();
    assertThat(perSample.noisy(NoisySettings.DEFAULTS).build().create(context(10))).isNotNull();
  }

  @Test
  void new_layersOfACritic_areRefused() {
    MlpSettings withCritic =
        MlpSettings.builder()
            .initialization(Initialization.KAIMING_UNIFORM)
            .criticHidden(List.of(new DenseSettings(8)))
            .build();

    assertRefused(
        () -> huber().network(withCritic).build(),
        "'network' has layers of a critic, 'critic-hidden', but a dqn agent has no critic: leave"
            + " them out.");
  }

  @Test
  void new_batchLargerThanTheMemory_isRefused() {
    assertRefused(
        () -> huber().replay(new ReplaySettings(3, 0)).build(),
        "'batch-size' is 4, but the replay memory keeps 3 transitions only: choose a smaller batch,"
            + " or a larger 'capacity'.");
  }

  @Test
  void create_actionsThatAreNotDiscrete_areRefused() {
    assertRefused(
        () -> huber().build().create(context(Box.of(-1, 1, 2))),
        "A dqn agent needs discrete actions, but the environment's are Box(-1.0, 1.0, (2,),"
            + " float32): choose an agent of type sac, td3, a2c, ppo or reinforce.");
    assertRefused(
        () -> huber().build().create(context(new MultiDiscrete(2, 3))),
        "A dqn agent needs discrete actions, but the environment's are MultiDiscrete([2 3]): choose"
            + " an agent of type a2c, ppo or reinforce.");
    assertRefused(
        () -> huber().build().create(context(new MultiBinary(2))),
        "A dqn agent needs discrete actions, but the environment's are MultiBinary(2): choose an"
            + " agent of type a2c, ppo or reinforce.");
  }
}
