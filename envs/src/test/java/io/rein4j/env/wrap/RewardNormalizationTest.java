package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import org.junit.jupiter.api.Test;

class RewardNormalizationTest {

  private static final Wrapper NORMALIZATION = RewardNormalization.DEFAULTS;

  @Test
  void rewards_areDividedByTheDeviationOfTheReturnDiscountedByTheAgentsGamma() {
    WrapperStack stack = Wrapping.stack(1, NORMALIZATION);
    Env env = stack.forTraining(new Script(3, step -> step), 0);
    Wrapping.reset(env, 0);
    double[] rewards = Wrapping.rewards(env, 4);
    // With γ = 0.9: 1, 0.9 + 2, 0.81 + 1.8 + 3, and from the episode's end on again 1.
    RunningStatistics expected = new RunningStatistics(1);
    double[] returns = {1, 2.9, 5.61, 1};
    double[] clean = {1, 2, 3, 1};
    for (int i = 0; i < returns.length; i++) {
      expected.add(returns[i]);
      assertThat(rewards[i])
          .isCloseTo(
              Math.min(10, clean[i] / Math.sqrt(expected.variance(0) + 1e-8)), within(1e-12));
    }
    assertThat(stack.statistics(0, 1).variance(0)).isCloseTo(expected.variance(0), within(1e-12));
  }

  @Test
  void reward_farOut_isClipped() {
    Env env = Wrapping.training(new Script(99, step -> -7), new RewardNormalization(2, 1e-8));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 1)).containsExactly(-2);
  }

  @Test
  void wrap_forEvaluation_isTheCleanEnvironmentItself() {
    Script script = new Script(9, step -> 0);
    assertThat(Wrapping.evaluation(script, NORMALIZATION)).isSameAs(script);
  }

  @Test
  void constructor_valueOutOfRange_isRefused() {
    assertThatThrownBy(() -> new RewardNormalization(-1, 1e-8))
        .hasMessage("'clip' must be > 0, but is -1.0.");
    assertThatThrownBy(() -> new RewardNormalization(10, Double.NaN))
        .hasMessage("'epsilon' must be finite and > 0, but is NaN.");
  }
}
