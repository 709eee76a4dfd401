package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.contract.Allocations;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PerSampleNormTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 2, 3)
          .add("critic/dense0/bias", 2)
          .build();

  private final float[] gradient = new float[LAYOUT.size()];
  private final float[] parameters = new float[LAYOUT.size()];

  private static ClippingStage stage(ClippingRule... rules) {
    return new ClippingStage(LAYOUT, ClippingSettings.of(rules));
  }

  private UpdateReport form(ClippingStage stage, float[]... samples) {
    return stage.process(new ExplicitSamples(LAYOUT, samples), gradient, parameters, 0);
  }

  @Test
  void form_samplesOfHeavyTails_isTheMeanOfTheClipped() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[][] samples = new float[1 + random.nextInt(40)][];
      double threshold = Math.exp(random.nextDouble(-2, 4));
      double[] expected = new double[LAYOUT.size()];
      double normSum = 0;
      int clipped = 0;
      for (int i = 0; i < samples.length; i++) {
        samples[i] = sample(random);
        double norm = norm(samples[i]);
        normSum += norm;
        clipped += norm > threshold ? 1 : 0;
        for (int j = 0; j < expected.length; j++) {
          expected[j] += samples[i][j] * Math.min(1, threshold / norm) / samples.length;
        }
      }

      UpdateReport report = form(stage(new PerSampleNorm(threshold)), samples);

      for (int j = 0; j < expected.length; j++) {
        assertThat((double) gradient[j])
            .as("seed %d, element %d", seed, j)
            .isCloseTo(expected[j], within(1e-6 * threshold));
      }
      assertThat(norm(gradient)).as("seed %d", seed).isLessThanOrEqualTo(threshold * (1 + 1e-6));
      assertThat(report.samples()).isEqualTo(samples.length);
      assertThat(report.clippedSamples()).as("seed %d", seed).isEqualTo(clipped);
      assertThat(report.ruleBound(0)).isEqualTo(clipped > 0);
      assertThat(report.ruleNorm(0)).isCloseTo(normSum / samples.length, within(1e-9 * normSum));
      assertThat(report.threshold()).isEqualTo(threshold);
      assertThat(report.whole().clipped()).as("the stage itself changed nothing").isFalse();
    }
  }

  /** Normal over the root of an exponential variable: Student's t with 2 degrees of freedom. */
  private static float[] sample(SplittableRandom random) {
    float[] sample = new float[LAYOUT.size()];
    double scale = 1 / Math.sqrt(random.nextExponential());
    for (int j = 0; j < sample.length; j++) {
      sample[j] = (float) (random.nextGaussian() * scale);
    }
    return sample;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void form_normAtTheThreshold_isNotClipped() {
    UpdateReport report =
        form(stage(new PerSampleNorm(5)), new float[] {3, 4, 0, 0, 0, 0, 0, 0}, new float[8]);

    assertThat(gradient).startsWith(1.5f, 2f, 0f);
    assertThat(report.clippedSamples()).isZero();
    assertThat(report.samples()).isEqualTo(2);
  }

  @Test
  void form_thresholdOnASchedule_clipsToTheThresholdOfTheDay() {
    ClippingStage stage = stage(new PerSampleNorm(new Linear(4, 2, 1), List.of()));
    ExplicitSamples batch = new ExplicitSamples(LAYOUT, new float[] {0, 0, 0, 0, 30, 0, 0, 0});

    UpdateReport report = stage.process(batch, gradient, parameters, 0.5);

    assertThat(gradient[4]).isEqualTo(3);
    assertThat(report.threshold()).isEqualTo(3);
  }

  @Test
  void form_limitedToAGroup_clipsItByItsOwnNormAndLeavesTheOthers() {
    ClippingStage stage = stage(new PerSampleNorm(Schedule.constant(5), List.of("critic")));
    float[] large = {30, 40, 0, 0, 0, 0, 6, 8};
    float[] small = {300, 0, 0, 0, 0, 0, 3, 4};

    UpdateReport report = form(stage, large, small);

    assertThat(gradient).containsExactly(165, 20, 0, 0, 0, 0, 3, 4);
    assertThat(report.clippedSamples()).isEqualTo(1);
    assertThat(report.ruleNorm(0)).as("mean of the critic's norms").isEqualTo(7.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage(new PerSampleNorm(Schedule.constant(5), List.of("q"))))
        .withMessageContaining("the groups are actor, critic");
  }

  @Test
  void form_finiteNormBeyondFloats_isClippedToTheThreshold() {
    form(stage(new PerSampleNorm(1)), new float[] {3e38f, 0, 0, 0, 0, 0, 0, 3e38f}, new float[8]);

    assertThat(gradient[0]).isCloseTo((float) Math.sqrt(0.125), within(1e-7f));
    assertThat(gradient[7]).isEqualTo(gradient[0]);
  }

  @Test
  void form_sampleThatIsNotFinite_keepsItsWeightForThePolicyToSee() {
    ClippingStage stage = stage(new PerSampleNorm(1));
    float[] large = {30, 40, 0, 0, 0, 0, 0, 0};

    UpdateReport report = form(stage, large, new float[] {0, 0, Float.NaN, 0, 0, 0, 0, 0});
    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report.nonFiniteElements()).isEqualTo(1);
    assertThat(gradient[0]).isEqualTo(0.3f);

    report = form(stage, new float[] {0, 0, 0, 0, Float.NEGATIVE_INFINITY, 0, 0, 0}, large);
    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(gradient[4]).isEqualTo(Float.NEGATIVE_INFINITY);

    report = form(stage, large, new float[8]);
    assertThat(report.verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(report.clippedSamples()).isEqualTo(1);
  }

  @Test
  void process_afterwards_appliesTheRulesBehind() {
    UpdateReport report =
        form(
            stage(new PerSampleNorm(1), new GlobalNorm(0.1)),
            new float[] {30, 40, 0, 0, 0, 0, 0, 0},
            new float[8]);

    assertThat(report.whole().normPre()).isCloseTo(0.5, within(1e-6));
    assertThat(report.whole().normPost()).isCloseTo(0.1, within(1e-6));
    assertThat(report.clippedSamples()).isEqualTo(1);
    assertThat(report.ruleBound(0)).isTrue();
    assertThat(report.ruleBound(1)).isTrue();
  }

  @Test
  void statistics_ofUpdates_knowTheShareOfSamplesClipped() {
    ClippingStage stage = stage(new PerSampleNorm(1));
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);

    statistics.record(form(stage, new float[] {2, 0, 0, 0, 0, 0, 0, 0}, new float[8]));
    statistics.record(form(stage, new float[8], new float[8]));

    assertThat(statistics.clippedSampleFraction()).isEqualTo(0.25);
    assertThat(statistics.rule(0).boundFraction()).isEqualTo(0.5);
    assertThat(statistics.thresholdMean()).isEqualTo(1);
  }

  @Test
  void process_gradientThatWasNotFormed_isRefused() {
    ClippingStage stage = stage(new PerSampleNorm(1));
    String refusal =
        "The rule 'per-sample-norm' forms a batch's gradient out of those of its samples, but this"
            + " gradient comes without them.";
    assertThatIllegalStateException()
        .isThrownBy(() -> stage.process(gradient, parameters, 0))
        .withMessage(refusal);
    form(stage, new float[8]);
    assertThatIllegalStateException()
        .isThrownBy(() -> stage.process(gradient, parameters, 0))
        .withMessage(refusal);
    assertThatIllegalStateException()
        .isThrownBy(() -> form(stage(new GlobalNorm(1)), new float[8]))
        .withMessageContaining("Only a rule on samples forms gradients");
  }

  @Test
  void rules_onSamplesBehindOthers_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClippingSettings.of(new GlobalNorm(1), new PerSampleNorm(1)))
        .withMessage(
            "The rule 'per-sample-norm' must be the first, and the only one of its kind, as it"
                + " forms the batch's gradient out of those of its samples; but the rules are:"
                + " global-norm, per-sample-norm.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClippingSettings.of(new PerSampleNorm(1), new MedianOfMeans(3)))
        .withMessageContaining("'median-of-means' must be the first");
    assertThat(ClippingSettings.of(new PerSampleNorm(1), new GlobalNorm(1)).rules()).hasSize(2);
  }

  @Test
  void threshold_notFiniteAndPositive_isRefused() {
    for (double threshold : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new PerSampleNorm(threshold))
          .withMessageContaining("'per-sample-norm' must be finite and > 0, but is " + threshold);
    }
  }

  @Test
  void form_inSteadyState_allocatesNothing() {
    for (ClippingRule rule : List.of(new PerSampleNorm(1), new MedianOfMeans(5))) {
      ClippingStage stage = stage(rule);
      float[][] samples = new float[16][LAYOUT.size()];
      ExplicitSamples batch = new ExplicitSamples(LAYOUT, samples);
      double bytes =
          Allocations.bytesPerCall(
              2_000,
              update -> {
                Arrays.fill(samples[update % 16], update % 7);
                stage.process(batch, gradient, parameters, 0);
              });
      assertThat(bytes).as("bytes per update of %s", rule).isLessThan(1);
    }
  }

  @Test
  void process_batchOfAnotherLength_saysBoth() {
    ClippingStage stage = stage(new PerSampleNorm(1));
    ExplicitSamples batch = new ExplicitSamples(LAYOUT, new float[8]);
    assertThat(stage.formsGradients()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.process(batch, new float[7], parameters, 0))
        .withMessage("The layout belongs to an array of 8 elements, but the gradient array has 7.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.process(batch, gradient, new float[9], 0))
        .withMessage(
            "The layout belongs to an array of 8 elements, but the parameter array has 9.");
  }

  /** A rule of somebody else's, which counts samples while training is young. */
  private record CountsAtFirst() implements SampleRule {

    @Override
    public SampleClipper bind(ParameterLayout layout) {
      return new SampleClipper() {
        @Override
        public long form(SampleGradients batch, float[] gradient, double progress) {
          batch.mean(0, batch.samples(), gradient);
          return progress < 0.5 ? 1 : NOT_COUNTED;
        }

        @Override
        public void clip(Gradient gradient) {}
      };
    }
  }

  @Test
  void form_notCounted_leavesNoSamplesOfTheUpdateBefore() {
    ClippingStage stage = stage(new CountsAtFirst());
    ExplicitSamples batch = new ExplicitSamples(LAYOUT, new float[8], new float[8]);
    UpdateReport report = stage.process(batch, gradient, parameters, 0);
    assertThat(report.samples()).isEqualTo(2);
    assertThat(report.clippedSamples()).isEqualTo(1);
    report = stage.process(batch, gradient, parameters, 1);
    assertThat(report.samples()).isZero();
    assertThat(report.clippedSamples()).isZero();
  }
}
