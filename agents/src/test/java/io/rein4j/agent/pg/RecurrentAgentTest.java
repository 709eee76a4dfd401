package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Rig;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrentAgentTest {

  private static final int ENVIRONMENTS = 3;
  private static final int STEPS = 10;

  private static MlpSettings network(@Nullable Integer sequenceLength) {
    return new MlpSettings(
        new LstmSettings(6, sequenceLength),
        List.of(5),
        Activation.TANH,
        Initialization.ORTHOGONAL);
  }

  private static PpoSettings ppo(
      @Nullable Integer sequenceLength,
      int batchSize,
      double learningRate,
      GaussianSettings gaussian,
      ClippingSettings clipping) {
    return PpoSettings.builder()
        .network(network(sequenceLength))
        .gaussian(gaussian)
        .optimizer(new Sgd(Schedule.constant(learningRate), 0, false))
        .clipping(clipping)
        .gamma(0.9)
        .gaeLambda(0.9)
        .rolloutSteps(STEPS)
        .batchSize(batchSize)
        .epochs(2)
        .entropyCoefficient(0.01)
        .build();
  }

  private static PpoSettings ppo(@Nullable Integer sequenceLength, int batchSize) {
    return ppo(
        sequenceLength, batchSize, 1e-3, GaussianSettings.DEFAULTS, ClippingSettings.DEFAULTS);
  }

  private static Rig<PolicyGradientAgent> cartPole(PpoSettings settings) {
    return new Rig<>(
        ENVIRONMENTS, env -> Envs.standard().make("CartPole-v1"), 100_000, settings::agent);
  }

  @ParameterizedTest
  @CsvSource({"5, 15, 2", "5, 5, 6", "4, 8, 5", "4, 400, 1", ", 10, 3", "64, 20, 2"})
  void observe_minibatches_areWholeSequences(
      @Nullable Integer sequenceLength, int batchSize, int updatesOfAnEpoch) {
    Rig<PolicyGradientAgent> rig = cartPole(ppo(sequenceLength, batchSize));
    List<Double> norms = new ArrayList<>();

    rig.steps(STEPS, report -> norms.add(report.whole().normPre()));

    assertThat(norms).hasSize(2 * updatesOfAnEpoch).allMatch(norm -> norm > 0);
  }

  @ParameterizedTest
  @CsvSource({"4", "10", "1"})
  void gather_sequencesOfARollout_seeTheStatesOfActing(int sequenceLength) {
    PpoSettings settings =
        ppo(
            sequenceLength,
            sequenceLength,
            Double.MIN_VALUE,
            GaussianSettings.DEFAULTS,
            ClippingSettings.DEFAULTS);
    assertSeesActing(cartPole(settings), 70, ENVIRONMENTS * STEPS);
  }

  @Test
  void gather_episodesOfDifferentLengths_seeTheStatesOfActing() {
    ReinforceSettings settings =
        ReinforceSettings.builder()
            .network(network(7))
            .optimizer(new Sgd(Schedule.constant(Double.MIN_VALUE), 0, false))
            .clipping(ClippingSettings.DEFAULTS)
            .gamma(0.9)
            .episodes(2)
            .baseline(true)
            .build();
    Rig<PolicyGradientAgent> rig =
        new Rig<>(
            ENVIRONMENTS, env -> Envs.standard().make("CartPole-v1"), 100_000, settings::agent);
    int steps = 1;
    while (!rig.step(UpdateListener.NONE)) {
      steps++;
    }
    assertThat(steps).isGreaterThan(20);
    assertSeesActing(rig, 0, 0);
  }

  private static void assertSeesActing(Rig<PolicyGradientAgent> rig, int steps, int rows) {
    rig.steps(steps, UpdateListener.NONE);
    ActorCritic model = rig.agent.model();
    Minibatch batch = new Minibatch(false);
    batch.gather(rig.agent.rollout(), 0, rig.agent.rollout().units());
    assertThat(batch.size()).isGreaterThanOrEqualTo(rows);
    float[] values = model.forward(batch);
    for (int row = 0; row < batch.size(); row++) {
      assertThat(model.policy.logProbabilities()[row])
          .isCloseTo(batch.logProbabilities()[row], within(1e-6f));
      assertThat(values[row]).isCloseTo(batch.values()[row], within(1e-6f));
    }
  }

  @Test
  void greedyPolicy_anotherEpisode_forgetsTheOneBefore() {
    Rig<PolicyGradientAgent> rig =
        new Rig<>(
            1,
            env -> Envs.standard().make("Pendulum-v1"),
            100_000,
            ppo(5, 10, 1e-3, GaussianSettings.DEFAULTS, ClippingSettings.DEFAULTS)::agent);
    float[] first = {1, 0, 2, 0.5f, 0.5f, -1};
    float[] second = {0, 1, -3, 0.1f, 0.9f, 1};
    GreedyPolicy used = rig.agent.greedyPolicy(2);
    float[] actions = new float[2];
    used.act(first, actions);
    float[] fresh = new float[2];
    rig.agent.greedyPolicy(2).act(second, fresh);

    used.act(second, actions);
    assertThat(actions[0]).isNotEqualTo(fresh[0]);
    used = rig.agent.greedyPolicy(2);
    used.act(first, actions);
    used.startEpisode(1);
    used.act(second, actions);
    assertThat(actions[0]).isNotEqualTo(fresh[0]);
    assertThat(actions[1]).isEqualTo(fresh[1]);
  }

  @Test
  void act_differentPasts_leadToDifferentValuesAndPolicies() {
    Rig<PolicyGradientAgent> rig = cartPole(ppo(5, 10));
    SplittableRandom random = new SplittableRandom(1);
    float[] observations = new float[ENVIRONMENTS * 4];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) random.nextDouble(-1, 1);
    }
    rig.agent.act(observations, new float[ENVIRONMENTS]);
    float[] next = {1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4};
    float[] values = rig.agent.model().valuesAhead(next, 0, ENVIRONMENTS).clone();
    assertThat(values[0]).isNotEqualTo(values[1]);
    assertThat(rig.agent.model().valuesAhead(next, 0, ENVIRONMENTS)[0]).isEqualTo(values[0]);
    rig.agent.model().endEpisode(0);
    rig.agent.model().endEpisode(1);
    float[] forgotten = rig.agent.model().valuesAhead(next, 0, ENVIRONMENTS);
    assertThat(forgotten[0]).isEqualTo(forgotten[1]);
    assertThat(forgotten[2]).isEqualTo(values[2]);
  }

  @Test
  void layout_layers_areNamedByTheirNetwork() {
    assertThat(cartPole(ppo(5, 10)).agent.layout().blocks().stream().map(Block::layer).distinct())
        .containsExactly(
            "actor/lstm",
            "actor/dense0",
            "actor/output",
            "critic/lstm",
            "critic/dense0",
            "critic/output");
  }

  @Test
  void new_batchThatIsNotOfWholeSequences_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ppo(4, 30))
        .withMessageContaining("here of 4 steps")
        .withMessageEndingWith("it must be a multiple of that, but is 30.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ppo(null, 15))
        .withMessageContaining("here of 10 steps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LstmSettings(4, 0))
        .withMessage("An LSTM's 'sequence-length' must be ≥ 1, but is 0.");
  }

  private static void create(PpoSettings settings, Space actions) {
    settings.create(new AgentContext(Box.of(-1, 1, 3), actions, 2, 1000, new RandomStreams(1)));
  }

  @Test
  void create_rulesOnSamplesOfAnLstm_areRefused() {
    for (ClippingSettings clipping :
        List.of(
            ClippingSettings.of(new PerSampleNorm(1)), ClippingSettings.of(new MedianOfMeans(3)))) {
      PpoSettings samples = ppo(5, 10, 1e-3, GaussianSettings.DEFAULTS, clipping);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> create(samples, new Discrete(2)))
          .withMessageContaining("but 'actor/lstm' does not");
    }
  }
}
