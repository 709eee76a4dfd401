package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.contract.RandomGradients;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerSumTest {

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  private static float largest(float[] values) {
    return (float) RandomGradients.norm(values, Double.POSITIVE_INFINITY);
  }

  private static double norm(float[] values, int from, int to, double p) {
    float largest = largest(values);
    PowerSum powers = new PowerSum(p);
    return powers.unit(largest) * Math.pow(powers.of(values, from, to, largest), 1 / p);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void of_anyGradientAndP_isTheSumOfPowersOneByOne(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = RandomGradients.any(random, RandomGradients.length(random));
    int from = random.nextInt(values.length);
    int to = random.nextInt(from, values.length + 1);
    if (largest(values) == 0) {
      return;
    }
    double p = random.nextBoolean() ? random.nextDouble(0.3, 4) : random.nextDouble(4, 40);
    double exact = 0;
    PowerSum powers = new PowerSum(p);
    double unit = powers.unit(largest(values));
    for (int i = from; i < to; i++) {
      exact += Math.pow(Math.abs(values[i]) / unit, p);
    }
    assertThat(powers.of(values, from, to, largest(values)))
        .as("seed %s, p %s, %s elements from %s", seed, p, to - from, from)
        .isCloseTo(exact, Offset.offset(exact * 4e-8 * p));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1.5, 2.5, 3, 4, 8, 16, 17, 100})
  void of_mantissasOfAllIntervals_areWithin4em8OfTheNorm(double p) {
    float[] values = new float[1 << 14];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(Float.floatToIntBits(0.37f) + (i << 9)) * (1 - i % 2 * 2);
    }
    for (int i = 0; i < values.length; i += 37) {
      double magnitude = Math.abs(values[i]);
      assertThat(norm(new float[] {values[i]}, 0, 1, p))
          .as("%s", values[i])
          .isCloseTo(magnitude, Offset.offset(magnitude * 4e-8));
    }
    double exact = RandomGradients.norm(values, p);
    assertThat(norm(values, 0, values.length, p)).isCloseTo(exact, Offset.offset(exact * 4e-8));
  }

  @Test
  void of_zerosAndSubnormals_countAsTheyShould() {
    float tiny = Float.MIN_NORMAL / 4;
    float[] values = {0, Float.MIN_NORMAL, -0f, tiny, -tiny};
    double half = new PowerSum(0.5).of(values, 0, 5, Float.MIN_NORMAL);
    assertThat(half).isCloseTo(2, Offset.offset(1e-9));
    assertThat(new PowerSum(0.5).of(values, 3, 5, tiny)).isEqualTo(2);
    assertThat(new PowerSum(3).of(values, 0, 1, 1)).isZero();
    PowerSum again = new PowerSum(0.5);
    assertThat(again.of(values, 0, 5, 1f)).isPositive();
    assertThat(again.of(values, 0, 5, Float.MIN_NORMAL)).isEqualTo(half);
  }
}
