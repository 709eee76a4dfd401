package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.dqn.DuelingSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.random.RandomStreams;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules on samples in the training of whole agents. */
class SampleRulesTrainingTest {

  private static final int ENVIRONMENTS = 2;

  /** How an agent is set up but for its clipping, and a threshold that some samples exceed. */
  private record Kind(
      String name, double threshold, Function<ClippingSettings, AgentSettings> settings) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("dqn", 2, clipping -> dqn(clipping, 16)),
        new Kind(
            "dueling dqn",
            2,
            clipping -> dqn(clipping, 16).toBuilder().dueling(DuelingSettings.of(16)).build()),
        new Kind("ppo", 2, SampleRulesTrainingTest::ppo));
  }

  private static DqnSettings dqn(ClippingSettings clipping, int batchSize) {
    return DqnSettings.builder()
        .clipping(clipping)
        .batchSize(batchSize)
        .replay(new ReplaySettings(500, 100))
        .trainFrequency(2)
        .targetUpdateInterval(50)
        .doubleQ(true)
        .build();
  }

  /** Its last minibatch of a rollout has 4 transitions only. */
  private static PpoSettings ppo(ClippingSettings clipping) {
    return PpoSettings.builder()
        .clipping(clipping)
        .rolloutSteps(26)
        .batchSize(16)
        .epochs(4)
        .valueClip(0.2)
        .entropyCoefficient(0.01)
        .build();
  }

  /** What came of some hundred steps. */
  private static final class Outcome {
    final float[] parameters;
    final ClippingStatistics statistics;

    Outcome(float[] parameters, ClippingStatistics statistics) {
      this.parameters = parameters;
      this.statistics = statistics;
    }
  }

  private static Outcome train(Kind kind, ClippingRule... rules) {
    SyncVectorEnv envs =
        SyncVectorEnv.of(
            ENVIRONMENTS,
            index -> Envs.standard().make("CartPole-v1"),
            EpisodeSeeds.derived(7, "training"));
    Agent agent =
        kind.settings
            .apply(ClippingSettings.of(rules))
            .create(
                new AgentContext(
                    envs.observationSpace(),
                    envs.actionSpace(),
                    ENVIRONMENTS,
                    3_000,
                    new RandomStreams(5)));
    ClippingStatistics statistics = new ClippingStatistics(agent.layout());
    float[] actions = new float[ENVIRONMENTS];
    envs.reset();
    for (int i = 0; i < 400; i++) {
      agent.act(envs.observations(), actions);
      envs.step(actions);
      agent.observe(envs, statistics::record);
    }
    return new Outcome(agent.parameters(), statistics);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void training_thresholdThatNeverBinds_isThatWithoutTheRule(Kind kind) {
    Outcome without = train(kind);
    Outcome with = train(kind, new PerSampleNorm(1e9));

    assertThat(with.parameters).isEqualTo(without.parameters);
    assertThat(with.statistics.clippedSampleFraction()).isZero();
    assertThat(without.statistics.clippedSampleFraction()).isNaN();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void training_thresholdThatBinds_countsSamplesAndRepeats(Kind kind) {
    Outcome first = train(kind, new PerSampleNorm(kind.threshold));
    Outcome second = train(kind, new PerSampleNorm(kind.threshold));

    assertThat(second.parameters).isEqualTo(first.parameters);
    assertThat(first.parameters).isNotEqualTo(train(kind).parameters);
    assertThat(first.statistics.clippedSampleFraction()).isBetween(0.1, 0.9);
    assertThat(first.statistics.whole().gradNormPreMax())
        .isLessThanOrEqualTo(kind.threshold * (1 + 1e-6));
    assertThat(first.statistics.skippedUpdates()).isZero();
    assertThat(first.statistics.thresholdMean()).isEqualTo(kind.threshold);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void training_medianOfMeans_runsAndRepeats(Kind kind) {
    for (boolean perLayer : new boolean[] {true, false}) {
      Outcome first = train(kind, new MedianOfMeans(5, 20, perLayer, List.of()));
      Outcome second = train(kind, new MedianOfMeans(5, 20, perLayer, List.of()));

      assertThat(second.parameters).isEqualTo(first.parameters);
      assertThat(first.parameters).isNotEqualTo(train(kind).parameters);
      assertThat(first.statistics.updates()).isGreaterThan(100);
      assertThat(first.statistics.skippedUpdates()).isZero();
      assertThat(first.statistics.clippedSampleFraction()).isNaN();
      for (float parameter : first.parameters) {
        assertThat(parameter).isFinite();
      }
    }
  }

  @Test
  void settings_moreBlocksThanABatchHasSamples_areRefused() {
    ClippingSettings clipping = ClippingSettings.of(new MedianOfMeans(17));
    for (Kind kind : kinds().toList()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kind.settings.apply(clipping))
          .withMessageContaining("cannot make 17 blocks of batches of 16 samples");
    }
  }
}
