package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RolloutTest {

  private static final double GAMMA = 0.5;
  private static final double LAMBDA = 0.5;

  private static Rollout rollout(
      double[] rewards, float[] values, boolean[] ended, float[] finals) {
    Rollout rollout = new Rollout(rewards.length, 1, 1);
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
    Rollout rollout = new Rollout(2, 2, 1);
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
}
