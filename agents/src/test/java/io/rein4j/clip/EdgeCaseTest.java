package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.schedule.Schedule;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

/**
 * The cases in which the libraries differ from each other, each of them and Rein4J's own rule: the
 * library's value, a refusal, or the right value where the library's arithmetic fails.
 */
class EdgeCaseTest {

  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private static GlobalNorm rule(double threshold, double p, @Nullable Compatibility peer) {
    return new GlobalNorm(Schedule.constant(threshold), p, peer, List.of());
  }

  private static float[] clip(NonFinitePolicy policy, ClippingRule rule, float... gradient) {
    ParameterLayout layout = ParameterLayout.builder().add("w", gradient.length).build();
    new ClippingStage(layout, new ClippingSettings(List.of(rule), policy, 10)).process(gradient, 0);
    return gradient;
  }

  private static float[] clip(@Nullable Compatibility peer, float... gradient) {
    return clip(NonFinitePolicy.SKIP, rule(1, 2, peer), gradient);
  }

  @ParameterizedTest
  @NullSource
  @EnumSource
  void aboveThreshold_isScaledWithTheLibrarysEpsilon(@Nullable Compatibility peer) {
    float[] expected =
        peer == Compatibility.TORCH
            ? new float[] {0.59999990f, 0.79999983f}
            : new float[] {0.6f, 0.8f};
    assertThat(clip(peer, 3, 4)).containsExactly(expected, Offset.offset(1e-7f));
  }

  @ParameterizedTest
  @NullSource
  @EnumSource
  void atThreshold_onlyTorchScales(@Nullable Compatibility peer) {
    if (peer == Compatibility.TORCH) {
      assertThat(clip(peer, 0.6f, 0.8f))
          .containsExactly(new float[] {0.5999994f, 0.7999992f}, Offset.offset(1e-7f));
    } else {
      assertThat(clip(peer, 0.6f, 0.8f)).containsExactly(0.6f, 0.8f);
    }
  }

  @Test
  void torch_untilTheNormAndItsEpsilonReachTheThreshold_leavesBitsUntouched() {
    float[] below = {(float) (1 - 1.2e-6)};
    assertThat(clip(Compatibility.TORCH, below.clone())).containsExactly(below);
    float[] above = {(float) (1 - 0.8e-6)};
    assertThat(clip(Compatibility.TORCH, above.clone())[0]).isLessThan(above[0]);
  }

  @ParameterizedTest
  @NullSource
  @EnumSource
  void zeros_stayZeros(@Nullable Compatibility peer) {
    assertThat(clip(peer, 0, -0f)).containsExactly(0, -0f);
  }

  @ParameterizedTest
  @NullSource
  @EnumSource
  void threshold_thatALibraryMisunderstands_isRefused(@Nullable Compatibility peer) {
    for (double bad : new double[] {0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rule(bad, 2, peer))
          .withMessageContaining("The threshold of 'global-norm' must be finite and > 0");
    }
    for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> rule(bad, 2, peer));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GlobalNorm(bad))
          .withMessageContaining("The threshold of 'global-norm' must be finite and > 0");
    }
  }

  @ParameterizedTest
  @NullSource
  @EnumSource
  void nonFinite_followsThePolicyAndNotTheLibrary(@Nullable Compatibility peer) {
    for (float bad : new float[] {NAN, INF}) {
      assertThat(clip(peer, bad, 1, 2)).containsExactly(bad, 1, 2);
      assertThat(clip(NonFinitePolicy.ZERO, rule(1, 2, peer), bad, 3, 4))
          .containsExactly(new float[] {0, 0.6f, 0.8f}, Offset.offset(2e-7f));
      assertThat(clip(NonFinitePolicy.PROPAGATE, rule(1, 2, peer), bad, 1, 2))
          .containsExactly(bad, 1, 2);
    }
  }

  @ParameterizedTest
  @NullSource
  @EnumSource
  void finiteNorm_thatOverflowsInFloat_isRightInEveryMode(@Nullable Compatibility peer) {
    assertThat(clip(peer, 1e25f, 1)).containsExactly(1, 1e-25f);
  }

  @Test
  void otherNorms_areTorchsAlone() {
    float[] one = clip(NonFinitePolicy.SKIP, rule(1, 1, Compatibility.TORCH), 3, -4);
    assertThat(one).containsExactly(new float[] {0.428571f, -0.571428f}, Offset.offset(1e-6f));
    float[] largest =
        clip(NonFinitePolicy.SKIP, rule(1, Double.POSITIVE_INFINITY, Compatibility.TORCH), 3, -4);
    assertThat(largest)
        .containsExactly(new float[] {0.7499998f, -0.9999998f}, Offset.offset(1e-7f));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule(1, 1, Compatibility.OPTAX))
        .withMessage(
            "The rule 'global-norm' cannot be compatible with optax at norm type 1.0: of the"
                + " libraries, only torch knows norms other than 2.");
    for (Compatibility peer : Compatibility.values()) {
      assertThat(peer.knows(2)).isTrue();
      assertThat(peer.knows(3)).isEqualTo(peer == Compatibility.TORCH);
    }
  }

  @Test
  void value_ofNonFinite_followsThePolicy() {
    assertThat(clip(NonFinitePolicy.SKIP, Value.symmetric(1), NAN, INF, -3, 0.5f))
        .containsExactly(NAN, INF, -3, 0.5f);
    assertThat(clip(NonFinitePolicy.ZERO, Value.symmetric(1), NAN, INF, -3, 0.5f))
        .containsExactly(0, 0, -1, 0.5f);
  }
}
