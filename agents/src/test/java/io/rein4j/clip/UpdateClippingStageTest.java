package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.contract.RandomGradients;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateClippingStageTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 4, 2)
          .add("actor/dense0/bias", 2)
          .add("critic/dense0/weight", 9, 1)
          .build();

  private final ClippingStage gradients = new ClippingStage(LAYOUT, ClippingSettings.DEFAULTS);
  private final float[] parameters = new float[LAYOUT.size()];
  private final float[] gradient = new float[LAYOUT.size()];

  private static UpdateClippingStage stage(UpdateRule... rules) {
    return new UpdateClippingStage(LAYOUT, UpdateClippingSettings.of(rules));
  }

  /** Takes the change from some parameters to others through a stage. */
  private ParameterUpdateReport change(UpdateClippingStage stage, float[] to, double progress) {
    UpdateReport report = gradients.process(gradient, parameters, progress);
    stage.begin(parameters);
    System.arraycopy(to, 0, parameters, 0, to.length);
    ParameterUpdateReport own = stage.process(report, parameters, gradient, null, progress);
    assertThat(report.parameterUpdate()).isSameAs(own);
    return own;
  }

  private static float[] filled(double value, int from, int to, float[] values) {
    for (int i = from; i < to; i++) {
      values[i] = (float) value;
    }
    return values;
  }

  @Test
  void process_withoutRules_measuresAndChangesNothing() {
    filled(2, 0, 10, parameters);
    filled(1, 10, 19, parameters);
    float[] to = parameters.clone();
    to[0] += 0.5f;
    to[18] -= 1.5f;
    ParameterUpdateReport report = change(stage(), to, 0);
    assertThat(parameters).isEqualTo(to);
    assertThat(report.finite()).isTrue();
    assertThat(report.rules()).isZero();
    assertThat(report.whole().elements()).isEqualTo(19);
    assertThat(report.whole().clipped()).isFalse();
    assertThat(report.whole().normPre()).isCloseTo(Math.sqrt(2.5), within(1e-7));
    assertThat(report.whole().normPost()).isEqualTo(report.whole().normPre());
    assertThat(report.whole().weightNorm()).isEqualTo(7);
    assertThat(report.whole().ratio()).isCloseTo(Math.sqrt(2.5) / 7, within(1e-7));
    assertThat(report.groups()).containsExactly("actor", "critic");
    assertThat(report.group(0).normPre()).isEqualTo(0.5);
    assertThat(report.group(1).normPre()).isEqualTo(1.5);
    assertThat(report.group(1).ratio()).isEqualTo(0.5);
  }

  @Test
  void ratio_ofParametersThatAreZero_isUndefined() {
    float[] to = filled(1, 0, 19, new float[19]);
    ParameterUpdateReport report = change(stage(), to, 0);
    assertThat(report.whole().ratio()).isNaN();
    assertThat(report.whole().normPre()).isCloseTo(Math.sqrt(19), within(1e-6));
  }

  @Test
  void process_ofADroppedUpdatesReport_isNotCalledAndTheReportHasNone() {
    gradient[3] = Float.NaN;
    assertThat(gradients.process(gradient, parameters, 0).parameterUpdate()).isNull();
  }

  @Test
  void report_ofTheNextGradient_isWithoutTheUpdateBefore() {
    change(stage(), new float[19], 0);
    assertThat(gradients.process(gradient, parameters, 0).parameterUpdate()).isNull();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void process_ofParametersThatAreNotFinite_leavesThemAndMeasuresNothing(float value) {
    float[] to = filled(5, 0, 19, new float[19]);
    to[7] = value;
    ParameterUpdateReport report = change(stage(new WeightValue(1)), to, 0);
    assertThat(parameters).isEqualTo(to);
    assertThat(report.finite()).isFalse();
    assertThat(report.whole().normPre()).isNaN();
    assertThat(report.ruleNorm(0)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 2000})
  void nonFiniteParameter_differenceThatOverflows_isNotNamed(int size) {
    ParameterLayout layout = ParameterLayout.builder().add("actor/w", size).build();
    UpdateClippingStage stage =
        new UpdateClippingStage(layout, UpdateClippingSettings.of(new WeightValue(1)));
    float[] values = new float[layout.arrayLength()];
    float[] none = new float[layout.arrayLength()];
    UpdateReport update = new ClippingStage(layout, ClippingSettings.of()).process(none, 0);
    values[3] = -2e38f;
    stage.begin(values);
    values[3] = 2e38f;
    assertThat(stage.process(update, values, none, null, 0).finite()).isFalse();
    assertThat(stage.nonFiniteParameter()).isNull();
    assertThat(values[3]).isEqualTo(2e38f);
    stage.begin(values);
    values[5] = Float.NEGATIVE_INFINITY;
    stage.process(update, values, none, null, 0);
    assertThat(stage.nonFiniteParameter()).isEqualTo("actor/w");
  }

  @Test
  void process_ofAPropagatedGradient_appliesNoRule() {
    ClippingStage lets =
        new ClippingStage(LAYOUT, new ClippingSettings(List.of(), NonFinitePolicy.PROPAGATE, 10));
    gradient[0] = Float.NaN;
    UpdateReport update = lets.process(gradient, parameters, 0);
    UpdateClippingStage stage = stage(new WeightValue(1));
    stage.begin(parameters);
    filled(5, 0, 19, parameters);
    ParameterUpdateReport report = stage.process(update, parameters, gradient, null, 0);
    assertThat(parameters).containsOnly(5);
    assertThat(report.finite()).isFalse();
  }

  @Test
  void updateNorm_ofALongUpdate_limitsEachParameterToItsShare() {
    filled(1, 0, 19, parameters);
    float[] to = parameters.clone();
    to[0] = 3;
    to[8] = 1.01f;
    to[10] = 4;
    ParameterUpdateReport report = change(stage(new UpdateNorm(0.1)), to, 0);
    assertThat((double) parameters[0]).isCloseTo(1 + 0.1 * Math.sqrt(8), within(1e-6));
    assertThat(parameters[8]).isEqualTo(1.01f);
    assertThat((double) parameters[10]).isCloseTo(1.3, within(1e-6));
    assertThat(report.ruleNorm(0)).isCloseTo(1, within(1e-6));
    assertThat(report.ruleThreshold(0)).isEqualTo(0.1);
    assertThat(report.ruleBound(0)).isTrue();
    assertThat(report.whole().clippedElements()).isEqualTo(2);
    assertThat(report.whole().normPre()).isCloseTo(Math.sqrt(13.0001), within(1e-6));
    assertThat(report.whole().normPost()).isCloseTo(Math.sqrt(0.1701), within(1e-6));
    assertThat(report.group(1).normPost()).isCloseTo(0.3, within(1e-6));
  }

  @Test
  void updateNorm_ofParametersThatStartAtZero_letsThemMoveByEpsilon() {
    float[] to = filled(1, 8, 10, new float[19]);
    change(stage(new UpdateNorm(Schedule.constant(0.5), 0.01, List.of())), to, 0);
    assertThat(Math.hypot(parameters[8], parameters[9])).isCloseTo(0.005, within(1e-8));
  }

  @Test
  void threshold_thatIsASchedule_isThatOfTheProgress() {
    filled(1, 0, 19, parameters);
    float[] to = filled(3, 0, 19, new float[19]);
    UpdateNorm rule = new UpdateNorm(new Linear(1, 0.5, 1), 1e-3, List.of());
    ParameterUpdateReport report = change(stage(rule), to, 0.5);
    assertThat(report.ruleThreshold(0)).isEqualTo(0.75);
    assertThat(parameters[0]).isCloseTo(1.75f, within(1e-6f));
    assertThat(rule.hasFixedThreshold()).isFalse();
  }

  @Test
  void weightValue_ofLayers_boundsWeightsAndBiasesByTheirInputs() {
    float[] to = filled(-50, 0, 19, new float[19]);
    ParameterUpdateReport report = change(stage(new WeightValue(2)), to, 0);
    for (int i = 0; i < 10; i++) {
      assertThat(parameters[i]).isEqualTo(-1);
    }
    for (int i = 10; i < 19; i++) {
      assertThat(parameters[i]).isCloseTo(-2 / 3f, within(1e-7f));
    }
    assertThat(report.ruleNorm(0)).isCloseTo(150, within(1e-4));
    assertThat(report.whole().clippedElements()).isEqualTo(19);
  }

  @Test
  void weightValue_ofWhatIsNoLayersWeight_leavesIt() {
    ParameterLayout layout =
        ParameterLayout.builder()
            .add("q/dense0/weight", 4, 2)
            .add("q/dense0/weight-sigma", 4, 2)
            .add("q/dense0/bias-sigma", 2)
            .add("q/norm0/weight", 2)
            .add("q/norm0/bias", 2)
            .add("actor/gaussian/log-std", 4, 2)
            .build();
    UpdateClippingStage stage =
        new UpdateClippingStage(layout, UpdateClippingSettings.of(WeightValue.DEFAULTS));
    float[] values = new float[layout.size()];
    float[] zero = new float[layout.size()];
    UpdateReport update =
        new ClippingStage(layout, ClippingSettings.DEFAULTS).process(zero, values, 0);
    stage.begin(values);
    filled(100, 0, values.length, values);
    stage.process(update, values, zero, null, 0);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("element %s", i).isEqualTo(i < 8 ? 1.5f : 100);
    }
  }

  @Test
  void weightValue_ofAnLstm_boundsAllByTheUnits() {
    ParameterLayout layout =
        ParameterLayout.builder()
            .add("q/lstm/input-weight", 25, 16)
            .add("q/lstm/recurrent-weight", 4, 16)
            .add("q/lstm/bias", 16)
            .build();
    List<ParameterLayout.Block> blocks = layout.blocks();
    assertThat(Weights.fanIn(blocks.get(0), blocks)).isEqualTo(4);
    assertThat(Weights.fanIn(blocks.get(1), blocks)).isEqualTo(4);
    assertThat(Weights.fanIn(blocks.get(2), blocks)).isEqualTo(4);
  }

  @Test
  void weightValue_thatExcludesALayer_leavesIt() {
    float[] to = filled(50, 0, 19, new float[19]);
    WeightValue rule = new WeightValue(Schedule.constant(1), List.of("critic/*"), List.of());
    change(stage(rule), to, 0);
    assertThat(parameters[0]).isEqualTo(0.5f);
    assertThat(parameters[18]).isEqualTo(50);
  }

  @Test
  void weightNorm_everyThirdUpdate_projectsMatricesToTheirFirstNorm() {
    filled(1, 0, 19, parameters);
    UpdateClippingStage stage = stage(new WeightNorm(3));
    for (int u = 1; u <= 6; u++) {
      float[] to = parameters.clone();
      for (int i = 0; i < to.length; i++) {
        to[i] *= 1.5f;
      }
      ParameterUpdateReport report = change(stage, to, 0);
      if (u % 3 == 0) {
        assertThat(parameters[0]).isCloseTo(1, within(1e-6f));
        assertThat(parameters[18]).isCloseTo(1, within(1e-6f));
        assertThat(report.ruleNorm(0)).isCloseTo(Math.pow(1.5, 3), within(1e-5));
        assertThat(report.ruleBound(0)).isTrue();
      } else {
        assertThat(parameters).isEqualTo(to);
        assertThat(report.ruleNorm(0)).isNaN();
      }
    }
    assertThat((double) parameters[8]).as("a bias").isCloseTo(Math.pow(1.5, 6), within(1e-4));
  }

  @Test
  void weightNorm_ofAMatrixThatStartsAtZeroOrBecomesZero_leavesIt() {
    filled(1, 10, 19, parameters);
    UpdateClippingStage stage = stage(new WeightNorm(1));
    float[] to = filled(7, 0, 8, new float[19]);
    change(stage, to, 0);
    assertThat(parameters).isEqualTo(to);
  }

  @Test
  void rules_ofAChain_actOneAfterTheOther() {
    filled(1, 0, 19, parameters);
    float[] to = filled(9, 0, 19, new float[19]);
    ParameterUpdateReport report = change(stage(new UpdateNorm(1), new WeightValue(3)), to, 0);
    assertThat(parameters[0]).isEqualTo(1.5f);
    assertThat(parameters[18]).isEqualTo(1);
    assertThat(report.ruleNorm(1)).isCloseTo(6, within(1e-5));
  }

  @Test
  void weightNorm_everyUpdate_keepsTheFirstNormOfEveryMatrix() {
    SplittableRandom seeds = new SplittableRandom();
    for (int round = 0; round < 100; round++) {
      long seed = seeds.nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      ParameterLayout layout =
          ParameterLayout.builder()
              .add("dense0/weight", random.nextInt(1, 20), random.nextInt(1, 20))
              .add("dense0/bias", random.nextInt(1, 20))
              .build();
      ParameterLayout.Block weight = layout.block("dense0/weight");
      float[] values =
          RandomGradients.around(random, layout.size(), Math.pow(10, random.nextDouble(-6, 6)));
      float[] zero = new float[layout.size()];
      double first = RandomGradients.norm(values, weight.offset(), weight.end(), 2);
      UpdateClippingStage stage =
          new UpdateClippingStage(layout, UpdateClippingSettings.of(new WeightNorm(1)));
      ClippingStage gradients = new ClippingStage(layout, ClippingSettings.DEFAULTS);
      for (int update = 0; update < 3; update++) {
        UpdateReport report = gradients.process(zero, values, 0);
        stage.begin(values);
        for (int i = 0; i < values.length; i++) {
          values[i] += (float) (first * (random.nextDouble() - 0.5));
        }
        stage.process(report, values, zero, null, 0);
        assertThat(RandomGradients.norm(values, weight.offset(), weight.end(), 2))
            .as("seed %s, update %s", seed, update)
            .isCloseTo(first, within(1e-6 * first));
      }
    }
  }

  @Test
  void updates_ofRandomLengths_areNoLongerThanTheRuleAllows() {
    SplittableRandom seeds = new SplittableRandom();
    for (int round = 0; round < 300; round++) {
      long seed = seeds.nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      ParameterLayout layout = RandomGradients.layout(random, RandomGradients.length(random));
      float[] values =
          RandomGradients.around(random, layout.size(), Math.pow(10, random.nextDouble(-6, 6)));
      float[] before = values.clone();
      float[] zero = new float[layout.size()];
      double share = Math.pow(10, random.nextDouble(-4, 1));
      double multiple = Math.pow(10, random.nextDouble(-2, 2));
      boolean ofUpdates = random.nextBoolean();
      UpdateClippingStage stage =
          new UpdateClippingStage(
              layout,
              UpdateClippingSettings.of(
                  ofUpdates ? new UpdateNorm(share) : new WeightValue(multiple)));
      UpdateReport report =
          new ClippingStage(layout, ClippingSettings.DEFAULTS).process(zero, values, 0);
      stage.begin(values);
      double length = Math.pow(10, random.nextDouble(-6, 6));
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (length * (random.nextDouble() - 0.5));
      }
      stage.process(report, values, zero, null, 0);
      for (ParameterLayout.Block block : layout.blocks()) {
        if (ofUpdates) {
          float[] change = values.clone();
          for (int i = block.offset(); i < block.end(); i++) {
            change[i] -= before[i];
          }
          double norm = RandomGradients.norm(before, block.offset(), block.end(), 2);
          double after = RandomGradients.norm(change, block.offset(), block.end(), 2);
          assertThat(after)
              .as("the update of %s, seed %s", block.name(), seed)
              .isLessThanOrEqualTo(share * Math.max(norm, 1e-3) * (1 + 1e-6) + 1.2e-7 * norm);
        } else {
          int inputs = Weights.fanIn(block, layout.blocks());
          double largest =
              RandomGradients.norm(values, block.offset(), block.end(), Double.POSITIVE_INFINITY);
          assertThat(inputs == 0 || largest <= multiple / Math.sqrt(inputs) * (1 + 1e-7))
              .as("the values of %s, seed %s", block.name(), seed)
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void threshold_thatIsNone_isRefused(double threshold) {
    for (Runnable rule :
        List.<Runnable>of(
            () -> new UpdateRms(threshold),
            () -> new UpdateNorm(threshold),
            () -> new WeightValue(threshold))) {
      assertThatIllegalArgumentException()
          .isThrownBy(rule::run)
          .isInstanceOf(SettingException.class)
          .withMessageContaining("must be finite and > 0")
          .withMessageContaining(String.valueOf(threshold));
    }
  }

  @Test
  void threshold_thatBecomesZero_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightValue(new Linear(1, 0, 0.5), List.of(), List.of()))
        .withMessage(
            "The threshold of 'weight-value' must be finite and > 0, but is 0.0 when 0.5 of training is over: the parameters could never move, and nothing would be learned.");
  }

  @Test
  void settings_outOfTheirDomains_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateNorm(Schedule.constant(1), 0, List.of()))
        .withMessageContaining("The epsilon of 'update-norm'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightNorm(0))
        .withMessage("The every of 'weight-norm' must be ≥ 1, but is 0.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UpdateClippingSettings.of(new UpdateNorm(1), new UpdateNorm(2)))
        .withMessage(
            "The update clipping rule 'update-norm' is given twice for the same parameters, with two settings: leave out one of them, or limit each to 'groups' of its own.");
  }

  @Test
  void rules_ofOneTypeForDifferentGroups_goTogether() {
    UpdateClippingSettings settings =
        UpdateClippingSettings.of(
            new UpdateNorm(Schedule.constant(0.1), 1e-3, List.of("actor")),
            new UpdateNorm(Schedule.constant(0.2), 1e-3, List.of("critic")));
    filled(1, 0, 19, parameters);
    float[] to = filled(2, 0, 19, new float[19]);
    change(new UpdateClippingStage(LAYOUT, settings), to, 0);
    assertThat(parameters[0]).isCloseTo(1.1f, within(1e-6f));
    assertThat(parameters[18]).isCloseTo(1.2f, within(1e-6f));
  }

  @Test
  void rule_forAGroupThatThereIsNot_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage(new UpdateRms(Schedule.constant(1), List.of("q"))))
        .withMessage(
            "The update clipping rule 'update-rms' is limited to the group 'q', but there is none; the groups are actor, critic.");
  }

  @Test
  void updateRms_withoutSecondMoments_isRefused() {
    UpdateClippingStage stage = stage(UpdateRms.DEFAULTS);
    assertThatIllegalStateException()
        .isThrownBy(() -> change(stage, new float[19], 0))
        .withMessageContaining("second moments");
  }

  @Test
  void arrays_ofAnotherLength_areRefused() {
    UpdateClippingStage stage = stage();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.begin(new float[18]))
        .withMessage(
            "The layout belongs to an array of 19 elements, but the parameter array has 18.");
  }

  @Test
  void rule_thatMakesParametersInfinite_isNamed() {
    UpdateRule rule = layout -> update -> update.edit()[0] = Float.POSITIVE_INFINITY;
    assertThatIllegalStateException()
        .isThrownBy(() -> change(stage(rule), new float[19], 0))
        .withMessageContaining("made finite parameters infinite or NaN");
  }
}
