package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Env;
import org.junit.jupiter.api.Test;

class ActionRepeatTest {

  @Test
  void step_repeats_areFramesOfTheInnermost() {
    EpisodeMonitor monitor = new EpisodeMonitor(new Script(10, step -> step));
    Env env = Wrapping.training(monitor, new ActionRepeat(4));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.rewards(env, 3)).containsExactly(10, 26, 19);
    assertThat(monitor.frames()).isEqualTo(10);
    assertThat(monitor.endedLength()).isEqualTo(10);
    assertThat(monitor.endedReturn()).isEqualTo(55);
  }

  @Test
  void step_limitWithin_cutsTheRepeatShort() {
    EpisodeMonitor monitor = new EpisodeMonitor(new Script(99, step -> 1));
    Env env = Wrapping.evaluation(monitor, new TimeLimit(6), new ActionRepeat(4));
    Wrapping.reset(env, 0);
    Wrapping.step(env, 0);
    assertThat(env.truncated()).isFalse();
    Wrapping.step(env, 0);
    assertThat(env.truncated()).isTrue();
    assertThat(monitor.length()).isEqualTo(6);
  }

  @Test
  void step_actionForbiddenMeanwhile_isNotRepeated() {
    Script script = new Script(99, step -> 1);
    Env env = Wrapping.training(new Alternating(script), new ActionRepeat(4));
    Wrapping.reset(env, 0);
    Wrapping.step(env, 5);
    Wrapping.step(env, 6);
    assertThat(script.actions).containsExactly(5f, 5f, 6f, 6f);
  }

  @Test
  void constructor_noTimes_isRefused() {
    assertThatThrownBy(() -> new ActionRepeat(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An action repeat's 'times' must be ≥ 1, but is 0.");
  }
}
