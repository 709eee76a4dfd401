package io.rein4j.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.nn.model.Activation;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class VectorMathTest {

  /** A prime step through all bit patterns of floats: 3.6 million of them. */
  private static final int STEP = 1187;

  private interface ArrayFunction {
    void apply(float[] in, int from, float[] out, int to, int n);
  }

  private interface Distance {
    double of(double actual, double expected);
  }

  @Test
  void tanh_allMagnitudes_staysWithinItsError() {
    double worst =
        worst(VectorMath::tanh, Math::tanh, (actual, expected) -> Math.abs(actual - expected));
    assertThat(worst).isBetween(1e-9, 5e-7);
    float[] values = floats();
    VectorMath.tanh(values, 0, values, 0, values.length);
    for (float value : values) {
      assertThat(Math.abs(value) <= 1 || Float.isNaN(value)).isTrue();
    }
  }

  @Test
  void exp_normalResults_staysWithinItsError() {
    double worst =
        worst(
            VectorMath::exp,
            Math::exp,
            (actual, expected) ->
                expected < Float.MIN_NORMAL || expected > Float.MAX_VALUE
                    ? 0
                    : Math.abs(actual - expected) / expected);
    assertThat(worst).isBetween(1e-9, 1e-7);
  }

  @Test
  void exp_subnormalResults_isOffByTwoOfThemAtMost() {
    double worst =
        worst(
            VectorMath::exp,
            Math::exp,
            (actual, expected) ->
                expected < Float.MIN_NORMAL ? Math.abs(actual - expected) / Float.MIN_VALUE : 0);
    assertThat(worst).isLessThanOrEqualTo(2);
  }

  @Test
  void log_allPositiveFloats_staysWithinItsError() {
    double worst =
        worst(
            VectorMath::log,
            Math::log,
            (actual, expected) ->
                Double.isNaN(expected) || Double.isInfinite(expected) || expected == 0
                    ? 0
                    : Math.abs(actual - expected) / Math.abs(expected));
    assertThat(worst).isBetween(1e-9, 1e-7);
  }

  @Test
  void functions_ofSpecialValues_giveTheirLimits() {
    float[] in = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0, 1, -1, 1e30f};
    assertThat(applied(VectorMath::tanh, in))
        .containsExactly(Float.NaN, -1, 1, 0, (float) Math.tanh(1), (float) Math.tanh(-1), 1);
    assertThat(applied(VectorMath::exp, in))
        .startsWith(Float.NaN, 0, Float.POSITIVE_INFINITY, 1)
        .endsWith(Float.POSITIVE_INFINITY);
    assertThat(applied(VectorMath::log, in))
        .startsWith(
            Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, Float.NaN);
  }

  @Test
  void functions_withOffsets_touchOnlyTheirRange() {
    for (ArrayFunction function :
        new ArrayFunction[] {VectorMath::tanh, VectorMath::exp, VectorMath::log}) {
      float[] in = {9, 0.5f, 0.25f, 9};
      float[] out = {7, 7, 7, 7, 7};
      function.apply(in, 1, out, 2, 2);
      float[] both = applied(function, new float[] {0.5f, 0.25f});
      assertThat(out).containsExactly(7, 7, both[0], both[1], 7);
      assertThat(in).containsExactly(9, 0.5f, 0.25f, 9);
    }
  }

  @Test
  void activations_ofModerateSums_stayWithinTheirError() {
    for (Activation activation : Activation.values()) {
      int n = 20_001;
      float[] sums = new float[n];
      for (int i = 0; i < n; i++) {
        sums[i] = (i - n / 2) * 1e-3f;
      }
      float[] arguments = sums.clone();
      float[] outputs = activation.needsSums() ? new float[n] : sums;
      activation.apply(sums, outputs, n);
      for (int i = 0; i < n; i++) {
        double x = arguments[i];
        double expected =
            switch (activation) {
              case RELU -> Math.max(0, x);
              case TANH -> Math.tanh(x);
              case ELU -> x > 0 ? x : Math.expm1(x);
              case SILU -> x / (1 + Math.exp(-x));
              case IDENTITY -> x;
            };
        double bound = activation == Activation.SILU ? 3e-7 * Math.max(1, Math.abs(x)) : 5e-7;
        assertThat(Math.abs(outputs[i] - expected)).as("%s of %s", activation, x).isLessThan(bound);
      }
    }
  }

  @Test
  void relu_derivativeAtTheSmallestOutput_isOne() {
    float[] outputs = {Float.MIN_VALUE, 0, Float.MAX_VALUE, Float.POSITIVE_INFINITY};
    float[] gradient = {2, 2, 2, 2};
    Activation.RELU.multiplyByDerivative(outputs, outputs, gradient, 4);
    assertThat(gradient).containsExactly(2, 0, 2, 2);
  }

  private static double worst(ArrayFunction function, DoubleUnaryOperator exact, Distance error) {
    float[] in = floats();
    float[] out = applied(function, in);
    double worst = 0;
    for (int i = 0; i < in.length; i++) {
      if (Float.isFinite(in[i])) {
        double e = error.of(out[i], exact.applyAsDouble(in[i]));
        assertThat(e).as("error at %s, where it gives %s", in[i], out[i]).isNotNaN();
        worst = Math.max(worst, e);
      }
    }
    return worst;
  }

  private static float[] floats() {
    float[] values = new float[(int) ((1L << 32) / STEP)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * STEP);
    }
    return values;
  }

  private static float[] applied(ArrayFunction function, float[] in) {
    float[] out = new float[in.length];
    function.apply(in, 0, out, 0, in.length);
    return out;
  }
}
