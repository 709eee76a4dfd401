package io.rein4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.random.NumpyGoldens.Case;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Pcg64Test {

  @Test
  void nextLong_anySeed_isNumpysRandomRaw() throws IOException {
    check("raw", random -> Long.toUnsignedString(random.nextLong()));
  }

  @Test
  void nextInt_anySeed_isNumpysBufferedUint32() throws IOException {
    check("uint32", random -> Integer.toUnsignedString(random.nextInt()));
  }

  @Test
  void nextDouble_anySeed_isNumpysRandom() throws IOException {
    checkDoubles("random", Pcg64::nextDouble);
  }

  @Test
  void nextFloat_anySeed_isNumpysFloat32Random() throws IOException {
    checkDoubles("float", Pcg64::nextFloat);
  }

  @Test
  void uniform_anyBounds_isNumpys() throws IOException {
    for (Case golden : NumpyGoldens.of("uniform")) {
      double low = Double.parseDouble(golden.arguments().get(1));
      double high = Double.parseDouble(golden.arguments().get(2));
      checkDoubles(golden, random -> random.uniform(low, high));
    }
  }

  @Test
  void integers_anyRange_isNumpys() throws IOException {
    for (Case golden : NumpyGoldens.of("integers")) {
      check(
          golden,
          random -> Long.toString(random.integers(golden.longArgument(1), golden.longArgument(2))));
    }
  }

  @Test
  void draws_ofMixedKinds_areNumpys() throws IOException {
    for (Case golden : NumpyGoldens.of("mixed")) {
      Pcg64 random = new Pcg64(golden.longArgument(0));
      for (int i = 0; i < 12; i++) {
        assertThat(random.integers(3 + i)).isEqualTo(Long.parseLong(golden.values().get(4 * i)));
        assertThat(random.nextDouble())
            .isEqualTo(Double.parseDouble(golden.values().get(4 * i + 1)));
        assertThat(random.integers(1L << 40))
            .isEqualTo(Long.parseLong(golden.values().get(4 * i + 2)));
        assertThat(random.standardNormal())
            .isEqualTo(Double.parseDouble(golden.values().get(4 * i + 3)));
      }
    }
  }

  @Test
  void standardNormal_over100000Draws_isNumpys() throws IOException {
    checkSparse("normal", 3.654152885361009, Pcg64::standardNormal);
  }

  @Test
  void standardExponential_over100000Draws_isNumpys() throws IOException {
    checkSparse("exponential", 7.69711747013105, Pcg64::standardExponential);
  }

  @Test
  void standardGamma_anyShape_isNumpys() throws IOException {
    checkSparse("gamma", Pcg64::standardGamma);
  }

  @Test
  void standardT_anyDegreesOfFreedom_isNumpys() throws IOException {
    checkSparse("t", Pcg64::standardT);
  }

  @Test
  void standardGammaAndT_parameterThatIsNotFiniteAndPositive_isRefused() {
    Pcg64 random = new Pcg64(0);
    assertThatThrownBy(() -> random.standardGamma(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The shape of a gamma distribution must be finite and > 0, but is 0.0.");
    assertThatThrownBy(() -> random.standardT(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The degrees of freedom of a t distribution must be finite and > 0, but is NaN.");
  }

  @Test
  void seed_ofUsedGenerator_startsAnew() {
    Pcg64 used = new Pcg64(3);
    used.nextInt();
    used.seed(11);
    Pcg64 fresh = new Pcg64(11);
    assertThat(IntStream.range(0, 10).map(i -> used.nextInt()))
        .containsExactly(
            IntStream.range(0, 10).map(i -> fresh.nextInt()).boxed().toArray(Integer[]::new));
  }

  @Test
  void seed_negative_isRefused() {
    assertThatThrownBy(() -> new Pcg64(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A seed must be 0 or larger, but is -2.");
  }

  @Test
  void integers_emptyRange_isRefused() {
    Pcg64 random = new Pcg64(0);
    assertThatThrownBy(() -> random.integers(5, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void state_ofAnother_continuesIdentically() throws IOException {
    Pcg64 random = new Pcg64(5);
    random.nextLong();
    // Leaves half of a draw in the buffer, which is part of the state.
    random.nextInt();
    Pcg64 other = new Pcg64(99);
    StateBytes.restore(StateBytes.of(random), other);
    for (int i = 0; i < 5; i++) {
      assertThat(other.nextInt()).isEqualTo(random.nextInt());
      assertThat(other.nextLong()).isEqualTo(random.nextLong());
    }
  }

  @Test
  void shuffle_ofThree_givesEveryOrderEquallyOften() {
    Pcg64 random = new Pcg64(1);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 60_000; i++) {
      int[] array = {0, 1, 2, 3};
      random.shuffle(array, 3);
      counts.merge(Arrays.toString(array), 1, Integer::sum);
    }
    assertThat(counts)
        .hasSize(6)
        .allSatisfy(
            (order, count) -> {
              assertThat(order).endsWith("3]");
              // Five standard deviations of a binomial count.
              assertThat(count).isBetween(9_540, 10_460);
            });
  }

  private static void check(String what, Function<Pcg64, String> draw) throws IOException {
    for (Case golden : NumpyGoldens.of(what)) {
      check(golden, draw);
    }
  }

  private static void check(Case golden, Function<Pcg64, String> draw) {
    Pcg64 random = new Pcg64(golden.longArgument(0));
    assertThat(golden.values())
        .as(golden.toString())
        .allSatisfy(value -> assertThat(draw.apply(random)).isEqualTo(value));
  }

  private static void checkDoubles(String what, ToDoubleFunction<Pcg64> draw) throws IOException {
    for (Case golden : NumpyGoldens.of(what)) {
      checkDoubles(golden, draw);
    }
  }

  private static void checkDoubles(Case golden, ToDoubleFunction<Pcg64> draw) {
    Pcg64 random = new Pcg64(golden.longArgument(0));
    for (String value : golden.values()) {
      assertThat(draw.applyAsDouble(random))
          .as(golden.toString())
          .isEqualTo(Double.parseDouble(value));
    }
  }

  private interface ParameterDraw {
    double draw(Pcg64 random, double parameter);
  }

  /** Some of many draws, to the last bits of the platform's pow, log and log1p. */
  private static void checkSparse(String what, ParameterDraw draw) throws IOException {
    for (Case golden : NumpyGoldens.of(what)) {
      Pcg64 random = new Pcg64(golden.longArgument(0));
      double parameter = Double.parseDouble(golden.arguments().get(1));
      int drawn = 0;
      double last = 0;
      for (String kept : golden.values()) {
        int colon = kept.indexOf(':');
        for (int index = Integer.parseInt(kept.substring(0, colon)); drawn <= index; drawn++) {
          last = draw.draw(random, parameter);
        }
        double expected = Double.parseDouble(kept.substring(colon + 1));
        assertThat(Math.abs(last - expected))
            .as("%s of seed %s at %s", what, golden, kept)
            .isLessThanOrEqualTo(4 * Math.ulp(expected));
      }
    }
  }

  private static void checkSparse(String what, double tail, ToDoubleFunction<Pcg64> draw)
      throws IOException {
    int tails = 0;
    for (Case golden : NumpyGoldens.of(what)) {
      Pcg64 random = new Pcg64(golden.longArgument(0));
      int drawn = 0;
      double last = 0;
      for (String kept : golden.values()) {
        int colon = kept.indexOf(':');
        for (int index = Integer.parseInt(kept.substring(0, colon)); drawn <= index; drawn++) {
          last = draw.applyAsDouble(random);
        }
        double expected = Double.parseDouble(kept.substring(colon + 1));
        boolean inTail = Math.abs(expected) > tail;
        tails += inTail ? 1 : 0;
        assertThat(Math.abs(last - expected))
            .as("%s of seed %s at %s", what, golden, kept)
            .isLessThanOrEqualTo(inTail ? Math.ulp(expected) : 0);
      }
    }
    assertThat(tails).isGreaterThan(20);
  }
}
