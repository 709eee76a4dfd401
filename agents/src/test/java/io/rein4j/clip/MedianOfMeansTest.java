package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MedianOfMeansTest {

  private static final int DIMENSION = 24;
  private static final int SAMPLES = 64;
  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 4, 3)
          .add("actor/dense0/bias", 4)
          .add("critic/dense0/weight", 8)
          .build();

  private static float[] form(MedianOfMeans rule, float[]... samples) {
    float[] gradient = new float[DIMENSION];
    new ClippingStage(LAYOUT, ClippingSettings.of(rule))
        .process(new ExplicitSamples(LAYOUT, samples), gradient, new float[DIMENSION], 0);
    return gradient;
  }

  /** How many times the error of the mean an estimate's error is, both averaged over batches. */
  private static double relativeError(MedianOfMeans rule, int degreesOfFreedom) {
    double errorOfMedian = 0;
    double errorOfMean = 0;
    SplittableRandom random = new SplittableRandom(20210617);
    for (int repetition = 0; repetition < 2_000; repetition++) {
      float[][] samples = new float[SAMPLES][DIMENSION];
      for (float[] sample : samples) {
        double scale =
            switch (degreesOfFreedom) {
              case 1 -> 1 / Math.abs(random.nextGaussian());
              case 2 -> 1 / Math.sqrt(random.nextExponential());
              default -> 1;
            };
        for (int j = 0; j < DIMENSION; j++) {
          sample[j] = (float) (0.5 + scale * random.nextGaussian());
        }
      }
      float[] mean = new float[DIMENSION];
      new ExplicitSamples(LAYOUT, samples).mean(0, SAMPLES, mean);
      errorOfMean += error(mean);
      errorOfMedian += error(form(rule, samples));
    }
    return errorOfMedian / errorOfMean;
  }

  private static double error(float[] estimate) {
    double sum = 0;
    for (float value : estimate) {
      sum += (value - 0.5) * (value - 0.5);
    }
    return Math.sqrt(sum);
  }

  @Test
  void form_noiseOfStudentsT_errsLessThanTheMean() {
    for (boolean perLayer : new boolean[] {true, false}) {
      MedianOfMeans rule = new MedianOfMeans(8, 20, perLayer, List.of());
      assertThat(relativeError(rule, 2)).as("infinite variance").isLessThan(0.75);
      assertThat(relativeError(rule, 1)).as("no mean at all").isLessThan(0.1);
    }
  }

  @Test
  void form_gaussianNoise_errsLittleMoreThanTheMean() {
    for (boolean perLayer : new boolean[] {true, false}) {
      assertThat(relativeError(new MedianOfMeans(8, 20, perLayer, List.of()), Integer.MAX_VALUE))
          .isBetween(1.0, 1.04);
    }
  }

  @Test
  void form_oneBlockFarOff_staysNearTheOthersHoweverFar() {
    SplittableRandom random = new SplittableRandom(7);
    for (float far : new float[] {1e2f, 1e6f, 1e20f}) {
      float[][] samples = new float[8][DIMENSION];
      for (float[] sample : samples) {
        for (int j = 0; j < DIMENSION; j++) {
          sample[j] = (float) random.nextGaussian();
        }
      }
      float[] before = form(new MedianOfMeans(8, 100, false, List.of()), samples);
      samples[3][5] = far;
      float[] after = form(new MedianOfMeans(8, 100, false, List.of()), samples);
      double moved = 0;
      for (int j = 0; j < DIMENSION; j++) {
        moved += (after[j] - before[j]) * (after[j] - before[j]);
      }
      // The mean moves by far / 8.
      assertThat(Math.sqrt(moved)).as("outlier at %s", far).isLessThan(1.5);
    }
  }

  @Test
  void form_onLayers_takesAMedianOfEach() {
    float[][] samples = new float[3][DIMENSION];
    for (int i = 0; i < 3; i++) {
      samples[i][0] = new float[] {1, 2, 100}[i];
      samples[i][20] = new float[] {-7, 4, 5}[i];
    }

    float[] perLayer = form(new MedianOfMeans(3, 1_000, true, List.of()), samples);
    float[] whole = form(new MedianOfMeans(3, 1_000, false, List.of()), samples);

    assertThat(perLayer[0]).as("the median on a line").isCloseTo(2, within(2e-3f));
    assertThat(perLayer[20]).isCloseTo(4, within(2e-3f));
    double sumOfDistances = 0;
    double sumFromPoint = 0;
    for (float[] sample : samples) {
      sumOfDistances += Math.hypot(sample[0] - whole[0], sample[20] - whole[20]);
      sumFromPoint += Math.hypot(sample[0] - perLayer[0], sample[20] - perLayer[20]);
    }
    assertThat(sumOfDistances).isLessThanOrEqualTo(sumFromPoint + 1e-3);
  }

  @Test
  void form_limitedToAGroup_leavesTheOthersAtTheMean() {
    SplittableRandom random = new SplittableRandom(11);
    float[][] samples = new float[SAMPLES][DIMENSION];
    for (float[] sample : samples) {
      for (int j = 0; j < DIMENSION; j++) {
        sample[j] = (float) random.nextGaussian();
      }
    }
    float[] mean = new float[DIMENSION];
    new ExplicitSamples(LAYOUT, samples).mean(0, SAMPLES, mean);
    int critic = LAYOUT.block("critic/dense0/weight").offset();

    float[] limited = form(new MedianOfMeans(8, 20, true, List.of("critic")), samples);

    float[] everywhere = form(new MedianOfMeans(8), samples);
    assertThat(Arrays.copyOf(limited, critic)).isEqualTo(Arrays.copyOf(mean, critic));
    assertThat(Arrays.copyOfRange(limited, critic, DIMENSION))
        .isEqualTo(Arrays.copyOfRange(everywhere, critic, DIMENSION))
        .isNotEqualTo(Arrays.copyOfRange(mean, critic, DIMENSION));
  }

  @Test
  void form_equalSamples_isTheSampleBitForBit() {
    float[] sample = new float[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      sample[j] = (float) Math.sin(j);
    }
    assertThat(form(new MedianOfMeans(4), sample, sample, sample, sample, sample))
        .isEqualTo(sample);
  }

  @Test
  void form_fewerSamplesThanBlocks_hasABlockForEach() {
    float[][] samples = new float[3][DIMENSION];
    samples[0][0] = 1;
    samples[1][0] = 2;
    samples[2][0] = 100;
    assertThat(form(new MedianOfMeans(8, 1_000, true, List.of()), samples)[0])
        .isCloseTo(2, within(2e-3f));
    assertThat(form(new MedianOfMeans(8), samples[0], samples[1])[0])
        .as("of two the mean")
        .isEqualTo(1.5f);
    assertThat(form(new MedianOfMeans(8), samples[2])).isEqualTo(samples[2]);
  }

  @Test
  void form_blockThatIsNotFinite_reachesThePolicy() {
    float[][] samples = new float[8][DIMENSION];
    samples[0][3] = Float.NaN;
    samples[1][0] = 8;
    ClippingStage stage =
        new ClippingStage(LAYOUT, ClippingSettings.of(new MedianOfMeans(4, 20, true, List.of())));
    float[] gradient = new float[DIMENSION];
    UpdateReport report =
        stage.process(new ExplicitSamples(LAYOUT, samples), gradient, new float[DIMENSION], 0);

    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report.nonFiniteElements()).isEqualTo(1);
    assertThat(gradient[3]).isNaN();
    assertThat(gradient[0]).as("the mean").isEqualTo(1);
  }

  @Test
  void statistics_ofUpdates_haveNoShareOfSamples() {
    ClippingStage stage = new ClippingStage(LAYOUT, ClippingSettings.of(new MedianOfMeans(3)));
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    float[] gradient = new float[DIMENSION];
    ExplicitSamples samples = new ExplicitSamples(LAYOUT, new float[4][DIMENSION]);
    statistics.record(stage.process(samples, gradient, new float[DIMENSION], 0));

    assertThat(statistics.clippedSampleFraction()).isNaN();
    assertThat(statistics.rule(0).boundFraction()).isEqualTo(1);
    assertThat(statistics.thresholdMean()).isNaN();
  }

  @Test
  void settings_thatMakeAMean_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MedianOfMeans(2))
        .withMessageContaining("needs at least 3 blocks, but has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MedianOfMeans(3, 0, true, List.of()))
        .withMessageContaining("iterations of 'median-of-means' must be ≥ 1, but are 0");
  }

  @Test
  void requireBatch_fewerSamplesThanBlocks_isRefused() {
    ClippingSettings settings = ClippingSettings.of(new MedianOfMeans(33));
    settings.requireBatch(33);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.requireBatch(32))
        .withMessage("The rule 'median-of-means' cannot make 33 blocks of batches of 32 samples.");
    ClippingSettings.of(new PerSampleNorm(1)).requireBatch(1);
    ClippingSettings.DEFAULTS.requireBatch(1);
  }

  @Test
  void form_firstBlockFarOff_keepsTheDigitsOfTheOthers() {
    float[][] samples = new float[5][DIMENSION];
    samples[0][0] = 1e20f;
    for (int i = 1; i < 5; i++) {
      samples[i][0] = i;
    }
    float[] median = form(new MedianOfMeans(5, 1_000, false, List.of()), samples);
    assertThat(median[0]).as("the median of 1, 2, 3, 4 and 1e20").isCloseTo(3, within(1e-2f));
  }
}
