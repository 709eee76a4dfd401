package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.catalog.Catalog;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClippingRulesTest {

  @Test
  void types_nameRulesByTheirWords() {
    assertThat(Catalog.standard().types(ClippingRule.class))
        .containsEntry("global-norm", GlobalNorm.class)
        .containsEntry("median-of-means", MedianOfMeans.class)
        .containsEntry("per-sample-norm", PerSampleNorm.class)
        .containsEntry("value", Value.class);
  }

  @Test
  void globalNorm_withoutNormType_isEuclidean() {
    assertThat(new GlobalNorm(3)).isEqualTo(new GlobalNorm(3, 2));
  }

  @Test
  void threshold_negative_isRefusedForTheSignsThatPyTorchFlips() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GlobalNorm(-1))
        .withMessage(
            "The threshold of 'global-norm' must be finite and > 0, but is -1.0: PyTorch would flip"
                + " the sign of every gradient.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.symmetric(-0.5))
        .withMessage(
            "The threshold of 'value' must be finite and > 0, but is -0.5: PyTorch would make every"
                + " element -0.5.");
  }

  @Test
  void threshold_zeroNaNOrInfinite_isRefusedWithTheReason() {
    assertRefused(0, "every gradient would become 0");
    assertRefused(-0.0, "every gradient would become 0");
    assertRefused(Double.NaN, "PyTorch would turn every gradient into NaN");
    assertRefused(Double.POSITIVE_INFINITY, "to clip nothing, leave the rule out");
    assertRefused(Double.NEGATIVE_INFINITY, "PyTorch would");
  }

  private static void assertRefused(double threshold, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GlobalNorm(threshold))
        .withMessageContaining("'global-norm' must be finite and > 0, but is " + threshold)
        .withMessageContaining(reason);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.symmetric(threshold))
        .withMessageContaining("'value' must be finite and > 0, but is " + threshold)
        .withMessageContaining(reason);
  }

  @Test
  void normType_notPositive_isRefused() {
    for (double p : new double[] {0, -2, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GlobalNorm(1, p))
          .withMessageContaining("norm type of 'global-norm' must be a number > 0")
          .withMessageContaining("but is " + p);
    }
  }

  @Test
  void value_bothOrNeither_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value(Schedule.constant(1), -1.0, null, List.of()))
        .withMessage(
            "The rule 'value' takes a threshold, or low and high, but not both; given: threshold and"
                + " low -1.0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value(null, -1.0, null, List.of()))
        .withMessageContaining("needs a threshold, or both low and high; given: low -1.0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Value(null, null, null, List.of()))
        .withMessageContaining("given: none of them.");
  }

  @Test
  void value_intervalWithoutZero_isRefused() {
    assertBadInterval(0.1, 1);
    assertBadInterval(-2, -1);
    assertBadInterval(1, -1);
    assertBadInterval(0, 0);
    assertBadInterval(Double.NaN, 1);
    assertBadInterval(-1, Double.NaN);
    assertBadInterval(Double.NEGATIVE_INFINITY, 1);
    assertBadInterval(-1, Double.POSITIVE_INFINITY);
  }

  private static void assertBadInterval(double low, double high) {
    assertThatIllegalArgumentException()
        .as("%s to %s", low, high)
        .isThrownBy(() -> Value.between(low, high))
        .withMessageContaining("low ≤ 0 ≤ high and low < high");
  }

  @Test
  void settings_defaults_andChecks() {
    assertThat(ClippingSettings.DEFAULTS)
        .isEqualTo(new ClippingSettings(List.of(), NonFinitePolicy.SKIP, 10));
    assertThat(ClippingSettings.of(new GlobalNorm(1)).rules()).containsExactly(new GlobalNorm(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClippingSettings(List.of(), NonFinitePolicy.SKIP, -1))
        .withMessage("The most updates that may be skipped in a row must be ≥ 0, but is -1.");
  }

  @Test
  void granularity_isTheLeastPartThatARuleMustSeeAtOnce() {
    assertThat(
            List.of(
                new PerParameterNorm(1),
                Value.symmetric(1),
                new BlockRms(1),
                new AdaptiveUnitwise(1),
                new AdaptiveParameterwise(1),
                AdaClip.DEFAULTS,
                NormRatio.DEFAULTS,
                Centralize.DEFAULTS,
                AdaGc.builder().warmup(0).build()))
        .extracting(ClippingRule::granularity)
        .containsOnly(Granularity.PARAMETER);
    assertThat(new PerLayerNorm(1).granularity()).isEqualTo(Granularity.LAYER);
    assertThat(
            List.of(
                new GlobalNorm(1),
                Normalize.DEFAULTS,
                new AutoClip(10),
                ZClip.DEFAULTS,
                new TargetFraction(0.1),
                AdaGc.DEFAULTS,
                new ErrorFeedback(1),
                AdaptiveBand.DEFAULTS,
                new PerSampleNorm(1),
                new MedianOfMeans(3)))
        .extracting(ClippingRule::granularity)
        .containsOnly(Granularity.GRADIENT);
  }

  @Test
  void hasFixedThreshold_ofAConstantThreshold_isTrue() {
    assertThat(
            List.of(
                new GlobalNorm(1),
                new PerLayerNorm(1),
                new PerParameterNorm(1),
                Value.symmetric(1),
                Value.between(-1, 1),
                Value.between(-1, 2),
                new BlockRms(1),
                new AdaptiveUnitwise(1),
                new AdaptiveParameterwise(1),
                new Normalize(1),
                new PerSampleNorm(1)))
        .extracting(ClippingRule::hasFixedThreshold)
        .containsOnly(true);
  }

  @Test
  void hasFixedThreshold_ofOneThatChangesOrIsNone_isFalse() {
    Schedule falling = new Linear(2, 1, 1);
    assertThat(
            List.of(
                new GlobalNorm(falling, 2, null, List.of()),
                new PerLayerNorm(falling, 2, null, List.of()),
                new PerParameterNorm(falling, 2, null, List.of()),
                new Value(falling, null, null, List.of()),
                new PerSampleNorm(falling, List.of()),
                new AutoClip(10),
                ZClip.DEFAULTS,
                AdaGc.DEFAULTS,
                AdaClip.DEFAULTS,
                NormRatio.DEFAULTS,
                Centralize.DEFAULTS,
                AdaptiveBand.DEFAULTS,
                new TargetFraction(0.1),
                new MedianOfMeans(3)))
        .extracting(ClippingRule::hasFixedThreshold)
        .containsOnly(false);
  }

  @Test
  void needsSamples_onlyIfTheFirstRuleIsOnSamples() {
    assertThat(ClippingSettings.DEFAULTS.needsSamples()).isFalse();
    assertThat(ClippingSettings.of(new GlobalNorm(1)).needsSamples()).isFalse();
    assertThat(ClippingSettings.of(new PerSampleNorm(1)).needsSamples()).isTrue();
    assertThat(ClippingSettings.of(new MedianOfMeans(3), new GlobalNorm(1)).needsSamples())
        .isTrue();
  }
}
