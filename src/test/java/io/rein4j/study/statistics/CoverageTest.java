package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often an interval that says 95 % holds the true value, in 2,000 simulated samples of runs
 * whose true value is 0. Of 2,000, a share of 95 % is found between 94 and 96 in 19 of 20
 * simulations.
 */
class CoverageTest {

  private static final int SAMPLES = 2_000;
  private static final int REPLICATES = 1_000;

  @ParameterizedTest
  @CsvSource({"normal, 10", "t2, 20"})
  void interquartileMean_fewReplicates_isCoveredIn91To97Percent(String scores, int runs) {
    double coverage = coverage(scores, runs, Averages::interquartileMean, 300);
    assertThat(coverage).as("%s, %d runs", scores, runs).isBetween(0.91, 0.97);
  }

  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({
    "normal, 10",
    "normal, 20",
    "t3, 10",
    "t3, 20",
    "t2, 10",
    "t2, 20",
  })
  void interquartileMean_tenAndTwentyRuns_isCoveredIn92To97Percent(String scores, int runs) {
    double coverage = coverage(scores, runs, Averages::interquartileMean, REPLICATES);
    assertThat(coverage).as("%s, %d runs", scores, runs).isBetween(0.92, 0.97);
  }

  /** Too narrow, as the documentation of {@link Bootstrap} says. */
  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({
    "iqm, normal, 5, 0.89, 0.92", "iqm, t2, 5, 0.88, 0.92",
    "mean, normal, 5, 0.81, 0.86", "mean, t2, 5, 0.79, 0.84",
    "mean, normal, 10, 0.89, 0.93", "mean, t2, 10, 0.87, 0.92",
    "mean, normal, 20, 0.91, 0.95", "mean, t2, 20, 0.89, 0.94",
  })
  void meanAndFiveRuns_coverage_isAsDocumented(
      String statistic, String scores, int runs, double least, double most) {
    Function<double[], Statistic> of =
        statistic.equals("iqm") ? Averages::interquartileMean : Averages::mean;
    assertThat(coverage(scores, runs, of, REPLICATES))
        .as("%s, %s, %d runs", statistic, scores, runs)
        .isBetween(least, most);
  }

  private static double coverage(
      String scores, int runs, Function<double[], Statistic> statistic, int replicates) {
    Pcg64 random = new RandomStreams(1).stream(scores + runs);
    Bootstrap bootstrap = new Bootstrap(replicates);
    Resampling resampling = Resampling.stratified(runs);
    int covered = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      Statistic of = statistic.apply(sample(scores, runs, random));
      Estimate estimate = bootstrap.estimate(resampling, of, random);
      covered += estimate.low() <= 0 && estimate.high() >= 0 ? 1 : 0;
    }
    return (double) covered / SAMPLES;
  }

  private static double[] sample(String scores, int runs, Pcg64 random) {
    ToDoubleFunction<Pcg64> draw =
        switch (scores) {
          case "normal" -> Pcg64::standardNormal;
          // χ² with 2 degrees of freedom is twice an exponential, with 3 a squared normal more.
          case "t2" -> r -> r.standardNormal() / Math.sqrt(r.standardExponential());
          case "t3" ->
              r -> {
                double normal = r.standardNormal();
                double squares = 2 * r.standardExponential() + Math.pow(r.standardNormal(), 2);
                return normal / Math.sqrt(squares / 3);
              };
          default -> throw new IllegalArgumentException(scores);
        };
    return DoubleStream.generate(() -> draw.applyAsDouble(random)).limit(runs).toArray();
  }
}
