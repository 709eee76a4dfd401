package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.source.Envs;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationMaskTest {

  @Test
  void observations_keptOrNotDropped_areTheSame() {
    for (ObservationMask mask :
        List.of(
            new ObservationMask(List.of(0, 2), null), new ObservationMask(null, List.of(3, 1)))) {
      Env whole = Envs.standard().make("CartPole-v1");
      Env env = Wrapping.evaluation(Envs.standard().make("CartPole-v1"), mask);
      Box box = (Box) whole.observationSpace();
      assertThat(env.observationSpace())
          .isEqualTo(
              Box.vector(
                  new float[] {box.low(0), box.low(2)}, new float[] {box.high(0), box.high(2)}));
      float[] all = Wrapping.reset(whole, 4);
      assertThat(Wrapping.reset(env, 4)).containsExactly(all[0], all[2]);
      all = Wrapping.step(whole, 1);
      assertThat(Wrapping.step(env, 1)).containsExactly(all[0], all[2]);
    }
  }

  @Test
  void observations_kept_areInTheOrderNamed() {
    Env env = Wrapping.training(new Script(9, step -> 0), new ObservationMask(List.of(2, 1), null));
    Wrapping.reset(env, 0);
    assertThat(Wrapping.step(env, 6)).containsExactly(6, 1);
  }

  @Test
  void observations_ofBits_areMaskedAsNumbersFrom0To1() {
    Env env = Wrapping.training(new TaskEnv(new Bits(3)), new ObservationMask(null, List.of(1)));
    assertThat(env.observationSpace()).hasToString("Box(0, 1, (2,), int8)");
    assertThat(Wrapping.reset(env, 0)).containsExactly(0, 0);
    assertThat(Wrapping.step(env, 0)).containsExactly(1, 0);
    assertThatThrownBy(
            () ->
                Wrapping.training(
                    new TaskEnv(new Bits(2, 2)), new ObservationMask(List.of(0), null)))
        .hasMessageEndingWith("are MultiBinary((2, 2)).");
  }

  @Test
  void wrap_environmentThatDoesNotFit_isRefused() {
    assertRefused(
        new ObservationMask(List.of(3), null),
        "The wrapper 'observation-mask' names element 3, but the environment's observations have"
            + " 3, from 0: Box(-1000.0, 1000.0, (3,), float32).");
    assertRefused(
        new ObservationMask(null, List.of(0, 1, 2)),
        "The wrapper 'observation-mask' drops all 3 elements of the environment's observations.");
    assertThatThrownBy(() -> Wrapping.training(new Words(), new ObservationMask(List.of(0), null)))
        .hasMessage(
            "The wrapper 'observation-mask' needs observations that are a vector, but the"
                + " environment's are Discrete(5).");
  }

  private static void assertRefused(ObservationMask mask, String sentence) {
    assertThatThrownBy(() -> Wrapping.training(new Script(9, step -> 0), mask))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void constructor_contradictoryOrEmpty_isRefused() {
    assertThatThrownBy(() -> new ObservationMask(null, null))
        .hasMessage("An observation mask needs either 'keep' or 'drop', but has neither.");
    assertThatThrownBy(() -> new ObservationMask(List.of(1), List.of(2)))
        .hasMessage("An observation mask needs either 'keep' or 'drop', but has both.");
    assertThatThrownBy(() -> new ObservationMask(List.of(), null))
        .hasMessage("'keep' must name an element or more.");
    assertThatThrownBy(() -> new ObservationMask(null, List.of(1, -1)))
        .hasMessage("'drop' holds indices of elements, from 0, but one is -1.");
    assertThatThrownBy(() -> new ObservationMask(null, List.of(1, 1)))
        .hasMessage("'drop' names each element once, but is [1, 1].");
  }
}
