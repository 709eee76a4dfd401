package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.contract.Allocations;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values are written by {@code histogram_goldens.py} beside them. */
class GaussianHistogramTest {

  private static final Goldens GOLDENS =
      new Goldens(GaussianHistogramTest.class, "histogram_goldens.txt");

  private static GaussianHistogram of(String name) {
    String[] words = name.split(":", -1);
    return new GaussianHistogram(
        Integer.parseInt(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"51:-10:10:0.75", "101:0:100:0.75", "7:-3:3:2", "2:0:1:0.01", "5:-1:1:5"})
  void write_goldenNumbers_givesSciPysHistograms(String name) {
    GaussianHistogram histogram = of(name);
    float[] numbers = GOLDENS.get(name + "/numbers");
    float[] all = new float[numbers.length * histogram.bins()];
    for (int i = 0; i < numbers.length; i++) {
      histogram.write(numbers[i], all, i * histogram.bins());
    }
    GOLDENS.check(name, all, 1e-6, 2e-8);
  }

  @Test
  void write_numbersWithinTheBins_haveThemAsMean() {
    GaussianHistogram histogram = new GaussianHistogram(51, -10, 10, 0.75);
    float[] probabilities = new float[53];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 1_000; i++) {
      double number = random.nextDouble(-8, 8);
      Arrays.fill(probabilities, -1);
      histogram.write(number, probabilities, 1);

      assertThat(probabilities[0]).isEqualTo(-1);
      assertThat(probabilities[52]).isEqualTo(-1);
      double sum = 0;
      for (int bin = 1; bin <= 51; bin++) {
        assertThat(probabilities[bin]).isBetween(0f, 1f);
        sum += probabilities[bin];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
      assertThat(CategoricalMean.mean(probabilities, 1, histogram.centers()))
          .isCloseTo(number, within(1e-3));
    }
  }

  @Test
  void write_notANumber_isNoHistogram() {
    float[] probabilities = new float[3];

    new GaussianHistogram(3, 0, 1, 1).write(Double.NaN, probabilities, 0);

    assertThat(probabilities).containsOnly(Float.NaN);
  }

  @Test
  void write_infinite_isThatOfTheEdge() {
    GaussianHistogram histogram = new GaussianHistogram(9, 0, 1, 1);
    float[] infinite = new float[9];
    float[] edge = new float[9];

    histogram.write(Double.POSITIVE_INFINITY, infinite, 0);
    histogram.write(1, edge, 0);

    assertThat(infinite).isEqualTo(edge);
  }

  @Test
  void write_inSteadyState_allocatesNothing() {
    GaussianHistogram histogram = new GaussianHistogram(51, -10, 10, 0.75);
    float[] probabilities = new float[51];

    assertThat(Allocations.bytesPerCall(10_000, i -> histogram.write(i, probabilities, 0)))
        .isLessThan(1);
  }

  @Test
  void settings_thatMakeNoHistogram_areRefused() {
    refused(1, 0, 1, 0.75, "'bins' must be ≥ 2, but is 1.");
    refused(
        2,
        1,
        1,
        0.75,
        "The edges 'min' and 'max' must be finite, and 'min' the smaller, but they are 1.0 and 1.0.");
    refused(51, 0, 1, 0, "'sigma' must be in [0.01, 51], up to the number of bins, but is 0.0.");
    refused(
        2, 0, 1, Double.NaN, "'sigma' must be in [0.01, 2], up to the number of bins, but is NaN.");
  }

  private static void refused(int bins, double min, double max, double sigma, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianHistogram(bins, min, max, sigma))
        .withMessage(sentence);
  }
}
