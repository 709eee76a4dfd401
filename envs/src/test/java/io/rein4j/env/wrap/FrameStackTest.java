package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.wrap.FrameStack.Padding;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FrameStackTest {

  @Test
  void observations_discrete_areStackedOldestFirst() {
    Env env = Wrapping.evaluation(new Words(), new FrameStack(3, Padding.ZERO));
    assertThat(env.observationSpace()).isEqualTo(new MultiDiscrete(5, 5, 5));
    assertThat(Wrapping.reset(env, 0)).containsExactly(0, 0, 0);
    assertThat(Wrapping.step(env, 0)).containsExactly(0, 0, 1);
    assertThat(Wrapping.step(env, 0)).containsExactly(0, 1, 2);
    assertThat(Wrapping.step(env, 0)).containsExactly(1, 2, 3);
    assertThat(Wrapping.reset(env, 0)).containsExactly(0, 0, 0);
    assertThat(env.state()).isEmpty();
  }

  @Test
  void observations_stackOfAStack_haveOneDimensionMore() {
    Env env =
        Wrapping.training(
            new Script(9, step -> 0),
            new FrameStack(2, Padding.RESET),
            new FrameStack(2, Padding.RESET));
    assertThat(env.observationSpace()).isEqualTo(Box.of(-1000, 1000, 2, 2, 3));
    Wrapping.reset(env, 0);
    float[] observation = Wrapping.step(env, 4);
    assertThat(new float[] {observation[1], observation[4], observation[7], observation[10]})
        .containsExactly(0, 0, 0, 1);
  }

  @Test
  void state_inTheMiddleOfAnEpisode_goesOnAsIfNothingHadHappened() throws IOException {
    Wrapping.assertStateIsWhole(
        () -> Wrapping.training(new Script(7, step -> step), new FrameStack(4, Padding.ZERO)), 12);
  }

  @Test
  void constructor_noFrames_isRefused() {
    assertThatThrownBy(() -> new FrameStack(0, Padding.RESET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A frame stack's 'size' must be ≥ 1, but is 0.");
  }
}
