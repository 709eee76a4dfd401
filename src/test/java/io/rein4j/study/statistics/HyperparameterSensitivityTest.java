package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperparameterSensitivityTest {

  /** Adkins' own scores of PPO variants in five environments. */
  @ParameterizedTest
  @CsvSource({"advn_norm_ema", "lambda_ac"})
  void plain_publishedScores_isPublishedSensitivity(String variant) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("sensitivity.json")) {
      JsonNode golden = new ObjectMapper().readTree(in).get(variant);
      JsonNode table = golden.get("scores");
      double[][][] scores = new double[table.size()][][];
      for (int environment = 0; environment < scores.length; environment++) {
        JsonNode row = table.get(environment);
        scores[environment] = new double[row.size()][1];
        for (int setting = 0; setting < row.size(); setting++) {
          scores[environment][setting][0] = row.get(setting).asDouble(Double.NaN);
        }
      }
      assertThat(HyperparameterSensitivity.plain(scores))
          .isEqualTo(golden.get("sensitivity").asDouble(), within(1e-12));
    }
  }

  @Test
  void sensitivity_oneSetting_isZero() {
    double[][][] scores = scores(3, 1, 6, 0.1, 0, new Pcg64(1));
    HyperparameterSensitivity found = HyperparameterSensitivity.of(scores, 20, 50, new Pcg64(1));
    assertThat(found.plain()).isEqualTo(0, within(1e-15));
    assertThat(found.crossFitted().value()).isZero();
    assertThat(found.crossFitted().high()).isZero();
  }

  @Test
  void sensitivity_clearlyDifferentSettings_isTheirCost() {
    // The best setting of each environment scores 0.4 more there than the others.
    double[][][] scores = scores(4, 4, 8, 0.01, 0.4, new Pcg64(1));
    HyperparameterSensitivity found = HyperparameterSensitivity.of(scores, 50, 200, new Pcg64(1));
    assertThat(found.plain()).isEqualTo(0.3, within(0.02));
    assertThat(found.crossFitted().value()).isEqualTo(0.3, within(0.02));
    assertThat(found.crossFitted().low()).isBetween(0.25, 0.3);
    assertThat(found.tuned().value()).isEqualTo(0.9, within(0.02));
    assertThat(found.tuned().high()).isBetween(0.9, 0.95);
  }

  @Test
  void sensitivity_threeSeeds_isRefused() {
    assertThatThrownBy(() -> HyperparameterSensitivity.of(new double[1][1][3], 1, 2, new Pcg64(1)))
        .hasMessage("Cross-fitted sensitivity needs at least 4 seeds, but there are 3.");
  }

  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({"3, 15, 10, 0.1", "5, 15, 10, 0.1", "3, 5, 20, 0.1", "3, 15, 10, 0.3"})
  void crossFitted_equalSettings_isZeroAndCovered(
      int environments, int settings, int seeds, double deviation) {
    Pcg64 random = new RandomStreams(7).stream("sensitivity " + environments + settings + seeds);
    int studies = 600;
    double plain = 0;
    double mean = 0;
    int covered = 0;
    for (int study = 0; study < studies; study++) {
      double[][][] scores = scores(environments, settings, seeds, deviation, 0, random);
      HyperparameterSensitivity found = HyperparameterSensitivity.of(scores, 20, 100, random);
      plain += found.plain() / studies;
      mean += found.crossFitted().value() / studies;
      Estimate phi = found.crossFitted();
      covered += phi.low() <= 0 && phi.high() >= 0 ? 1 : 0;
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "sensitivity of %d equal settings in %d environments, %d seeds, deviation %.1f: plain"
                + " %.4f, cross-fitted %.4f, covered %.1f%%",
            settings,
            environments,
            seeds,
            deviation,
            plain,
            mean,
            100.0 * covered / studies));
    assertThat(Math.abs(mean)).isLessThanOrEqualTo(0.005);
    assertThat((double) covered / studies).isGreaterThanOrEqualTo(0.93);
  }

  /** Settings so different that the best are always chosen: Φ is 3/4 of the gain. */
  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({"4, 8, 0.1, 0.5", "4, 8, 0.05, 0.2"})
  void crossFitted_clearlyDifferentSettings_isCovered(
      int environments, int seeds, double deviation, double gain) {
    Pcg64 random = new RandomStreams(8).stream("sensitivity " + gain);
    int studies = 600;
    double mean = 0;
    int covered = 0;
    int tuned = 0;
    for (int study = 0; study < studies; study++) {
      HyperparameterSensitivity found =
          HyperparameterSensitivity.of(
              scores(environments, environments, seeds, deviation, gain, random), 20, 100, random);
      mean += found.crossFitted().value() / studies;
      covered += holds(found.crossFitted(), 0.75 * gain) ? 1 : 0;
      tuned += holds(found.tuned(), 0.5 + gain) ? 1 : 0;
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "sensitivity of %.3f, deviation %.2f, %d seeds: cross-fitted %.4f, covered %.1f%%, tuned"
                + " score covered %.1f%%",
            0.75 * gain,
            deviation,
            seeds,
            mean,
            100.0 * covered / studies,
            100.0 * tuned / studies));
    assertThat((double) covered / studies).isGreaterThanOrEqualTo(0.93);
    assertThat((double) tuned / studies).isGreaterThanOrEqualTo(0.93);
  }

  /** True scores scatter around 0.5 by a gap, and means of seeds around them by about 0.03. */
  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({"0.03", "0.05", "0.1"})
  void sensitivity_closeSettings_isTooLowCrossFittedAndTooHighPlain(double gap) {
    Pcg64 random = new RandomStreams(9).stream("sensitivity of close settings " + gap);
    int studies = 600;
    double truth = 0;
    double mean = 0;
    double plain = 0;
    for (int study = 0; study < studies; study++) {
      double[][][] exact = scores(3, 15, 1, gap, 0, random);
      double[][][] scores = scores(3, 15, 10, 0.1, 0, random);
      for (int environment = 0; environment < 3; environment++) {
        for (int setting = 0; setting < 15; setting++) {
          double more = exact[environment][setting][0] - 0.5;
          double[] seeds = scores[environment][setting];
          Arrays.setAll(seeds, seed -> seeds[seed] + more);
        }
      }
      HyperparameterSensitivity found = HyperparameterSensitivity.of(scores, 20, 2, random);
      truth += HyperparameterSensitivity.plain(exact) / studies;
      mean += found.crossFitted().value() / studies;
      plain += found.plain() / studies;
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "sensitivity of settings that differ by %.2f: %.4f, cross-fitted %.4f, plain %.4f",
            gap,
            truth,
            mean,
            plain));
    assertThat(mean).isBetween(0.5 * truth, truth);
    assertThat(plain).isBetween(truth, 1.5 * truth);
  }

  private static boolean holds(Estimate estimate, double value) {
    return estimate.low() <= value && value <= estimate.high();
  }

  private static double[][][] scores(
      int environments, int settings, int seeds, double deviation, double gain, Pcg64 random) {
    double[][][] scores = new double[environments][settings][seeds];
    for (int environment = 0; environment < environments; environment++) {
      for (int setting = 0; setting < settings; setting++) {
        double more = setting == environment % settings ? gain : 0;
        Arrays.setAll(
            scores[environment][setting], seed -> 0.5 + more + deviation * random.standardNormal());
      }
    }
    return scores;
  }
}
