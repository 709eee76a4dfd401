package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Env;
import org.junit.jupiter.api.Test;

class RewardClipTest {

  @Test
  void rewards_inTraining_areMovedIntoTheInterval() {
    Env env = Wrapping.training(new Script(99, step -> step - 3), new RewardClip(-1, 0.5));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 5)).containsExactly(-1, -1, 0, 0.5, 0.5);
  }

  @Test
  void rewards_endThatIsInfinite_areOpenThere() {
    Env env =
        Wrapping.training(
            new Script(99, step -> step - 3), new RewardClip(Double.NEGATIVE_INFINITY, 0));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 4)).containsExactly(-2, -1, 0, 0);
  }

  @Test
  void wrap_forEvaluation_isTheCleanEnvironmentItself() {
    Script script = new Script(9, step -> 0);
    assertThat(Wrapping.evaluation(script, new RewardClip(-1, 1))).isSameAs(script);
  }

  @Test
  void constructor_emptyInterval_isRefused() {
    assertThatThrownBy(() -> new RewardClip(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A reward clip's 'low' must be below its 'high', but they are 1.0 and 1.0.");
  }
}
