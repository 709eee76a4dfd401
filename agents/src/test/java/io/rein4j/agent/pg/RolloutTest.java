package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RolloutTest {

  private static final double GAMMA = 0.5;
  private static final double LAMBDA = 0.5;

  private static Rollout rollout(
      double[] rewards, float[] values, boolean[] ended, float[] finals) {
    Rollout rollout = Rollout.ofLength(rewards.length, 1, 1, 1, 0);
    for (int t = 0; t < rewards.length; t++) {
      rollout.values[rollout.row()] = values[t];
      rollout.setOutcome(0, rewards[t], ended[t], finals[t]);
      rollout.advance();
    }
    return rollout;
  }

  @Test
  void computeAdvantages_noEnd_bootstrapsFromTheLastValue() {
    Rollout rollout =
        rollout(
            new double[] {1, 2},
            new float[] {4, 8},
            new boolean[] {false, false},
            new float[] {0, 0});

    rollout.computeAdvantages(new float[] {16}, GAMMA, LAMBDA);

    // δ₁ = 2 + 8 − 8 = 2; δ₀ = 1 + 4 − 4 = 1, A₀ = 1 + ¼·2.
    assertThat(rollout.advantages).containsExactly(1.5f, 2f);
    assertThat(rollout.returns).containsExactly(5.5f, 10f);
  }

  @Test
  void computeAdvantages_terminationInTheMiddle_nothingFlowsBackThroughIt() {
    Rollout rollout =
        rollout(
            new double[] {1, 2, 3},
            new float[] {4, 8, 2},
            new boolean[] {false, true, false},
            new float[] {0, 0, 0});

    rollout.computeAdvantages(new float[] {6}, GAMMA, LAMBDA);

    // δ₂ = 3 + 3 − 2 = 4; δ₁ = 2 − 8 = −6 = A₁; δ₀ = 1 + 4 − 4 = 1, A₀ = 1 − ¼·6.
    assertThat(rollout.advantages).containsExactly(-0.5f, -6f, 4f);
  }

  @Test
  void computeAdvantages_truncationInTheMiddle_bootstrapsFromTheFinalObservation() {
    Rollout rollout =
        rollout(
            new double[] {1, 2, 3},
            new float[] {4, 8, 2},
            new boolean[] {false, true, false},
            new float[] {0, 10, 0});

    rollout.computeAdvantages(new float[] {6}, GAMMA, LAMBDA);

    // δ₁ = 2 + 5 − 8 = −1 = A₁; A₀ = 1 − ¼·1.
    assertThat(rollout.advantages).containsExactly(0.75f, -1f, 4f);
  }

  @Test
  void computeAdvantages_twoEnvironments_areKeptApart() {
    Rollout rollout = Rollout.ofLength(2, 2, 1, 1, 0);
    double[][] rewards = {{1, 10}, {2, 20}};
    for (double[] step : rewards) {
      rollout.setOutcome(0, step[0], false, 0);
      rollout.setOutcome(1, step[1], false, 0);
      rollout.advance();
    }

    rollout.computeAdvantages(new float[] {0, 40}, GAMMA, 1);

    assertThat(rollout.advantages[0]).isCloseTo(1 + 0.5f * 2, within(1e-6f));
    assertThat(rollout.advantages[1]).isCloseTo(10 + 0.5f * 40, within(1e-6f));
    assertThat(rollout.advantages[2]).isEqualTo(2f);
    assertThat(rollout.advantages[3]).isEqualTo(40f);
  }

  @Test
  void computeAdvantages_lambdaOne_isTheNStepReturnAcrossTerminationAndTruncation() {
    Rollout rollout =
        rollout(
            new double[] {1, 2, 3, 4, 5, 6},
            new float[] {1, 2, 3, 4, 5, 6},
            new boolean[] {false, true, false, true, false, false},
            new float[] {0, 0, 0, 8, 0, 0});

    rollout.computeAdvantages(new float[] {10}, GAMMA, 1);

    // Terminated at 1: 2, 1 + ½·2. Truncated at 3 before a value of 8: 4 + 4, 3 + ½·8.
    // Cut by the rollout's end before a value of 10: 6 + 5, 5 + ½·11.
    assertThat(rollout.returns).containsExactly(2, 2, 7, 8, 10.5f, 11);
    assertThat(rollout.advantages).containsExactly(1, 0, 4, 4, 5.5f, 5);
  }

  @Test
  void computeReturns_episodesThatEnded_areLearnedFromAndOthersAreNot() {
    Rollout rollout = Rollout.growing(2, 1, 1, 0);
    double[][] rewards = {{1, 8}, {2, 4}, {3, 2}, {4, 1}};
    // The first environment terminates at 1, the second is truncated at 2 before a value of 6.
    for (int t = 0; t < 4; t++) {
      rollout.observe(new float[2]);
      rollout.values[rollout.row()] = 1;
      rollout.values[rollout.row() + 1] = 1;
      rollout.setOutcome(0, rewards[t][0], t == 1, 0);
      rollout.setOutcome(1, rewards[t][1], t == 2, t == 2 ? 6 : 0);
      rollout.advance();
    }

    rollout.computeReturns(GAMMA);

    assertThat(rollout.units()).isEqualTo(5);
    assertThat(Arrays.copyOf(rollout.order, 5)).containsExactlyInAnyOrder(0, 2, 1, 3, 5);
    // 2, 1 + ½·2; 2 + ½·6, 4 + ½·5, 8 + ½·6.5.
    assertThat(rollout.returns[2]).isEqualTo(2);
    assertThat(rollout.returns[0]).isEqualTo(2);
    assertThat(rollout.returns[5]).isEqualTo(5);
    assertThat(rollout.returns[3]).isEqualTo(6.5f);
    assertThat(rollout.returns[1]).isEqualTo(11.25f);
    assertThat(rollout.advantages[1]).isEqualTo(10.25f);
    assertThat(rollout.everyEnvironmentEnded(1)).isTrue();
    assertThat(rollout.everyEnvironmentEnded(2)).isFalse();
    assertThat(rollout.lastStepEndedAnEpisode()).isFalse();
  }

  @Test
  void observe_growingRollout_keepsWhatItHas() {
    Rollout rollout = Rollout.growing(1, 1, 1, 0);
    for (int t = 0; t < 1000; t++) {
      rollout.observe(new float[] {t});
      rollout.setOutcome(0, 1, t == 999, 0);
      rollout.advance();
    }

    rollout.computeReturns(1);

    assertThat(rollout.units()).isEqualTo(1000);
    for (int t = 0; t < 1000; t++) {
      assertThat(rollout.observations[t]).isEqualTo(t);
      assertThat(rollout.returns[t]).isEqualTo(1000 - t);
    }
  }
}
