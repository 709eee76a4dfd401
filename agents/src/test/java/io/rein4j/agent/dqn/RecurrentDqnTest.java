package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Rig;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.schedule.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a DQN agent with a memory acts. */
class RecurrentDqnTest {

  private static final int SEQUENCE = 4;

  static DqnSettings settings() {
    return DqnSettings.builder()
        .network(
            new MlpSettings(
                new LstmSettings(8, SEQUENCE),
                List.of(8),
                Activation.TANH,
                Initialization.ORTHOGONAL))
        .batchSize(2 * SEQUENCE)
        .replay(new ReplaySettings(500, 10))
        .trainFrequency(1)
        .targetUpdateInterval(20)
        .doubleQ(true)
        .recurrent(new RecurrentSettings(3, 1))
        .exploration(Schedule.constant(0.1))
        .build();
  }

  static DqnSettings noisy() {
    return settings().toBuilder()
        .noisy(NoisySettings.DEFAULTS)
        .exploration(Schedule.constant(0))
        .build();
  }

  private static Rig<DqnAgent> rig() {
    return rig(settings());
  }

  private static Rig<DqnAgent> rig(DqnSettings settings) {
    return new Rig<>(
        2,
        env -> Envs.standard().make("CartPole-v1"),
        1000,
        context -> new DqnAgent(settings, context));
  }

  private static float[] values(DqnAgent agent, float... observation) {
    agent.learner.see(observation);
    return agent.learner.outputs().clone();
  }

  @Test
  void see_sameObservationsAfterOtherOnes_givesOtherValues() {
    DqnAgent agent = rig().agent;
    float[] first = values(agent, 1, 2, 3, 4, 1, 2, 3, 4);

    assertThat(values(agent, 1, 2, 3, 4, 1, 2, 3, 4)).isNotEqualTo(first);
  }

  /** The state of an environment whose episode ends is that before any episode's first step. */
  @Test
  void observe_episodeEnds_forgetsIt() {
    Rig<DqnAgent> rig = rig();
    DqnAgent fresh = rig().agent;
    boolean[] ended = {false, false};
    while (ended[0] == ended[1]) {
      rig.step(UpdateListener.NONE);
      ended[0] = rig.envs.terminated()[0];
      ended[1] = rig.envs.terminated()[1];
    }
    float[] parameters = rig.agent.parameters();
    System.arraycopy(parameters, 0, fresh.parameters(), 0, parameters.length);
    fresh.online.parameters().changed();
    float[] observations = {1, 2, 3, 4, 1, 2, 3, 4};

    float[] before = values(fresh, observations);
    float[] after = values(rig.agent, observations);

    int done = ended[0] ? 0 : 1;
    assertThat(List.of(after[2 * done], after[2 * done + 1]))
        .isEqualTo(List.of(before[2 * done], before[2 * done + 1]));
    assertThat(after[2 * (1 - done)]).isNotEqualTo(before[2 * (1 - done)]);
  }

  @Test
  void greedyPolicy_anotherEpisode_forgetsTheOneBefore() {
    Rig<DqnAgent> rig = rig();
    rig.steps(100, UpdateListener.NONE);
    QLearner.GreedyOutputs used = rig.agent.learner.greedyOutputs(2);
    float[] observations = {0.1f, -0.2f, 0.1f, 0, 0.1f, -0.2f, 0.1f, 0};
    float[] first = used.of(observations).clone();

    used.startEpisode(1);
    float[] second = used.of(observations).clone();

    assertThat(second[2]).isEqualTo(first[2]);
    assertThat(second[0]).isNotEqualTo(first[0]);
    GreedyPolicy policy = rig.agent.greedyPolicy(2);
    float[] actions = new float[2];
    policy.act(observations, actions);
    assertThat(actions[0]).isEqualTo(first[1] > first[0] ? 1 : 0);
  }

  /**
   * Weights are at their means, whatever noise was drawn to act and to learn before and between.
   */
  @Test
  void greedyPolicy_noisyWeights_actsByTheirMeansWithTheMemoryOfItsEpisode() {
    Rig<DqnAgent> rig = rig(noisy());
    rig.steps(100, UpdateListener.NONE);
    DqnAgent plain = rig().agent;
    for (Block block : plain.layout().blocks()) {
      System.arraycopy(
          rig.agent.parameters(),
          rig.agent.layout().block(block.name()).offset(),
          plain.parameters(),
          block.offset(),
          block.length());
    }
    plain.online.parameters().changed();
    QLearner.GreedyOutputs noisy = rig.agent.learner.greedyOutputs(2);
    QLearner.GreedyOutputs means = plain.learner.greedyOutputs(2);
    float[] observations = {0.1f, -0.2f, 0.1f, 0, 0.3f, 0.2f, -0.1f, 1};
    for (int step = 0; step < 5; step++) {
      assertThat(values(rig.agent, observations)).isNotEqualTo(values(rig.agent, observations));
      float[] expected = means.of(observations).clone();
      assertThat(noisy.of(observations)).containsExactly(expected, within(1e-6f));
    }
    noisy.startEpisode(1);
    means.startEpisode(1);
    float[] expected = means.of(observations).clone();
    assertThat(noisy.of(observations)).containsExactly(expected, within(1e-6f));
  }

  @Test
  void layout_lstm_isALayerOfTheNetwork() {
    assertThat(rig().agent.layout().block("q/lstm/bias").group()).isEqualTo("q");
    Rig<DqnAgent> dueling =
        new Rig<>(
            1,
            env -> Envs.standard().make("CartPole-v1"),
            1000,
            context ->
                new DqnAgent(
                    settings().toBuilder().dueling(DuelingSettings.of(4)).build(), context));
    assertThat(dueling.agent.layout().block("shared/lstm/bias").group()).isEqualTo("shared");
    assertThat(dueling.agent.layout().groups()).containsExactly("shared", "value", "advantage");
  }
}
