package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.clip.contract.RandomGradients;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any gradient that went through a rule published since 2020. */
class RecentRulesPropertiesTest {

  private static final int UPDATES = 12;

  static IntStream seeds() {
    return IntStream.range(0, 100);
  }

  /** Gradients of one layout, with a different magnitude in each update. */
  private static final class Updates {

    final SplittableRandom random;
    final ParameterLayout layout;
    float[] before = {};
    float[] after = {};

    Updates(int seed) {
      random = new SplittableRandom(seed);
      layout = RandomGradients.layout(random, RandomGradients.length(random));
    }

    UpdateReport next(ClippingStage stage) {
      before =
          RandomGradients.around(random, layout.size(), Math.pow(10, random.nextDouble(-9, 9)));
      after = before.clone();
      return stage.process(after, new float[layout.size()], 0);
    }
  }

  private static ClippingStage stage(ParameterLayout layout, ClippingRule... rules) {
    return new ClippingStage(layout, ClippingSettings.of(rules));
  }

  private static double norm(float[] values, Block block) {
    return RandomGradients.norm(values, block.offset(), block.end(), 2);
  }

  private static double largest(float[] values, Block block) {
    return RandomGradients.norm(values, block.offset(), block.end(), Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void adaClip_largestElement_isAtMostTheMeanOfThoseSoFar(int seed) {
    Updates updates = new Updates(seed);
    ClippingStage stage = stage(updates.layout, new AdaClip(0.9));
    int blocks = updates.layout.blocks().size();
    double[] sums = new double[blocks];
    double[] weights = new double[blocks];
    for (int u = 0; u < UPDATES; u++) {
      updates.next(stage);
      for (int b = 0; b < blocks; b++) {
        Block block = updates.layout.blocks().get(b);
        double largest = largest(updates.before, block);
        if (largest == 0) {
          continue;
        }
        sums[b] = 0.9 * sums[b] + 0.1 * largest;
        weights[b] = 0.9 * weights[b] + 0.1;
        double mean = sums[b] / weights[b];
        String what = "seed %s, update %s, %s".formatted(seed, u, block);
        assertThat(largest(updates.after, block))
            .as(what)
            .isCloseTo(Math.min(largest, mean), Percentage.withPercentage(1e-4));
        for (int i = block.offset(); i < block.end(); i++) {
          boolean within = Math.abs(updates.before[i]) < mean * (1 - 1e-6);
          float expected =
              within
                  ? updates.before[i]
                  : (float) (updates.before[i] * Math.min(1, mean / largest));
          assertThat((double) updates.after[i])
              .as(what)
              .isBetween(
                  expected - 1e-6 * Math.abs(expected), expected + 1e-6 * Math.abs(expected));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void normRatio_lengthOfEachParameter_isTheRatioOfTheMeans(int seed) {
    Updates updates = new Updates(seed);
    ClippingStage stage = stage(updates.layout, NormRatio.DEFAULTS);
    int blocks = updates.layout.blocks().size();
    double[][] sums = new double[4][blocks];
    for (int u = 0; u < UPDATES; u++) {
      updates.next(stage);
      for (int b = 0; b < blocks; b++) {
        Block block = updates.layout.blocks().get(b);
        double norm = norm(updates.before, block);
        if (norm == 0) {
          assertThat(norm(updates.after, block)).isZero();
          continue;
        }
        sums[0][b] = 0.7 * sums[0][b] + 0.3 * norm;
        sums[1][b] = 0.7 * sums[1][b] + 0.3;
        sums[2][b] = 0.9 * sums[2][b] + 0.1 * norm * norm;
        sums[3][b] = 0.9 * sums[3][b] + 0.1;
        double ratio = sums[0][b] / sums[1][b] / (Math.sqrt(sums[2][b] / sums[3][b]) + 1e-8);
        assertThat(norm(updates.after, block))
            .as("seed %s, update %s, %s", seed, u, block)
            .isCloseTo(ratio, Percentage.withPercentage(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void centralize_everyUnit_hasAMeanOfZeroAndIsNoLonger(int seed) {
    Updates updates = new Updates(seed);
    ClippingStage stage = stage(updates.layout, Centralize.DEFAULTS);
    for (int u = 0; u < UPDATES; u++) {
      updates.next(stage);
      assertThat(RandomGradients.norm(updates.after, 2))
          .as("seed %s, update %s", seed, u)
          .isLessThanOrEqualTo(RandomGradients.norm(updates.before, 2) * (1 + 1e-6));
      for (Block block : updates.layout.blocks()) {
        if (block.shape().size() < 2) {
          assertThat(Arrays.copyOfRange(updates.after, block.offset(), block.end()))
              .as("seed %s, update %s, %s", seed, u, block)
              .isEqualTo(Arrays.copyOfRange(updates.before, block.offset(), block.end()));
          continue;
        }
        int units = block.shape().get(1);
        for (int unit = 0; unit < units; unit++) {
          double sum = 0;
          double magnitudes = 0;
          for (int i = block.offset() + unit; i < block.end(); i += units) {
            sum += updates.after[i];
            magnitudes += Math.abs(updates.before[i]);
          }
          assertThat(Math.abs(sum))
              .as("seed %s, update %s, %s, unit %s", seed, u, block, unit)
              .isLessThanOrEqualTo(1e-6 * magnitudes);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void errorFeedback_estimate_movesTowardsTheGradientByTheThresholdAtMost(int seed) {
    Updates updates = new Updates(seed);
    double threshold = Math.pow(10, updates.random.nextDouble(-3, 3));
    double gain = updates.random.nextDouble(0.01, 1);
    ClippingStage stage =
        stage(updates.layout, new ErrorFeedback(Schedule.constant(threshold), gain, List.of()));
    float[] estimate = new float[updates.layout.size()];
    for (int u = 0; u < UPDATES; u++) {
      updates.next(stage);
      double step = distance(updates.after, estimate);
      double distance = distance(updates.before, estimate);
      double rounding = 1e-6 * RandomGradients.norm(updates.after, 2);
      String what = "seed %s, update %s, threshold %s, gain %s".formatted(seed, u, threshold, gain);
      assertThat(step)
          .as(what)
          .isLessThanOrEqualTo(threshold * (1 + 1e-6) + rounding)
          .isLessThanOrEqualTo(gain * distance * (1 + 1e-6) + rounding);
      assertThat(distance(updates.after, updates.before))
          .as(what)
          .isCloseTo(distance - step, Offset.offset(1e-5 * distance + 2 * rounding));
      estimate = updates.after;
    }
  }

  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  @Test
  void errorFeedback_ofAGradientThatStays_comesToItWherePlainClippingDoesNot() {
    ClippingStage stage =
        stage(ParameterLayout.builder().add("w", 2).build(), new ErrorFeedback(1));
    float[] gradient = {};
    for (int u = 0; u < 40; u++) {
      gradient = new float[] {6, -8};
      stage.process(gradient, 0);
    }
    assertThat(gradient).containsExactly(6, -8);
    float[] spike = {1e6f, -8};
    stage.process(spike, 0);
    assertThat(spike).containsExactly(7, -8);
  }

  @Test
  void errorFeedback_whereAGradientStaysZero_comesToZeroWithoutSubnormals() {
    ClippingStage stage =
        stage(
            ParameterLayout.builder().add("w", 2).build(),
            new ErrorFeedback(Schedule.constant(1), 0.1, List.of()));
    float[] gradient = {1, 1};
    stage.process(gradient, 0);
    for (int u = 0; u < 2_000; u++) {
      gradient = new float[] {1, 0};
      stage.process(gradient, 0);
      assertThat(gradient[1])
          .as("update %s", u)
          .matches(value -> value == 0 || value >= Float.MIN_NORMAL);
    }
    assertThat(gradient[1]).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void adaptiveBand_everyGroup_staysWithinItsOwnBand(int seed) {
    Updates updates = new Updates(seed);
    AdaptiveBand rule =
        AdaptiveBand.builder()
            .upper(Schedule.constant(1.5))
            .lower(Schedule.constant(0.8))
            .largestFactor(1e30)
            .decay(0.7)
            .build();
    ClippingStage stage = stage(updates.layout, rule);
    List<String> groups = updates.layout.groups();
    double[] means = new double[groups.size()];
    for (int u = 0; u < UPDATES; u++) {
      updates.next(stage);
      for (int g = 0; g < means.length; g++) {
        double before = norm(updates.before, updates.layout, groups.get(g));
        double after = norm(updates.after, updates.layout, groups.get(g));
        String what = "seed %s, update %s, %s".formatted(seed, u, groups.get(g));
        if (before == 0) {
          assertThat(after).as(what).isZero();
          continue;
        }
        double expected =
            means[g] == 0 ? before : Math.max(0.8 * means[g], Math.min(1.5 * means[g], before));
        assertThat(after).as(what).isCloseTo(expected, Percentage.withPercentage(1e-4));
        means[g] = means[g] == 0 ? before : 0.7 * means[g] + 0.3 * expected;
      }
    }
  }

  private static double norm(float[] values, ParameterLayout layout, String group) {
    double norm = 0;
    for (Block block : layout.blocks()) {
      norm = block.group().equals(group) ? Math.hypot(norm, norm(values, block)) : norm;
    }
    return norm;
  }

  @Test
  void adaptiveBand_spikeOfOneGroup_leavesTheOtherAlone() {
    ParameterLayout layout = ParameterLayout.builder().add("actor/w", 2).add("critic/w", 2).build();
    ClippingStage stage = stage(layout, AdaptiveBand.DEFAULTS);
    stage.process(new float[] {3, 4, 0.6f, 0.8f}, 0);
    float[] gradient = {3, 4, 600, 800};
    UpdateReport report = stage.process(gradient, 0);
    assertThat(gradient).startsWith(3, 4).endsWith(1.2f, 1.6f);
    assertThat(report.ruleNorm(0)).isCloseTo(1000, Offset.offset(1e-3));
    assertThat(report.ruleThreshold(0)).isEqualTo(2);
  }

  @Test
  void adaptiveBand_gradientThatHasAllButVanished_isLengthenedByTheLargestFactorAtMost() {
    AdaptiveBand rule =
        AdaptiveBand.builder().lower(Schedule.constant(0.9)).largestFactor(1.25).build();
    ClippingStage stage = stage(ParameterLayout.builder().add("w", 1).build(), rule);
    stage.process(new float[] {8}, 0);
    float[] gradient = {4};
    stage.process(gradient, 0);
    assertThat(gradient).containsExactly(5);
  }

  @Test
  void centralize_takesTheMeanOverTheInputsOfAUnit() {
    ParameterLayout layout =
        ParameterLayout.builder()
            .add("q/dense0/weight", 2, 3)
            .add("q/dense0/bias", 3)
            .add("q/dense1/weight", 1, 2)
            .build();
    float[] gradient = {1, 2, 3, 5, 4, 3, 7, 8, 9, 6, 2};

    UpdateReport report = stage(layout, Centralize.DEFAULTS).process(gradient, 0);

    assertThat(gradient).containsExactly(-2, -1, 0, 2, 1, 0, 7, 8, 9, 6, 2);
    assertThat(report.ruleBound(0)).isTrue();
    float[] again = gradient.clone();
    assertThat(stage(layout, Centralize.DEFAULTS).process(again, 0).ruleBound(0)).isFalse();
    assertThat(again).isEqualTo(gradient);
  }

  @Test
  void centralize_ofTheLargestFloats_staysFinite() {
    float max = Float.MAX_VALUE;
    float[] gradient = {max, -max, -max};
    stage(ParameterLayout.builder().add("q/dense0/weight", 3, 1).build(), Centralize.DEFAULTS)
        .process(gradient, 0);
    assertThat(gradient[0]).isEqualTo(max);
    assertThat(gradient[1]).isCloseTo(-max / 3 * 2, Offset.offset(max / 1e6f));
  }
}
