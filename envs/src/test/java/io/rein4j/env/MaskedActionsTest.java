package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaskedActionsTest {

  private static boolean[] mask(int... bits) {
    boolean[] mask = new boolean[bits.length];
    for (int i = 0; i < bits.length; i++) {
      mask[i] = bits[i] == 1;
    }
    return mask;
  }

  /** From Gymnasium 1.3: {@code space.seed(seed); space.sample(mask)}, twelve times. */
  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of(
            new Discrete(6),
            mask(0, 1, 0, 1, 1, 0),
            3,
            new float[] {4, 1, 1, 1, 1, 4, 4, 3, 1, 1, 1, 3}),
        Arguments.of(
            new Discrete(4, -2),
            mask(1, 1, 0, 1),
            11,
            new float[] {-2, -2, 1, -1, -1, -1, 1, -2, -1, -2, -1, 1}),
        Arguments.of(
            new Discrete(3), mask(0, 0, 1), 5, new float[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sample_ofOneInteger_isGymnasiums(Space space, boolean[] mask, long seed, float[] expected) {
    Pcg64 random = new Pcg64(seed);
    float[] drawn = new float[expected.length];
    for (int i = 0; i < drawn.length; i++) {
      MaskedActions.of(space).sample(mask, 0, random, drawn, i);
    }
    assertThat(drawn).containsExactly(expected);
  }

  @Test
  void sample_ofSeveralIntegers_drawsEachAllowedValueAlike() {
    MaskedActions actions = MaskedActions.of(new MultiDiscrete(new int[] {3, 2}, new int[] {5, 0}));
    boolean[] mask = mask(9, 1, 0, 1, 0, 1);
    Pcg64 random = new Pcg64(1);
    float[] action = new float[3];
    int[] counts = new int[3];
    for (int i = 0; i < 3_000; i++) {
      actions.sample(mask, 1, random, action, 1);
      assertThat(actions.allows(mask, 1, action, 1)).isTrue();
      assertThat(action[2]).isEqualTo(1);
      counts[(int) action[1] - 5]++;
    }
    assertThat(counts[1]).isZero();
    assertThat(counts[0]).isBetween(1_350, 1_650);
  }

  @Test
  void allows_oneIntegerForbidden_isFalse() {
    MaskedActions actions = MaskedActions.of(new MultiDiscrete(new int[] {3, 2}, new int[] {5, 0}));

    assertThat(actions.size()).isEqualTo(5);
    assertThat(actions.allows(mask(0, 1, 1, 1, 0), 0, new float[] {6, 0}, 0)).isTrue();
    assertThat(actions.allows(mask(0, 1, 1, 1, 0), 0, new float[] {5, 0}, 0)).isFalse();
    assertThat(actions.allows(mask(0, 1, 1, 1, 0), 0, new float[] {6, 1}, 0)).isFalse();
  }

  @Test
  void require_everythingForbidden_isRefused() {
    assertThatThrownBy(() -> MaskedActions.of(new Discrete(2)).require(mask(1, 0, 0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The environment's action mask forbids every action of Discrete(2): at least one must"
                + " be allowed until the episode has terminated.");
    assertThatThrownBy(() -> MaskedActions.of(new MultiDiscrete(2, 2)).require(mask(0, 1, 0, 0), 0))
        .hasMessageStartingWith(
            "The environment's action mask forbids every value of integer 1 of MultiDiscrete");
  }

  @Test
  void of_actionsThatAreNoIntegers_isRefused() {
    for (Space space : Arrays.asList(Box.of(-1, 1, 2), new MultiBinary(2))) {
      assertThatThrownBy(() -> MaskedActions.of(space))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Action masks are for actions that are integers, of a Discrete or MultiDiscrete"
                  + " space, but the environment's are %s: leave the mask out.",
              space);
    }
  }
}
