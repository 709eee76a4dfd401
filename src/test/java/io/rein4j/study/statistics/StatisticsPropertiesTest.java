package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds for all scores; each repetition's number is its seed. */
class StatisticsPropertiesTest {

  @Test
  void interquartileMean_oneToTen_isFiveAndAHalf() {
    double[] scores = {10, 1, 9, 2, 8, 3, 7, 4, 6, 5};
    assertThat(Averages.interquartileMean(scores).ofSample(10)).isEqualTo(5.5);
  }

  @Test
  void improvement_tiesCountHalf() {
    double[] x = {1, 2, 3, 4};
    double[] y = {2, 2, 5};
    assertThat(Improvements.of(x, y, 1).ofSample(7)).isEqualTo(5 / 12.0, within(1e-15));
  }

  @RepeatedTest(30)
  void statistics_ofCounts_areThoseOfTheRepeatedSample(RepetitionInfo repetition) {
    Pcg64 random = new Pcg64(repetition.getCurrentRepetition());
    double[] scores = scores(random, 1 + random.nextInt(30));
    int[] counts = new int[scores.length];
    Resampling.stratified(scores.length).draw(random, counts);
    double[] drawn =
        IntStream.range(0, scores.length)
            .boxed()
            .flatMapToDouble(i -> DoubleStream.generate(() -> scores[i]).limit(counts[i]))
            .toArray();
    assertThat(drawn).hasSameSizeAs(scores);
    List<Statistic> ofCounts = statistics(scores);
    List<Statistic> ofDrawn = statistics(drawn);
    for (int i = 0; i < ofCounts.size(); i++) {
      assertThat(ofCounts.get(i).of(counts))
          .as("statistic %d", i)
          .isEqualTo(ofDrawn.get(i).ofSample(drawn.length), within(1e-12));
    }
  }

  @RepeatedTest(20)
  void estimate_scores_isOrderedAndMovesWithThem(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Pcg64 random = new Pcg64(seed);
    double[] scores = scores(random, 2 + random.nextInt(20));
    double[] moved = Arrays.stream(scores).map(score -> 2 * score + 3).toArray();
    Estimate one = estimate(scores, seed);
    Estimate two = estimate(moved, seed);
    assertThat(one.low()).isLessThanOrEqualTo(one.high());
    assertThat(two.value()).isEqualTo(2 * one.value() + 3, within(1e-12));
    assertThat(two.low()).isEqualTo(2 * one.low() + 3, within(1e-12));
    assertThat(two.high()).isEqualTo(2 * one.high() + 3, within(1e-12));
    assertThat(estimate(scores, seed)).isEqualTo(one);
  }

  @Test
  void estimate_equalScores_hasNoWidth() {
    double[] scores = new double[20];
    Arrays.fill(scores, 0.1);
    Estimate estimate = estimate(scores, 1);
    assertThat(estimate.high() - estimate.low()).isEqualTo(0, within(1e-15));
    assertThat(estimate.value()).isEqualTo(0.1, within(1e-15));
  }

  @Test
  void drawdown_rise_isZero() {
    assertThat(Reliability.drawdown(new double[] {0, 1, 1, 2})).containsOnly(0);
    assertThat(Reliability.drawdown(new double[] {})).isEmpty();
  }

  @Test
  void sample_nan_isRefused() {
    assertThatThrownBy(() -> Averages.interquartileMean(new double[] {1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A sample may not hold NaN, but this one does.");
  }

  @Test
  void quantile_infiniteValues_areNotNaN() {
    double[] steps = {100, 200, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    assertThat(Quantiles.quantile(steps, 0.5)).isInfinite();
    assertThat(Quantiles.quantile(steps, 0.9)).isInfinite();
    assertThat(Quantiles.quantile(steps, 1 / 3.0)).isEqualTo(200, within(1e-9));
  }

  private static List<Statistic> statistics(double[] scores) {
    return List.of(
        Averages.interquartileMean(scores),
        Averages.mean(scores),
        Averages.median(scores),
        Averages.medianOfMeans(scores, 1),
        Averages.optimalityGap(scores),
        Spreads.interquartileRange(scores),
        Spreads.lowerCvar(scores, 0.3),
        Spreads.shareAbove(scores, 0.4));
  }

  private static Estimate estimate(double[] scores, int seed) {
    return new Bootstrap(200)
        .estimate(
            Resampling.stratified(scores.length),
            Averages.interquartileMean(scores),
            new Pcg64(seed));
  }

  /** Every third sample holds ties. */
  private static double[] scores(Pcg64 random, int size) {
    boolean ties = random.nextInt(3) == 0;
    return DoubleStream.generate(
            () -> ties ? random.nextInt(4) / 4.0 : 0.5 + 0.3 * random.standardNormal())
        .limit(size)
        .toArray();
  }
}
