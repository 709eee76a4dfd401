package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any gradient. */
class ClippingPropertiesTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** A gradient of random length, layout, magnitude and tail. */
  private static float[] gradient(SplittableRandom random, int length) {
    double unit = Math.pow(10, random.nextDouble(-44, 36));
    int kind = random.nextInt(6);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      double sign = random.nextBoolean() ? 1 : -1;
      double x = random.nextDouble();
      double magnitude =
          switch (kind) {
            case 0 -> x;
            case 1 -> Math.pow(x, -1.5);
            case 2 -> Math.pow(10, 60 * x - 30);
            case 3 -> x < 0.9 ? 0 : x;
            case 4 -> 1;
            default -> Math.pow(10, 20 * x - 20);
          };
      values[i] = (float) (sign * Math.min(3e38, unit * magnitude));
    }
    return values;
  }

  private static ParameterLayout layout(SplittableRandom random, int length) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    int left = length;
    for (int b = 0; left > 0; b++) {
      int block = b == 5 ? left : random.nextInt(1, left + 1);
      layout.add((random.nextBoolean() ? "actor" : "critic") + "/layer/" + b, block);
      left -= block;
    }
    return layout.build();
  }

  private static int length(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> random.nextInt(2, 10);
      case 2 -> random.nextInt(10, 700);
      default -> random.nextInt(700, 10_000);
    };
  }

  private static double exactNorm(float[] values, double p) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (p == INFINITY || largest == 0) {
      return largest;
    }
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(Math.abs(value) / largest, p);
    }
    return largest * Math.pow(sum, 1 / p);
  }

  private static int differences(float[] a, float[] b) {
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i]) ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void globalNorm_postCondition_idempotence_untouchedBits(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = length(random);
    float[] before = gradient(random, length);
    ParameterLayout layout = layout(random, length);
    double p = new double[] {2, 2, 2, 1, 3, 0.7, INFINITY}[random.nextInt(7)];
    double norm = exactNorm(before, p);
    double threshold =
        Math.max(1e-300, Math.min(1e300, norm * Math.pow(10, random.nextDouble(-12, 2))));
    float[] gradient = before.clone();
    ClippingStage stage =
        new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(threshold, p)));

    UpdateReport report = stage.process(gradient, new float[length], 0);

    String what = "seed %d, p %s, norm %s, threshold %s".formatted(seed, p, norm, threshold);
    assertThat(exactNorm(gradient, p)).as(what).isLessThanOrEqualTo(threshold * (1 + 1e-6));
    assertThat(report.ruleNorm(0)).as(what).isBetween(norm * (1 - 3e-7), norm * (1 + 3e-7));
    double pre = exactNorm(before, 2);
    double post = exactNorm(gradient, 2);
    assertThat(report.normPre()).as(what).isBetween(pre * (1 - 3e-7), pre * (1 + 3e-7));
    assertThat(report.normPost()).as(what).isBetween(post * (1 - 7e-7), post * (1 + 7e-7));
    assertThat(report.clippedElements()).as(what).isEqualTo(differences(before, gradient));
    assertThat(report.clipped()).as(what).isEqualTo(norm > threshold);
    if (norm <= threshold) {
      assertThat(gradient).as(what).isEqualTo(before);
      assertThat(report.coefficient()).as(what).isEqualTo(1);
    }

    float[] again = gradient.clone();
    stage.process(again, new float[length], 0);
    assertThat(differences(gradient, again)).as("%s, clipped twice", what).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void globalNorm_scaledGradientAndThreshold_scalesTheResult(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int length = length(random);
    ParameterLayout layout = layout(random, length);
    float[] gradient = new float[length];
    for (int i = 0; i < length; i++) {
      gradient[i] = (float) (random.nextDouble(-1, 1) * Math.pow(2, random.nextInt(-10, 10)));
    }
    float power = Math.scalb(1f, random.nextInt(-30, 30));
    float[] scaled = gradient.clone();
    for (int i = 0; i < length; i++) {
      scaled[i] *= power;
    }
    double threshold = exactNorm(gradient, 2) * random.nextDouble(0.01, 1.5);
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
    int length = length(random);
    float[] before = gradient(random, length);
    ParameterLayout layout = layout(random, length);
    double largest = exactNorm(before, INFINITY);
    double scale = Math.max(1e-300, Math.min(1e300, largest));
    double high = scale * Math.pow(10, random.nextDouble(-12, 1));
    double low = random.nextBoolean() ? -high : -scale * Math.pow(10, random.nextDouble(-12, 1));
    float[] gradient = before.clone();

    UpdateReport report = clip(layout, gradient, Value.between(low, high));

    String what = "seed %d, low %s, high %s".formatted(seed, low, high);
    int changed = 0;
    for (int i = 0; i < length; i++) {
      assertThat((double) gradient[i]).as(what).isBetween(low * (1 + 1e-6), high * (1 + 1e-6));
      boolean outside = before[i] > (float) high || before[i] < (float) low;
      changed += Float.compare(before[i], gradient[i]) != 0 ? 1 : 0;
      if (!outside && Math.min(-low, high) > Float.MIN_NORMAL) {
        assertThat(gradient[i]).as(what).isEqualTo(before[i]);
      }
    }
    assertThat(report.clippedElements()).as(what).isEqualTo(changed);
    double post = exactNorm(gradient, 2);
    assertThat(report.normPost()).as(what).isBetween(post * (1 - 3e-7), post * (1 + 3e-7));
    if (post > 0) {
      assertThat(report.cosine()).as(what).isCloseTo(cosine(before, gradient), Offset.offset(2e-6));
    }
    float[] again = gradient.clone();
    assertThat(clip(layout, again, Value.between(low, high)).clipped()).as(what).isFalse();
    assertThat(again).as(what).isEqualTo(gradient);
  }

  private static double cosine(float[] a, float[] b) {
    double unitA = exactNorm(a, 2);
    double unitB = exactNorm(b, 2);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] / unitA * (b[i] / unitB);
    }
    return sum;
  }

  @Test
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
      double exact = exactNorm(gradient, 2);
      assertThat(exact).as("unit %s", unit).isLessThanOrEqualTo(threshold * (1 + 1e-6));
      assertThat(report.clippedElements()).as("unit %s", unit).isEqualTo(length);
    }
  }

  @Test
  void globalNorm_resultsBelowTheSmallestNormalFloat_neverExceedTheThreshold() {
    float[] gradient = new float[10_000];
    Arrays.fill(gradient, 1e25f);
    ParameterLayout layout = ParameterLayout.builder().add("w", gradient.length).build();
    UpdateReport report = clip(layout, gradient, new GlobalNorm(1.23e-40));
    assertThat(exactNorm(gradient, 2)).isLessThanOrEqualTo(1.23e-40).isGreaterThan(1.2e-40);
    assertThat(report.normPost()).isCloseTo(exactNorm(gradient, 2), within(1e-50));
  }

  private static Offset<Double> within(double offset) {
    return Offset.offset(offset);
  }

  @Test
  void chains_countEachChangedElementOnce() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = length(random);
      float[] before = new float[length];
      for (int i = 0; i < length; i++) {
        before[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextDouble(-1, 1);
      }
      double norm = exactNorm(before, 2);
      if (norm == 0) {
        continue;
      }
      List<ClippingRule> rules = new ArrayList<>();
      for (int r = 0; r < 3; r++) {
        rules.add(
            random.nextBoolean()
                ? new GlobalNorm(norm * random.nextDouble(0.3, 1))
                : Value.symmetric(random.nextDouble(0.1, 1)));
      }
      float[] gradient = before.clone();
      UpdateReport report =
          clip(layout(random, length), gradient, rules.toArray(ClippingRule[]::new));
      assertThat(report.clippedElements())
          .as("seed %d, %s", seed, rules)
          .isEqualTo(differences(before, gradient));
      assertThat(report.cosine())
          .as("seed %d, %s", seed, rules)
          .isCloseTo(cosine(before, gradient), within(1e-6));
      double post = exactNorm(gradient, 2);
      assertThat(report.normPost())
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
