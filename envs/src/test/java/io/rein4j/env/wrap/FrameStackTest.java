package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.ElementType;
import io.rein4j.env.Env;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.wrap.FrameStack.Padding;
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
  void space_ofIntegersThatStartElsewhere_keepsTheirStarts() {
    StackedObservation stack = new StackedObservation(new Discrete(3, 5), 2, Padding.ZERO);
    assertThat(stack.space()).isEqualTo(new MultiDiscrete(new int[] {3, 3}, new int[] {5, 5}));
    float[] stacked = new float[2];
    stack.first(new float[] {7}, stacked, 0);
    assertThat(stacked).containsExactly(5, 7);
    assertThat(stack.space().contains(stacked, 0)).isTrue();
    MultiDiscrete several = new MultiDiscrete(new int[] {2, 3}, new int[] {-9, 1});
    assertThat(new StackedObservation(several, 2, Padding.ZERO).space())
        .isEqualTo(new MultiDiscrete(new int[] {2, 3, 2, 3}, new int[] {-9, 1, -9, 1}));
  }

  @Test
  void space_ofBytes_staysOfBytes() {
    Box bytes = new Box(new double[2], new double[] {255, 255}, new int[] {2}, ElementType.UINT8);
    assertThat(new StackedObservation(bytes, 3, Padding.ZERO).space())
        .hasToString("Box(0, 255, (3, 2), uint8)");
    assertThat(new MaskedObservation(bytes, new int[] {1}).space())
        .hasToString("Box(0, 255, (1,), uint8)");
  }

  @Test
  void space_ofBits_staysOfBits() {
    StackedObservation stack = new StackedObservation(new MultiBinary(2), 3, Padding.ZERO);
    assertThat(stack.space()).isEqualTo(new MultiBinary(3, 2));
    float[] stacked = new float[6];
    stack.first(new float[] {1, 0}, stacked, 0);
    assertThat(stacked).containsExactly(0, 0, 0, 0, 1, 0);
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

  /** Whether the agent's observations are stacks of frames that lose one a step, and gain one. */
  private static boolean areStacks(Wrapper... behind) {
    Wrapper[] all = new Wrapper[behind.length + 1];
    all[0] = new FrameStack(4, Padding.RESET);
    System.arraycopy(behind, 0, all, 1, behind.length);
    Env env = Wrapping.training(new Script(9, step -> 0), all);
    return ((Box) env.observationSpace())
        .stacking()
        .filter(stacking -> stacking.frames() == 4)
        .isPresent();
  }

  @Test
  void stacking_wrappersBehindTheStack_isKnownUnlessTheyChangeObservations() {
    assertThat(areStacks()).isTrue();
    assertThat(areStacks(new TimeLimit(9), new RewardScale(2), new StickyActions(0.5))).isTrue();
    assertThat(areStacks(new ActionRepeat(2))).isFalse();
    assertThat(areStacks(ObservationNormalization.DEFAULTS)).isFalse();
  }

  @Test
  void stacking_beginningOfAnEpisode_isCompletedAsItIsStacked() {
    for (Padding padding : Padding.values()) {
      Box frames = Box.of(3, 9, 2);
      StackedObservation stack = new StackedObservation(frames, 3, padding);
      float[] stacked = new float[6];
      stack.first(new float[] {5, 6}, stacked, 0);
      stack.next(new float[] {7, 8}, false, stacked, 0);
      float[] completed = {-1, -1, 5, 6, 7, 8};

      ((Box) stack.space()).stacking().orElseThrow().pad(completed, 0, 1, 2);

      assertThat(completed).isEqualTo(stacked);
    }
  }

  @Test
  void constructor_noFrames_isRefused() {
    assertThatThrownBy(() -> new FrameStack(0, Padding.RESET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A frame stack's 'size' must be ≥ 1, but is 0.");
  }
}
