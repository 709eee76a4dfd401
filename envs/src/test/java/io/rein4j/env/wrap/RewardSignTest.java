package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Env;
import org.junit.jupiter.api.Test;

class RewardSignTest {

  @Test
  void rewards_inTraining_areTheirSigns() {
    Env env = Wrapping.training(new Script(99, step -> (step - 3) / 2.0), new RewardSign());
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 5)).containsExactly(-1, -1, 0, 1, 1);
  }

  @Test
  void wrap_forEvaluation_isTheCleanEnvironmentItself() {
    Script script = new Script(9, step -> 0);
    assertThat(Wrapping.evaluation(script, new RewardSign())).isSameAs(script);
  }
}
