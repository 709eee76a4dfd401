package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.contract.RandomGradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any gradient. */
class ClippingPropertiesTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void globalNorm_postCondition_idempotence_untouchedBits(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = RandomGradients.length(random);
    float[] before = RandomGradients.any(random, length);
    ParameterLayout layout = RandomGradients.layout(random, length);
    double p = new double[] {2, 2, 2, 1, 3, 0.7, INFINITY}[random.nextInt(7)];
    double norm = RandomGradients.norm(before, p);
    double threshold =
        Math.max(1e-300, Math.min(1e300, norm * Math.pow(10, random.nextDouble(-12, 2))));
    float[] gradient = before.clone();
    ClippingStage stage =
        new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(threshold, p)));

    UpdateReport report = stage.process(gradient, new float[length], 0);

    String what = "seed %s, p %s, norm %s, threshold %s".formatted(seed, p, norm, threshold);
    assertThat(RandomGradients.norm(gradient, p))
        .as(what)
        .isLessThanOrEqualTo(threshold * (1 + 1e-6));
    assertThat(report.ruleNorm(0)).as(what).isBetween(norm * (1 - 3e-7), norm * (1 + 3e-7));
    double pre = RandomGradients.norm(before, 2);
    double post = RandomGradients.norm(gradient, 2);
    assertThat(report.whole().normPre()).as(what).isBetween(pre * (1 - 3e-7), pre * (1 + 3e-7));
    assertThat(report.whole().normPost()).as(what).isBetween(post * (1 - 7e-7), post * (1 + 7e-7));
    assertThat(report.whole().clippedElements())
        .as(what)
        .isEqualTo(RandomGradients.differences(before, gradient));
    assertThat(report.whole().clipped()).as(what).isEqualTo(norm > threshold);
    if (norm <= threshold) {
      assertThat(gradient).as(what).isEqualTo(before);
      assertThat(report.whole().coefficient()).as(what).isEqualTo(1);
    }

    float[] again = gradient.clone();
    stage.process(again, new float[length], 0);
    assertThat(RandomGradients.differences(gradient, again)).as("%s, clipped twice", what).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void globalNorm_scaledGradientAndThreshold_scalesTheResult(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = RandomGradients.length(random);
    ParameterLayout layout = RandomGradients.layout(random, length);
    float[] gradient = new float[length];
    for (int i = 0; i < length; i++) {
      gradient[i] = (float) (random.nextDouble(-1, 1) * Math.pow(2, random.nextInt(-10, 10)));
    }
    float power = Math.scalb(1f, random.nextInt(-30, 30));
    float[] scaled = gradient.clone();
    for (int i = 0; i < length; i++) {
      scaled[i] *= power;
    }
    double threshold = RandomGradients.norm(gradient, 2) * random.nextDouble(0.01, 1.5);
    clip(layout, gradient, new GlobalNorm(threshold));
    clip(layout, scaled, new GlobalNorm(threshold * power));
    for (int i = 0; i < length; i++) {
      assertThat(scaled[i]).as("seed %d, element %d", seed, i).isEqualTo(gradient[i] * power);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void value_postCondition_idempotence_untouchedBits(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = RandomGradients.length(random);
    float[] before = RandomGradients.any(random, length);
    ParameterLayout layout = RandomGradients.layout(random, length);
    double largest = RandomGradients.norm(before, INFINITY);
    double scale = Math.max(1e-300, Math.min(1e300, largest));
    double high = scale * Math.pow(10, random.nextDouble(-12, 1));
    double low = random.nextBoolean() ? -high : -scale * Math.pow(10, random.nextDouble(-12, 1));
    float[] gradient = before.clone();

    UpdateReport report = clip(layout, gradient, Value.between(low, high));

    String what = "seed %s, low %s, high %s".formatted(seed, low, high);
    int changed = 0;
    for (int i = 0; i < length; i++) {
      assertThat((double) gradient[i]).as(what).isBetween(low * (1 + 1e-6), high * (1 + 1e-6));
      boolean outside = before[i] > (float) high || before[i] < (float) low;
      changed += Float.compare(before[i], gradient[i]) != 0 ? 1 : 0;
      if (!outside && Math.min(-low, high) > Float.MIN_NORMAL) {
        assertThat(gradient[i]).as(what).isEqualTo(before[i]);
      }
    }
    assertThat(report.whole().clippedElements()).as(what).isEqualTo(changed);
    double post = RandomGradients.norm(gradient, 2);
    assertThat(report.whole().normPost()).as(what).isBetween(post * (1 - 3e-7), post * (1 + 3e-7));
    if (post > 0) {
      assertThat(report.whole().cosine())
          .as(what)
          .isCloseTo(cosine(before, gradient), Offset.offset(2e-6));
    }
    float[] again = gradient.clone();
    assertThat(clip(layout, again, Value.between(low, high)).whole().clipped()).as(what).isFalse();
    assertThat(again).as(what).isEqualTo(gradient);
  }

  private static double cosine(float[] a, float[] b) {
    double unitA = RandomGradients.norm(a, 2);
    double unitB = RandomGradients.norm(b, 2);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] / unitA * (b[i] / unitB);
    }
    return sum;
  }

  @Test
  @Tag("large")
  void globalNorm_aMillionElements_keepsToTheThreshold() {
    SplittableRandom random = new SplittableRandom(7);
    int length = 1_000_000;
    ParameterLayout layout = ParameterLayout.builder().add("w", length).build();
    for (double unit : new double[] {1e-38, 1e-20, 1, 1e20, 1e37}) {
      float[] gradient = new float[length];
      for (int i = 0; i < length; i++) {
        gradient[i] = (float) (unit * random.nextDouble(0.5, 1.5));
      }
      double threshold = unit / 3;
      UpdateReport report = clip(layout, gradient, new GlobalNorm(threshold));
      double exact = RandomGradients.norm(gradient, 2);
      assertThat(exact).as("unit %s", unit).isLessThanOrEqualTo(threshold * (1 + 1e-6));
      assertThat(report.whole().clippedElements()).as("unit %s", unit).isEqualTo(length);
    }
  }

  @Test
  void globalNorm_resultsBelowTheSmallestNormalFloat_neverExceedTheThreshold() {
    float[] gradient = new float[10_000];
    Arrays.fill(gradient, 1e25f);
    ParameterLayout layout = ParameterLayout.builder().add("w", gradient.length).build();
    UpdateReport report = clip(layout, gradient, new GlobalNorm(1.23e-40));
    assertThat(RandomGradients.norm(gradient, 2))
        .isLessThanOrEqualTo(1.23e-40)
        .isGreaterThan(1.2e-40);
    assertThat(report.whole().normPost())
        .isCloseTo(RandomGradients.norm(gradient, 2), within(1e-50));
  }

  private static Offset<Double> within(double offset) {
    return Offset.offset(offset);
  }

  @Test
  void chains_countEachChangedElementOnce() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = RandomGradients.length(random);
      float[] before = new float[length];
      for (int i = 0; i < length; i++) {
        before[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextDouble(-1, 1);
      }
      double norm = RandomGradients.norm(before, 2);
      if (norm == 0) {
        continue;
      }
      List<ClippingRule> rules = new ArrayList<>();
      for (int r = 0; r < 4; r++) {
        if (random.nextBoolean()) {
          rules.add(
              switch (r) {
                case 0 -> new PerParameterNorm(norm * random.nextDouble(0.1, 1));
                case 1 -> Value.symmetric(random.nextDouble(0.1, 1));
                case 2 -> new GlobalNorm(norm * random.nextDouble(0.3, 1));
                default -> new BlockRms(random.nextDouble(0.1, 1));
              });
        }
      }
      float[] gradient = before.clone();
      UpdateReport report =
          clip(
              RandomGradients.layout(random, length), gradient, rules.toArray(ClippingRule[]::new));
      assertThat(report.whole().clippedElements())
          .as("seed %d, %s", seed, rules)
          .isEqualTo(RandomGradients.differences(before, gradient));
      assertThat(report.whole().cosine())
          .as("seed %d, %s", seed, rules)
          .isCloseTo(cosine(before, gradient), within(1e-6));
      double post = RandomGradients.norm(gradient, 2);
      assertThat(report.whole().normPost())
          .as("seed %d, %s", seed, rules)
          .isBetween(post * (1 - 1e-6), post * (1 + 1e-6));
    }
  }

  private static UpdateReport clip(
      ParameterLayout layout, float[] gradient, ClippingRule... rules) {
    return new ClippingStage(layout, ClippingSettings.of(rules))
        .process(gradient, new float[gradient.length], 0);
  }
}
