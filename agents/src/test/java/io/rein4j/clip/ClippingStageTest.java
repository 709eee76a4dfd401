package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rein4j.schedule.Schedule;
import io.rein4j.state.State;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClippingStageTest {

  private static final ParameterLayout PAIR = ParameterLayout.builder().add("w", 2).build();
  private static final ParameterLayout ACTOR_CRITIC =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 2)
          .add("critic/dense0/weight", 2)
          .add("actor/dense0/bias", 1)
          .build();

  private static UpdateReport clip(float[] gradient, ClippingRule... rules) {
    ParameterLayout layout = ParameterLayout.builder().add("w", gradient.length).build();
    return new ClippingStage(layout, ClippingSettings.of(rules))
        .process(gradient, new float[gradient.length], 0);
  }

  @Test
  void globalNorm_aboveThreshold_scalesToIt() {
    float[] gradient = {3, 4};
    UpdateReport report = clip(gradient, new GlobalNorm(1));
    assertThat(gradient).containsExactly(0.6f, 0.8f);
    assertThat(report.verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(report.whole().clipped()).isTrue();
    assertThat(report.whole().normPre()).isEqualTo(5);
    assertThat(report.whole().normPost()).isCloseTo(1, Offset.offset(1e-7));
    assertThat(report.whole().coefficient()).isCloseTo(0.2, Offset.offset(1e-7));
    assertThat(report.whole().cosine()).isEqualTo(1);
    assertThat(report.whole().clippedElements()).isEqualTo(2);
    assertThat(report.threshold()).isEqualTo(1);
    assertThat(report.ruleNorm(0)).isEqualTo(5);
  }

  @Test
  void globalNorm_atThreshold_leavesBitsUntouched() {
    float[] gradient = {0.6f, 0.8f};
    UpdateReport report = clip(gradient, new GlobalNorm(1));
    assertThat(gradient).containsExactly(0.6f, 0.8f);
    assertThat(report.whole().clipped()).isFalse();
    assertThat(report.whole().coefficient()).isEqualTo(1);
    assertThat(report.whole().normPost()).isEqualTo(report.whole().normPre());
  }

  @Test
  void globalNorm_zeroGradient_isUntouched() {
    float[] gradient = {0, -0f};
    UpdateReport report = clip(gradient, new GlobalNorm(1));
    assertThat(gradient).containsExactly(0f, -0f);
    assertThat(report.whole().coefficient()).isEqualTo(1);
    assertThat(report.whole().cosine()).isEqualTo(1);
  }

  @Test
  void globalNorm_whereFloatSquaresOverflow_isRight() {
    float[] gradient = {1e25f, 1};
    UpdateReport report = clip(gradient, new GlobalNorm(1));
    assertThat(gradient).containsExactly(1, 1e-25f);
    assertThat(report.whole().normPre()).isEqualTo((double) 1e25f);
  }

  @Test
  void globalNorm_coefficientBelowSmallestNormalFloat_isRight() {
    float[] gradient = {3e38f, 1e38f};
    clip(gradient, new GlobalNorm(0.1));
    assertThat(gradient[0]).isCloseTo(0.0948683f, Offset.offset(1e-7f));
    assertThat(gradient[1]).isCloseTo(0.0316228f, Offset.offset(1e-7f));
  }

  @Test
  void globalNorm_otherNorms_matchPyTorchWithoutItsEpsilon() {
    float[] one = {3, -4};
    assertThat(clip(one, new GlobalNorm(1, 1)).ruleNorm(0)).isEqualTo(7);
    assertThat(one).containsExactly(new float[] {3 / 7f, -4 / 7f}, Offset.offset(1e-7f));
    float[] largest = {3, -4};
    UpdateReport report = clip(largest, new GlobalNorm(1, Double.POSITIVE_INFINITY));
    assertThat(report.ruleNorm(0)).isEqualTo(4);
    assertThat(report.whole().normPre()).isEqualTo(5);
    assertThat(largest).containsExactly(0.75f, -1);
    assertThat(clip(new float[] {3, -4}, new GlobalNorm(1, 0.5)).ruleNorm(0))
        .isCloseTo(13.928203230275509, Offset.offset(1e-12));
  }

  @Test
  void value_outsideInterval_movesToItsEnd() {
    float[] gradient = {-3, 0.5f, 2, -0f};
    UpdateReport report = clip(gradient, Value.symmetric(1));
    assertThat(gradient).containsExactly(-1, 0.5f, 1, -0f);
    assertThat(report.whole().clippedElements()).isEqualTo(2);
    assertThat(report.ruleNorm(0)).isEqualTo(3);
    assertThat(report.threshold()).isEqualTo(1);
    assertThat(report.whole().normPre()).isCloseTo(Math.sqrt(13.25), Offset.offset(1e-12));
    assertThat(report.whole().normPost()).isEqualTo(1.5);
    assertThat(report.whole().cosine())
        .isCloseTo(5.25 / (Math.sqrt(13.25) * 1.5), Offset.offset(1e-9));
  }

  @Test
  void value_unevenInterval_hasNoSingleThreshold() {
    float[] gradient = {-3, 0.5f, 2, -0f, 0f};
    UpdateReport report = clip(gradient, Value.between(-0.25, 0));
    assertThat(gradient).containsExactly(-0.25f, 0, 0, -0f, 0f);
    assertThat(report.threshold()).isNaN();
    assertThat(report.whole().clippedElements()).isEqualTo(3);
  }

  @Test
  void chain_changesCountOnceAndDirectionIsAgainstTheStart() {
    float[] gradient = {30, 40, 0, 1};
    UpdateReport report = clip(gradient, new GlobalNorm(5), Value.symmetric(3.5));
    assertThat(gradient[0]).isCloseTo(2.9994001f, Offset.offset(1e-6f));
    assertThat(gradient[1]).isEqualTo(3.5f);
    assertThat(report.whole().clippedElements()).isEqualTo(3);
    assertThat(report.threshold()).isNaN();
    assertThat(report.ruleThreshold(0)).isEqualTo(5);
    assertThat(report.ruleThreshold(1)).isEqualTo(3.5);
    assertThat(report.whole().cosine()).isCloseTo(0.997886023, Offset.offset(1e-7));
  }

  @Test
  void chain_elementsThatScalingMakes0_countAfterTheirBlockIsEdited() {
    float[] gradient = {1, 1e-25f, 1e-25f, 0};
    UpdateReport report = clip(gradient, new GlobalNorm(1e-25), Value.symmetric(5e-26));
    assertThat(gradient).containsExactly(5e-26f, 0, 0, 0);
    assertThat(report.whole().clippedElements()).isEqualTo(3);
  }

  @Test
  void groups_haveTheirOwnFigures() {
    float[] gradient = {3, 0, 0, 12, 4};
    UpdateReport report =
        new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(new GlobalNorm(6.5)))
            .process(gradient, new float[5], 0);
    assertThat(report.groups()).containsExactly("actor", "critic");
    assertThat(report.group(0).normPre()).isEqualTo(5);
    assertThat(report.group(0).normPost()).isCloseTo(2.5, Offset.offset(1e-6));
    assertThat(report.group(0).elements()).isEqualTo(3);
    assertThat(report.group(0).clippedElements()).isEqualTo(2);
    assertThat(report.group(1).normPre()).isEqualTo(12);
    assertThat(report.group(1).clippedElements()).isEqualTo(1);
  }

  @Test
  void skip_leavesEverythingUntilTheCap() {
    ClippingStage stage =
        new ClippingStage(
            PAIR, new ClippingSettings(List.of(new GlobalNorm(1)), NonFinitePolicy.SKIP, 2));
    float[] bad = {Float.NaN, 7};
    assertThat(stage.process(bad, new float[2], 0).verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(stage.process(bad, new float[2], 0).verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(stage.process(new float[] {1, 0}, new float[2], 0).verdict())
        .isEqualTo(Verdict.APPLIED);
    assertThat(stage.process(bad, new float[2], 0).verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(stage.process(bad, new float[2], 0).verdict()).isEqualTo(Verdict.SKIPPED);
    UpdateReport report = stage.process(bad, new float[2], 0);
    assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(report.applied()).isFalse();
    assertThat(report.nonFiniteElements()).isEqualTo(1);
    assertThat(report.whole().normPre()).isNaN();
    assertThat(report.whole().clipped()).isFalse();
    assertThat(stage.process(bad, new float[2], 0).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(bad).containsExactly(Float.NaN, 7);
  }

  @ParameterizedTest
  @ValueSource(doubles = {17, 1_000, 2_000, 1e6, 1e300})
  void norm_ofAnyLargeP_isTheNormAndClipsToTheThreshold(double p) {
    float[] gradient = new float[2_000];
    Arrays.fill(gradient, 1.9f);
    gradient[7] = -1.95f;
    double norm = 1.95f * Math.pow(1 + 1_999 * Math.pow(1.9f / 1.95f, p), 1 / p);
    ParameterLayout layout = ParameterLayout.builder().add("w", gradient.length).build();
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(0.5, p)));

    UpdateReport report = stage.process(gradient, 0);

    assertThat(report.ruleNorm(0)).isCloseTo(norm, Offset.offset(1e-6));
    assertThat(gradient[7]).isCloseTo((float) (-1.95 * 0.5 / norm), Offset.offset(1e-6f));
  }

  @Test
  void fail_refusesTheFirst() {
    ClippingStage stage =
        new ClippingStage(
            PAIR, new ClippingSettings(List.of(new GlobalNorm(1)), NonFinitePolicy.FAIL, 2));
    float[] bad = {Float.NEGATIVE_INFINITY, 7};
    assertThat(stage.process(bad, new float[2], 0).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(bad).containsExactly(Float.NEGATIVE_INFINITY, 7);
  }

  @Test
  void zero_countsAndClipsWhatRemains() {
    ClippingStage stage =
        new ClippingStage(
            ParameterLayout.builder().add("w", 4).build(),
            new ClippingSettings(List.of(new GlobalNorm(1)), NonFinitePolicy.ZERO, 0));
    float[] bad = {Float.NaN, 3, Float.POSITIVE_INFINITY, 4};
    UpdateReport report = stage.process(bad, new float[4], 0);
    assertThat(report.verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(report.nonFiniteElements()).isEqualTo(2);
    assertThat(report.whole().normPre()).isEqualTo(5);
    assertThat(report.whole().clippedElements()).isEqualTo(2);
    assertThat(bad).containsExactly(0, 0.6f, 0, 0.8f);
  }

  @Test
  void propagate_leavesGradientAndRules() {
    ClippingStage stage =
        new ClippingStage(
            PAIR, new ClippingSettings(List.of(new GlobalNorm(1)), NonFinitePolicy.PROPAGATE, 0));
    float[] bad = {Float.NaN, 7};
    UpdateReport report = stage.process(bad, new float[2], 0);
    assertThat(report.verdict()).isEqualTo(Verdict.PROPAGATED);
    assertThat(report.applied()).isTrue();
    assertThat(report.diverged()).isTrue();
    assertThat(report.whole().normPre()).isNaN();
    assertThat(report.ruleNorm(0)).isNaN();
    assertThat(bad).containsExactly(Float.NaN, 7);
  }

  @Test
  void state_roundTripsSkipsAndRules() throws IOException {
    ClippingSettings settings =
        new ClippingSettings(List.of(layout -> new Counting()), NonFinitePolicy.SKIP, 1);
    ClippingStage stage = new ClippingStage(PAIR, settings);
    stage.process(new float[] {1, 2}, new float[2], 0);
    stage.process(new float[] {1, Float.NaN}, new float[2], 0);
    ClippingStage restored = new ClippingStage(PAIR, settings);
    StateBytes.restore(StateBytes.of(stage), restored);
    assertThat(restored.process(new float[] {1, Float.NaN}, new float[2], 0).verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(restored.process(new float[] {1, 2}, new float[2], 0).ruleNorm(0)).isEqualTo(2);
  }

  /** Counts finite updates. */
  private static final class Counting implements Clipper {
    private int count;

    @Override
    public void clip(Gradient gradient) {
      gradient.report(++count, Double.NaN);
    }

    @Override
    public void state(State state) throws IOException {
      count = state.of(count);
    }
  }

  @Test
  void rule_thatWritesNaN_isNamed() {
    ClippingRule broken = layout -> gradient -> gradient.edit()[0] = Float.NaN;
    assertThatIllegalStateException()
        .isThrownBy(() -> clip(new float[] {1, 2}, broken))
        .withMessageContaining("made a finite gradient infinite or NaN");
  }

  @Test
  void rule_thatBindsToNothing_isNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> clip(new float[] {1, 2}, new Unbound()))
        .withMessage(
            "The clipping rule %s is bound to no clipper: its bind(layout) returns null.",
            Unbound.class.getName());
  }

  private record Unbound() implements ClippingRule {
    @Override
    @SuppressWarnings("NullAway") // as of a plugin that is not checked
    public Clipper bind(ParameterLayout layout) {
      return null;
    }
  }

  @Test
  void process_wrongLength_saysBoth() {
    ClippingStage stage = new ClippingStage(PAIR, ClippingSettings.DEFAULTS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.process(new float[3], new float[2], 0))
        .withMessage("The layout belongs to an array of 2 elements, but the gradient array has 3.");
  }

  @Test
  void layoutAndSettings_areThoseItWasMadeOf() {
    ClippingSettings settings = ClippingSettings.of(new GlobalNorm(1));
    ClippingStage stage = new ClippingStage(PAIR, settings);
    assertThat(stage.layout()).isSameAs(PAIR);
    assertThat(stage.settings()).isSameAs(settings);
    assertThat(stage.formsGradients()).isFalse();
    assertThat(new ClippingStage(PAIR, ClippingSettings.DEFAULTS).formsGradients()).isFalse();
  }

  @Test
  void process_parametersOfWrongLength_saysBoth() {
    ClippingStage stage = new ClippingStage(PAIR, ClippingSettings.DEFAULTS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.process(new float[2], new float[1], 0))
        .withMessage(
            "The layout belongs to an array of 2 elements, but the parameter array has 1.");
  }

  @Test
  void drop_afterAnUpdateThatWasClipped_leavesNoneOfItsFigures() {
    ClippingStage stage = new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(new GlobalNorm(6.5)));
    UpdateReport report = stage.process(new float[] {3, 0, 0, 12, 4}, 0);
    assertThat(report.diverged()).isFalse();
    assertThat(report.ruleBound(0)).isTrue();
    assertThat(report.ruleThreshold(0)).isEqualTo(6.5);

    report = stage.process(new float[] {3, 0, 0, Float.NaN, 4}, 0);

    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report.diverged()).isFalse();
    assertThat(report.whole().normPre()).isNaN();
    for (int group = 0; group < 2; group++) {
      assertThat(report.group(group).normPre()).isNaN();
      assertThat(report.group(group).normPost()).isNaN();
      assertThat(report.group(group).cosine()).isNaN();
      assertThat(report.group(group).clippedElements()).isZero();
    }
    assertThat(report.ruleNorm(0)).isNaN();
    assertThat(report.ruleThreshold(0)).isNaN();
    assertThat(report.ruleBound(0)).isFalse();
  }

  /** What rules say of the length that they compared, and of what they compared it with. */
  private static void assertRule(UpdateReport report, double norm, Double threshold) {
    assertThat(report.ruleNorm(0)).isCloseTo(norm, Offset.offset(1e-12 * norm));
    assertThat(report.ruleThreshold(0)).isEqualTo(threshold);
  }

  @Test
  void rulesOnParts_reportTheLargestPart() {
    float[] gradient = {6, 8, 3, 4, 0.5f};
    ClippingStage perLayer = new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(perLayer(null)));
    assertRule(perLayer.process(gradient.clone(), 0), Math.sqrt(100.25), 7.0);
    ClippingStage optax =
        new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(perLayer(Compatibility.OPTAX)));
    assertRule(optax.process(gradient.clone(), 0), Math.sqrt(100.25), 7.0);
    ClippingStage rms = new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(new BlockRms(2)));
    assertRule(rms.process(gradient.clone(), 0), 10 / Math.sqrt(2), 2.0);
  }

  private static PerLayerNorm perLayer(@Nullable Compatibility peer) {
    return new PerLayerNorm(Schedule.constant(7), 2, peer, List.of());
  }

  @Test
  void normalize_reportsNormAndLength_andAddsItsEpsilon() {
    float[] gradient = {3, 4};
    UpdateReport report = clip(gradient, new Normalize(Schedule.constant(2), 3, List.of()));
    assertThat(gradient).containsExactly(0.75f, 1);
    assertRule(report, 5, 2.0);
  }

  @Test
  void adaptiveUnitwise_reportsTheLargestRatioOfNorms() {
    UpdateReport report =
        new ClippingStage(PAIR, ClippingSettings.of(new AdaptiveUnitwise(0.25)))
            .process(new float[] {3, 4}, new float[] {6, 8}, 0);
    assertRule(report, 0.5, 0.25);
  }

  @Test
  void adaGc_afterTheWarmup_reportsTheLargestMultipleOfARunningMean() {
    ClippingStage stage =
        new ClippingStage(
            ACTOR_CRITIC, ClippingSettings.of(AdaGc.builder().absolute(100).warmup(1).build()));
    stage.process(new float[] {0, 2, 0, 4, 1}, 0);
    assertRule(stage.process(new float[] {0, 3, 0, 5, 0.5f}, 0), 1.5, 1.05);
  }

  @Test
  void rulesThatHaveNoThresholdYet_reportTheNorm() {
    ClippingRule zClip = ZClip.builder().warmup(2).build();
    assertRule(clip(new float[] {3, 4}, zClip), 5, Double.NaN);
    assertRule(clip(new float[] {3, 4}, new TargetFraction(0.1)), 5, Double.NaN);
    assertRule(clip(new float[2], new AutoClip(10)), 0, Double.NaN);
  }

  @Test
  void value_largestAtTheEnd_doesNotBind() {
    UpdateReport report = clip(new float[] {-1, 0.5f}, Value.symmetric(1));
    assertThat(report.ruleBound(0)).isFalse();
    report = clip(new float[] {-1, 0.5f}, Value.symmetric(0.999));
    assertThat(report.ruleBound(0)).isTrue();
  }

  @Test
  void targetFraction_normAtTheThreshold_countsAsNotAbove() {
    TargetFraction rule = TargetFraction.builder(0.1).initial(2.0).build();
    ClippingStage stage = new ClippingStage(PAIR, ClippingSettings.of(rule));
    assertThat(stage.process(new float[] {0, 2}, 0).threshold()).isEqualTo(2);
    assertThat(stage.process(new float[] {0, 2}, 0).threshold())
        .isEqualTo(2 * Math.exp(0.2 * -0.1));
  }
}
