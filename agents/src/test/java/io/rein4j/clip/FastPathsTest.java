package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.contract.RandomGradients;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the stage takes a shorter way than measuring, then the rule, then looking at it. */
class FastPathsTest {

  private static final int LONGEST_IN_ORDER = 1 << 17;

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  private static int length(SplittableRandom random) {
    return random.nextInt(8) == 0
        ? random.nextInt(10_000, 300_000)
        : RandomGradients.length(random);
  }

  /** A policy for what is not finite that takes the stage the long way. */
  private static ClippingStage longWay(ParameterLayout layout, ClippingRule rule) {
    return new ClippingStage(layout, new ClippingSettings(List.of(rule), NonFinitePolicy.ZERO, 10));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void value_alone_isTheRuleAfterMeasuring(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = length(random);
    ParameterLayout layout = RandomGradients.layout(random, length);
    // Above, the two decide for double over different stretches.
    double unit = Math.pow(10, random.nextDouble(-12, 6));
    float[] gradient = RandomGradients.around(random, length, unit);
    double high = unit * Math.pow(10, random.nextDouble(-4, 1));
    double low = random.nextBoolean() ? -high : -unit * Math.pow(10, random.nextDouble(-4, 1));
    List<String> groups = random.nextInt(3) == 0 ? List.of("actor") : List.of();
    Value rule = new Value(null, low, high, groups);
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(rule));
    ClippingStage plain = longWay(layout, rule);
    String what = "seed %s: %s elements, %s".formatted(seed, length, rule);

    for (int update = 0; update < 2; update++) {
      float[] clipped = gradient.clone();
      float[] expected = gradient.clone();
      UpdateReport report = stage.process(clipped, 0);
      assertSame(report, plain.process(expected, 0), sumsInOrder(layout), what);
      assertThat(RandomGradients.differences(clipped, expected)).as(what).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void value_fewOutsideUpdateAfterUpdate_isTheRuleAfterMeasuring(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = random.nextInt(1_000, seed % 10 == 0 ? 300_000 : 50_000);
    ParameterLayout layout = ParameterLayout.builder().add("a", length).add("b", 900).build();
    Value rule = Value.between(-1, random.nextBoolean() ? 1 : 1.5);
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(rule));
    ClippingStage plain = longWay(layout, rule);
    for (int update = 0; update < 4; update++) {
      float[] clipped = new float[layout.size()];
      for (int i = 0; i < clipped.length; i++) {
        clipped[i] = (float) random.nextDouble(-1, 1);
      }
      int outside = random.nextInt(1, random.nextBoolean() ? 40 : 400);
      for (int i = 0; i < outside; i++) {
        clipped[random.nextInt(clipped.length)] = (float) random.nextDouble(-3, 3);
      }
      float[] expected = clipped.clone();
      String what = "seed %s, update %s: %s elements, %s".formatted(seed, update, length, rule);
      assertSame(stage.process(clipped, 0), plain.process(expected, 0), sumsInOrder(layout), what);
      assertThat(RandomGradients.differences(clipped, expected)).as(what).isZero();
    }
  }

  /** A stage that goes on after a checkpoint knows the rules' state, and not what came before. */
  @ParameterizedTest
  @MethodSource("seeds")
  void value_whateverCameBefore_isToTheBitWhatAFreshStageDoes(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = random.nextInt(1_000, seed % 4 == 0 ? 300_000 : 20_000);
    ParameterLayout layout = ParameterLayout.builder().add("a", length).add("b", 5_000).build();
    Value rule = Value.between(-1, random.nextBoolean() ? 1 : 1.5);
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(rule));
    for (int update = 0; update < 4; update++) {
      float[] gradient = new float[layout.size()];
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = (float) random.nextDouble(-1, 1);
      }
      int outside = random.nextInt(1, random.nextBoolean() ? 40 : 400);
      for (int i = 0; i < outside; i++) {
        gradient[random.nextInt(gradient.length)] = (float) random.nextDouble(-3, 3);
      }
      float[] expected = gradient.clone();
      UpdateReport fresh =
          new ClippingStage(layout, ClippingSettings.of(rule)).process(expected, 0);
      String what = "seed %s, update %s: %s elements, %s".formatted(seed, update, length, rule);
      assertSame(stage.process(gradient, 0), fresh, true, what);
      assertThat(RandomGradients.differences(gradient, expected)).as(what).isZero();
    }
  }

  @Test
  void value_blockOfTinyElementsThatStays_isSummedToTheBitWhateverCameBefore() {
    ParameterLayout layout = ParameterLayout.builder().add("a", 100_000).add("b", 5_000).build();
    Value rule = Value.symmetric(1e-15);
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(rule));
    SplittableRandom random = new SplittableRandom(1);
    for (int update = 0; update < 3; update++) {
      float[] gradient = new float[layout.size()];
      for (int i = 0; i < gradient.length; i++) {
        // Squares of the second half vanish in float.
        gradient[i] = (float) random.nextDouble(i < 50_000 ? 1e-17 : 1e-20);
      }
      gradient[101_000] = 2e-15f;
      float[] expected = gradient.clone();
      UpdateReport fresh =
          new ClippingStage(layout, ClippingSettings.of(rule)).process(expected, 0);
      assertSame(stage.process(gradient, 0), fresh, true, "update %s".formatted(update));
    }
  }

  /** Whether the two ways sum the scalar products of all blocks in the same order. */
  private static boolean sumsInOrder(ParameterLayout layout) {
    return layout.blocks().stream().allMatch(block -> block.length() <= LONGEST_IN_ORDER);
  }

  private static void assertSame(
      UpdateReport report, UpdateReport expected, boolean sameCosine, String what) {
    assertThat(report.verdict()).as(what).isEqualTo(expected.verdict());
    assertThat(report.ruleNorm(0)).as(what).isEqualTo((Double) expected.ruleNorm(0));
    assertThat(report.ruleThreshold(0)).as(what).isEqualTo((Double) expected.ruleThreshold(0));
    assertThat(report.ruleBound(0)).as(what).isEqualTo(expected.ruleBound(0));
    assertSame(report.whole(), expected.whole(), sameCosine, what);
    for (int g = 0; g < report.groups().size(); g++) {
      assertSame(report.group(g), expected.group(g), sameCosine, what);
    }
  }

  private static void assertSame(
      UpdateReport.Scope scope, UpdateReport.Scope expected, boolean sameCosine, String what) {
    assertThat(scope.clippedElements()).as(what).isEqualTo(expected.clippedElements());
    assertThat(scope.normPre()).as(what).isEqualTo((Double) expected.normPre());
    assertThat(scope.normPost()).as(what).isEqualTo((Double) expected.normPost());
    if (sameCosine) {
      assertThat(scope.cosine()).as(what).isEqualTo((Double) expected.cosine());
    } else {
      assertThat(scope.cosine()).as(what).isCloseTo(expected.cosine(), Offset.offset(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e19f, 1e25f, 3e38f})
  void value_hugeElements_areMeasuredInDouble(float huge) {
    for (int length : new int[] {100, 5_000, 200_000}) {
      float[] gradient = new float[length];
      for (int i = 0; i < length; i++) {
        gradient[i] = i % 3 == 0 ? huge : -0.5f;
      }
      int outside = (length + 2) / 3;
      ParameterLayout layout = ParameterLayout.builder().add("w", length).build();
      UpdateReport report =
          new ClippingStage(layout, ClippingSettings.of(Value.symmetric(1))).process(gradient, 0);
      String what = "%s elements".formatted(length);
      double pre = huge * Math.sqrt(outside);
      double post = Math.sqrt(outside + 0.25 * (length - outside));
      assertThat(report.whole().normPre()).as(what).isCloseTo(pre, Offset.offset(pre * 3e-7));
      assertThat(report.whole().normPost()).as(what).isCloseTo(post, Offset.offset(post * 3e-7));
      assertThat(report.whole().clippedElements()).as(what).isEqualTo(outside);
      assertThat(report.whole().cosine())
          .as(what)
          .isCloseTo(Math.sqrt(outside) / post, Offset.offset(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void value_shortGradientThatIsNotFinite_isLeftAsItCame(float bad) {
    int length = 60_000;
    ParameterLayout layout =
        ParameterLayout.builder().add("a", 100).add("b", 50_000).add("c", length - 50_100).build();
    for (int place : new int[] {0, 99, 100, 8_292, 40_000, 50_099, 50_100, length - 1}) {
      for (NonFinitePolicy policy :
          new NonFinitePolicy[] {NonFinitePolicy.SKIP, NonFinitePolicy.FAIL}) {
        float[] gradient = RandomGradients.around(new SplittableRandom(place), length, 1);
        gradient[place] = bad;
        float[] before = gradient.clone();
        ClippingStage stage =
            new ClippingStage(
                layout, new ClippingSettings(List.of(Value.symmetric(1e-3)), policy, 10));
        UpdateReport report = stage.process(gradient, 0);
        String what = "%s at %s, %s".formatted(bad, place, policy);
        assertThat(report.applied()).as(what).isFalse();
        assertThat(report.nonFiniteElements()).as(what).isEqualTo(1);
        assertThat(report.whole().normPre()).as(what).isNaN();
        assertThat(RandomGradients.differences(gradient, before)).as(what).isZero();
        stage.process(new float[length], 0);
      }
    }
  }

  @Test
  void value_longGradientThatIsNotFinite_isDroppedWithAllItsBadElements() {
    int length = 300_000;
    ParameterLayout layout =
        ParameterLayout.builder().add("a", 200_000).add("b", length - 200_000).build();
    float[] gradient = RandomGradients.around(new SplittableRandom(1), length, 1);
    gradient[5] = 2;
    gradient[150_000] = Float.NaN;
    gradient[250_000] = Float.NEGATIVE_INFINITY;
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(Value.symmetric(0.1)));

    UpdateReport report = stage.process(gradient, 0);

    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report.nonFiniteElements()).isEqualTo(2);
    assertThat(gradient[150_000]).isNaN();
    assertThat(gradient[250_000]).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void scaling_afterAScaledGradient_countsWhatAFreshStageCounts(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = length(random);
    ParameterLayout layout = RandomGradients.layout(random, length);
    double threshold = Math.pow(10, random.nextDouble(-3, 3));
    GlobalNorm rule = new GlobalNorm(threshold);
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(rule));
    for (int update = 0; update < 12; update++) {
      float[] gradient =
          random.nextInt(4) == 0
              ? RandomGradients.any(random, length)
              : RandomGradients.around(random, length, Math.pow(10, random.nextDouble(-6, 6)));
      float[] expected = gradient.clone();
      UpdateReport report = stage.process(gradient, 0);
      UpdateReport fresh =
          new ClippingStage(layout, ClippingSettings.of(rule)).process(expected, 0);
      String what = "seed %s, update %s, threshold %s".formatted(seed, update, threshold);
      assertSame(report, fresh, true, what);
      assertThat(RandomGradients.differences(gradient, expected)).as(what).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void adaptiveUnitwise_anyShape_isEachUnitSummedInDouble(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int units = random.nextInt(5) == 0 ? random.nextInt(1_000, 1_100) : random.nextInt(1, 300);
    int rows = random.nextInt(2, 200);
    ParameterLayout layout =
        ParameterLayout.builder().add("a", rows, units).add("b", 64, 64).build();
    float[] weights = RandomGradients.around(random, layout.size(), 1);
    double unit = Math.pow(10, random.nextDouble(-9, 3));
    float[] gradient =
        random.nextInt(4) == 0
            ? RandomGradients.any(random, layout.size())
            : RandomGradients.around(random, layout.size(), unit);
    for (int u = 0; u < units; u++) {
      // Units apart, so that few of them, or none, are beyond the threshold.
      float factor = (float) Math.pow(10, random.nextDouble(-6, 0));
      for (int i = u; i < rows * units; i += units) {
        gradient[i] *= factor;
      }
    }
    double ratio = Math.pow(10, random.nextDouble(-4, 2)) * Math.max(unit, 1e-3);
    float[] expected = gradient.clone();
    double largest =
        Math.max(
            clipUnits(expected, weights, 0, rows, units, ratio),
            clipUnits(expected, weights, rows * units, 64, 64, ratio));

    UpdateReport report =
        new ClippingStage(layout, ClippingSettings.of(new AdaptiveUnitwise(ratio)))
            .process(gradient, weights, 0);

    String what = "seed %s: %s by %s, ratio %s".formatted(seed, rows, units, ratio);
    assertThat(report.ruleNorm(0)).as(what).isEqualTo(largest);
    assertThat(RandomGradients.differences(gradient, expected)).as(what).isZero();
  }

  /** Clips the units of a block one by one, and returns the largest ratio of norms. */
  private static double clipUnits(
      float[] gradient, float[] weights, int from, int rows, int units, double ratio) {
    double largest = 0;
    int count = rows == 1 || units == 1 ? 1 : units;
    for (int u = 0; u < count; u++) {
      double squares = 0;
      double weightSquares = 0;
      for (int i = from + u; i < from + rows * units; i += count) {
        squares += (double) gradient[i] * gradient[i];
        weightSquares += (double) weights[i] * weights[i];
      }
      double norm = Math.sqrt(squares);
      double weight = Math.max(Math.sqrt(weightSquares), 1e-3);
      largest = Math.max(largest, norm / weight);
      double limit = ratio * weight;
      if (Gradient.exceeds(norm, limit)) {
        for (int i = from + u; i < from + rows * units; i += count) {
          gradient[i] = GradientNorms.towardsZeroIfSubnormal(gradient[i] * (limit / norm));
        }
      }
    }
    return largest;
  }
}
