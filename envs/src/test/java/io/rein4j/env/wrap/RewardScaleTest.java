package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Env;
import org.junit.jupiter.api.Test;

class RewardScaleTest {

  @Test
  void rewards_inTraining_areScaled() {
    Env env = Wrapping.training(new Script(99, step -> step - 2), new RewardScale(0.5));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 4)).containsExactly(-0.5, 0, 0.5, 1);
  }

  @Test
  void wrap_forEvaluation_isTheCleanEnvironmentItself() {
    Script script = new Script(9, step -> 0);
    assertThat(Wrapping.evaluation(script, new RewardScale(0.5))).isSameAs(script);
  }

  @Test
  void constructor_factorThatFlipsOrRemovesRewards_isRefused() {
    assertThatThrownBy(() -> new RewardScale(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'factor' must be finite and > 0, but is -1.0.");
  }
}
