package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Env;
import java.util.List;
import org.junit.jupiter.api.Test;

class StickyActionsTest {

  private static List<Float> taken(boolean training, long seed) {
    Script script = new Script(200, step -> 0);
    WrapperStack stack = Wrapping.stack(1, new StickyActions(0.5));
    Env env = training ? stack.forTraining(script, 0) : stack.forEvaluation(script);
    Wrapping.reset(env, seed);
    for (int i = 0; i < 100; i++) {
      Wrapping.step(env, i % 10);
    }
    return script.actions;
  }

  @Test
  void actions_inEvaluation_stickTooAndByTheEpisodesSeedAlone() {
    assertThat(taken(false, 3)).isEqualTo(taken(false, 3));
    assertThat(taken(false, 3)).isNotEqualTo(taken(false, 4)).isNotEqualTo(taken(true, 3));
  }

  @Test
  void actions_lastOneForbiddenNow_doesNotStick() {
    Script script = new Script(999, step -> 0);
    Env env = Wrapping.training(new Alternating(script), new StickyActions(0.9));
    Wrapping.reset(env, 3);
    for (int i = 0; i < 200; i++) {
      Wrapping.step(env, i % 10);
    }
    int pairs = 0;
    for (int i = 2; i < 200; i++) {
      boolean pair = script.actions.get(i).equals(script.actions.get(i - 1));
      pairs += pair ? 1 : 0;
      assertThat(pair && script.actions.get(i).equals(script.actions.get(i - 2))).isFalse();
    }
    assertThat(pairs).isGreaterThan(50);
  }

  @Test
  void actions_firstOfAnEpisode_neverSticks() {
    Script script = new Script(2, step -> 0);
    Env env = Wrapping.training(script, new StickyActions(0.99));
    for (int episode = 0; episode < 9; episode++) {
      Wrapping.reset(env, 1000 + episode);
      Wrapping.step(env, episode);
      Wrapping.step(env, 9);
      assertThat(script.actions.get(2 * episode)).isEqualTo((float) episode);
    }
  }

  @Test
  void step_actionOutsideTheSpace_isRefusedEvenIfItWouldBeReplaced() {
    Env env = Wrapping.training(new Script(99, step -> 0), new StickyActions(0.99));
    Wrapping.reset(env, 0);
    Wrapping.step(env, 9);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> Wrapping.step(env, 10)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void constructor_probabilityOutOfRange_isRefused() {
    assertThatThrownBy(() -> new StickyActions(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'probability' must be in [0, 1), but is 1.0.");
  }
}
