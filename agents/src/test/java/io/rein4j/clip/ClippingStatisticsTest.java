package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ClippingStatisticsTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("actor/w", 2).add("critic/w", 1).build();
  private static final Offset<Double> TIGHT = Offset.offset(1e-6);

  private static ClippingStage stage(NonFinitePolicy policy, ClippingRule... rules) {
    return new ClippingStage(LAYOUT, new ClippingSettings(List.of(rules), policy, 10));
  }

  /** Stages of two update paths, one with a rule of its own. */
  private final ClippingStage actor =
      new ClippingStage(
          "actor",
          LAYOUT.part(List.of("actor")),
          new ClippingSettings(List.of(new GlobalNorm(2)), NonFinitePolicy.SKIP, 10));

  private final ClippingStage critic =
      new ClippingStage(
          "critic",
          LAYOUT.part(List.of("critic")),
          new ClippingSettings(List.of(new GlobalNorm(0.5)), NonFinitePolicy.SKIP, 10));

  private static ClippingStatistics ofTwoPaths() {
    return new ClippingStatistics(LAYOUT.groups(), List.of("actor", "critic"));
  }

  @Test
  void severalPaths_addUpdatesAndKeepThemApart() {
    ClippingStatistics statistics = ofTwoPaths();
    record(statistics, actor, 3, 4, 0);
    record(statistics, critic, 3, 4, 10);
    record(statistics, actor, 0, 1, 0);
    record(statistics, critic, 0, 0, Float.NaN);

    assertThat(statistics.updates()).isEqualTo(4);
    assertThat(statistics.skippedUpdates()).isEqualTo(1);
    assertThat(statistics.whole().clippedUpdates()).isEqualTo(2);
    assertThat(statistics.whole().gradNormPreMean()).isCloseTo((5 + 10 + 1) / 3.0, TIGHT);
    assertThat(statistics.group(0).gradNormPreMean()).isEqualTo(3);
    assertThat(statistics.group(1).gradNormPreMean()).isEqualTo(10);
    assertThat(statistics.thresholdMean()).isNaN();
    assertThat(statistics.rules()).isZero();
    assertThat(statistics.path(0).updates()).isEqualTo(2);
    assertThat(statistics.path(0).whole().gradNormPreMean()).isEqualTo(3);
    assertThat(statistics.path(0).thresholdMean()).isEqualTo(2);
    assertThat(statistics.path(0).rules()).isEqualTo(1);
    assertThat(statistics.path(1).skippedUpdates()).isEqualTo(1);
    assertThat(statistics.path(1).nonFiniteElements()).isEqualTo(1);
    assertThat(statistics.path(1).whole().clippedFraction()).isEqualTo(1);
    assertThat(statistics.path(1).thresholdMean()).isEqualTo(0.5);
  }

  @Test
  void severalPaths_ofOneThreshold_haveIt() {
    ClippingStatistics statistics = ofTwoPaths();
    ClippingStage other =
        new ClippingStage(
            "critic", LAYOUT.part(List.of("critic")), ClippingSettings.of(new GlobalNorm(2)));
    record(statistics, actor, 3, 4, 0);
    assertThat(statistics.thresholdMean()).as("without an update of the other").isEqualTo(2);
    record(statistics, other, 0, 0, 1);
    record(statistics, other, 0, 0, 3);

    assertThat(statistics.thresholdMean()).isEqualTo(2);
  }

  @Test
  void severalPaths_mergedAndRestored_areThoseOfAll() throws IOException {
    ClippingStatistics all = ofTwoPaths();
    ClippingStatistics merged = ofTwoPaths();
    for (int i = 1; i < 4; i++) {
      ClippingStatistics segment = ofTwoPaths();
      for (ClippingStatistics each : List.of(all, segment)) {
        record(each, actor, i, 1, 0);
        record(each, critic, 0, 0, i);
      }
      merged.merge(segment);
    }
    ClippingStatistics restored = ofTwoPaths();
    StateBytes.restore(StateBytes.of(merged), restored);

    assertThat(restored.updates()).isEqualTo(6);
    assertThat(restored.path(1).whole().gradNormPreMean()).isEqualTo(2);
    assertThat(StateBytes.of(restored)).isEqualTo(StateBytes.of(merged));
    assertThat(StateBytes.of(merged)).isEqualTo(StateBytes.of(all));
    merged.clear();
    assertThat(merged.path(1).updates()).isZero();
  }

  @Test
  void severalPaths_ofOthers_areRefused() {
    ClippingStatistics statistics = ofTwoPaths();
    ClippingStage unnamed = stage(NonFinitePolicy.SKIP);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> record(statistics, unnamed, 1, 1, 1))
        .withMessage(
            "Statistics of the update paths [actor, critic] cannot take in an update of the path"
                + " ''.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record(new ClippingStatistics(LAYOUT), actor, 1, 1, 1))
        .withMessage(
            "Statistics of the groups [actor, critic] cannot take in those of the groups [actor].");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> statistics.merge(new ClippingStatistics(LAYOUT)))
        .withMessage(
            "Statistics of the update paths [actor, critic] cannot take in those of the update"
                + " paths [].");
  }

  private static void record(ClippingStatistics into, ClippingStage stage, float... gradient) {
    into.record(stage.process(gradient, new float[3], 0));
  }

  @Test
  void figures_ofAHandWorkedEpisode() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    ClippingStage stage = stage(NonFinitePolicy.SKIP, new GlobalNorm(2));
    record(statistics, stage, 3, 4, 0);
    record(statistics, stage, 0, 0, 10);
    record(statistics, stage, 0, 1, 0);
    record(statistics, stage, 0, 0, 0);
    record(statistics, stage, 0, Float.NaN, Float.POSITIVE_INFINITY);

    assertThat(statistics.updates()).isEqualTo(5);
    assertThat(statistics.skippedUpdates()).isEqualTo(1);
    assertThat(statistics.whole().finiteUpdates()).isEqualTo(4);
    assertThat(statistics.whole().clippedUpdates()).isEqualTo(2);
    assertThat(statistics.whole().clippedFraction()).isEqualTo(0.5);
    assertThat(statistics.whole().clippedElementFraction()).isEqualTo(0.25);
    assertThat(statistics.clippedSampleFraction()).isNaN();
    assertThat(statistics.nonFiniteElements()).isEqualTo(2);
    assertThat(statistics.whole().gradNormPreMean()).isEqualTo(4);
    assertThat(statistics.whole().gradNormPreMax()).isEqualTo(10);
    assertThat(statistics.whole().gradNormPreQuantile(1))
        .isCloseTo(10, Percentage.withPercentage(1));
    assertThat(statistics.whole().gradNormPreQuantile(0)).isZero();
    assertThat(statistics.whole().gradNormPostMean()).isCloseTo(1.25, TIGHT);
    assertThat(statistics.whole().clipCoefficientMean()).isCloseTo((0.4 + 0.2 + 1 + 1) / 4, TIGHT);
    assertThat(statistics.whole().clipCoefficientMin()).isCloseTo(0.2, TIGHT);
    assertThat(statistics.whole().removedNormShare()).isCloseTo(1 - 5.0 / 16, TIGHT);
    assertThat(statistics.whole().cosineMean()).isEqualTo(1);
    assertThat(statistics.thresholdMean()).isEqualTo(2);

    assertThat(statistics.groups()).containsExactly("actor", "critic");
    ScopeStatistics actor = statistics.group(0);
    assertThat(actor.clippedUpdates()).isEqualTo(1);
    assertThat(actor.clippedFraction()).isEqualTo(0.25);
    assertThat(actor.clippedElementFraction()).isEqualTo(0.25);
    assertThat(actor.gradNormPreMean()).isEqualTo(1.5);
    assertThat(actor.gradNormPostMean()).isCloseTo(0.75, TIGHT);
    assertThat(actor.removedNormShare()).isCloseTo(0.5, TIGHT);
    assertThat(statistics.group(1).gradNormPreMax()).isEqualTo(10);

    assertThat(statistics.rules()).isEqualTo(1);
    assertThat(statistics.rule(0).boundFraction()).isEqualTo(0.5);
    assertThat(statistics.rule(0).normMean()).isEqualTo(4);
    assertThat(statistics.rule(0).thresholdMean()).isEqualTo(2);
  }

  @Test
  void rules_ofAChain_haveEachItsOwnNorm() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    ClippingStage stage =
        stage(NonFinitePolicy.SKIP, new GlobalNorm(3.5, 1), Value.between(-1, 0.75));
    record(statistics, stage, 3, 4, 0);
    record(statistics, stage, 0.5f, 0.5f, 0);
    assertThat(statistics.thresholdMean()).isNaN();
    assertThat(statistics.rule(0).boundFraction()).isEqualTo(0.5);
    assertThat(statistics.rule(0).normMean()).isEqualTo(4);
    assertThat(statistics.rule(0).thresholdMean()).isEqualTo(3.5);
    assertThat(statistics.rule(1).normMean()).isEqualTo(1.25);
    assertThat(statistics.rule(1).boundFraction()).isEqualTo(0.5);
    assertThat(statistics.rule(1).thresholdMean()).isNaN();
    assertThat(statistics.whole().cosineMean()).isLessThan(1);
  }

  @Test
  void figures_ofNothing_areNaN() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    assertEmpty(statistics);
    ClippingStage stage = stage(NonFinitePolicy.SKIP, new GlobalNorm(1));
    record(statistics, stage, Float.NaN, 0, 0);
    assertEmpty(statistics);
    assertThat(statistics.updates()).isEqualTo(1);
    record(statistics, stage, 1, 2, 3);
    statistics.clear();
    assertEmpty(statistics);
    assertThat(statistics.updates()).isZero();
    assertThat(statistics.skippedUpdates()).isZero();
    assertThat(statistics.nonFiniteElements()).isZero();
    assertThat(statistics.rule(0).boundFraction()).isNaN();
    assertThat(statistics.rule(0).normMean()).isNaN();
    assertThat(statistics.rule(0).thresholdMean()).isNaN();
  }

  private static void assertEmpty(ClippingStatistics statistics) {
    assertThat(statistics.whole().clippedUpdates()).isZero();
    assertThat(
            List.of(
                statistics.whole().clippedFraction(),
                statistics.whole().clippedElementFraction(),
                statistics.clippedSampleFraction(),
                statistics.whole().gradNormPreMean(),
                statistics.whole().gradNormPreQuantile(0.5),
                statistics.whole().gradNormPreMax(),
                statistics.whole().gradNormPostMean(),
                statistics.whole().clipCoefficientMean(),
                statistics.whole().clipCoefficientMin(),
                statistics.whole().removedNormShare(),
                statistics.whole().cosineMean(),
                statistics.thresholdMean()))
        .containsOnly(Double.NaN);
  }

  @Test
  void propagatedUpdates_areNeitherSkippedNorMeasured() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    record(statistics, stage(NonFinitePolicy.PROPAGATE, new GlobalNorm(1)), Float.NaN, 3, 4);
    assertThat(statistics.updates()).isEqualTo(1);
    assertThat(statistics.skippedUpdates()).isZero();
    assertThat(statistics.nonFiniteElements()).isEqualTo(1);
    assertEmpty(statistics);
  }

  @Test
  void failedUpdates_countAsSkipped() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    record(statistics, stage(NonFinitePolicy.FAIL), Float.NaN, 3, 4);
    assertThat(statistics.updates()).isEqualTo(1);
    assertThat(statistics.skippedUpdates()).isEqualTo(1);
  }

  @Test
  void clippedSampleFraction_isOverTheSamplesOfAllUpdates() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    recordSamples(statistics, 64, 16);
    assertThat(statistics.clippedSampleFraction()).isEqualTo(0.25);
    record(statistics, stage(NonFinitePolicy.SKIP), 1, 2, 3);
    assertThat(statistics.clippedSampleFraction()).isEqualTo(0.25);
    recordSamples(statistics, 64, 48);
    assertThat(statistics.clippedSampleFraction()).isEqualTo(0.5);
  }

  /** Records an update whose gradient is formed of samples, some of them longer than the limit. */
  private static void recordSamples(ClippingStatistics statistics, int count, int clipped) {
    float[][] samples = new float[count][LAYOUT.size()];
    for (int i = 0; i < count; i++) {
      samples[i][0] = i < clipped ? 2 : 0.5f;
    }
    float[] array = new float[LAYOUT.size()];
    statistics.record(
        stage(NonFinitePolicy.SKIP, new PerSampleNorm(1))
            .process(new ExplicitSamples(LAYOUT, samples), array, array.clone(), 0));
  }

  @Test
  void record_updateOfOtherGroups_isRefused() {
    ClippingStatistics statistics = new ClippingStatistics(List.of("actor", "q"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record(statistics, stage(NonFinitePolicy.SKIP), 1, 2, 3))
        .withMessage(
            "Statistics of the groups [actor, q] cannot take in those of the groups [actor,"
                + " critic].");
  }

  @Test
  void record_withoutGroups_isOfTheWholeGradient() {
    ClippingStatistics statistics = new ClippingStatistics(List.of());
    record(statistics, stage(NonFinitePolicy.SKIP), 2, 3, 6);
    assertThat(statistics.whole().gradNormPreMean()).isEqualTo(7);
  }

  @Test
  void merge_equalsRecordingEverythingInOne() {
    SplittableRandom random = new SplittableRandom(11);
    ClippingStage stage = stage(NonFinitePolicy.SKIP, new GlobalNorm(1), Value.symmetric(0.5));
    ClippingStatistics all = new ClippingStatistics(LAYOUT);
    ClippingStatistics merged = new ClippingStatistics(List.of("actor", "critic"));
    ClippingStatistics segment = new ClippingStatistics(LAYOUT);
    for (int s = 0; s < 40; s++) {
      segment.clear();
      for (int i = 0; i < s * 5; i++) {
        float[] gradient = new float[3];
        for (int j = 0; j < 3; j++) {
          gradient[j] =
              random.nextInt(30) == 0
                  ? Float.NaN
                  : (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-9, 9)));
        }
        UpdateReport report = stage.process(gradient, new float[3], 0);
        all.record(report);
        segment.record(report);
      }
      merged.merge(segment);
    }
    assertThat(merged.updates()).isEqualTo(all.updates()).isEqualTo(3900);
    assertThat(merged.skippedUpdates()).isEqualTo(all.skippedUpdates()).isPositive();
    assertThat(merged.nonFiniteElements()).isEqualTo(all.nonFiniteElements());
    List<ScopeStatistics> mergedScopes = List.of(merged.whole(), merged.group(0), merged.group(1));
    List<ScopeStatistics> allScopes = List.of(all.whole(), all.group(0), all.group(1));
    for (int g = 0; g < 3; g++) {
      assertThat(exact(mergedScopes.get(g))).isEqualTo(exact(allScopes.get(g)));
      assertClose(sums(mergedScopes.get(g)), sums(allScopes.get(g)));
    }
    for (int r = 0; r < 2; r++) {
      assertThat(merged.rule(r).boundFraction()).isEqualTo(all.rule(r).boundFraction());
      assertClose(
          List.of(merged.rule(r).normMean(), merged.rule(r).thresholdMean()),
          List.of(all.rule(r).normMean(), all.rule(r).thresholdMean()));
    }
  }

  private static List<Double> exact(ScopeStatistics scope) {
    List<Double> figures = new ArrayList<>();
    figures.add((double) scope.finiteUpdates());
    figures.add((double) scope.clippedUpdates());
    figures.add(scope.clippedElementFraction());
    figures.add(scope.gradNormPreMax());
    figures.add(scope.clipCoefficientMin());
    for (int percent = 0; percent <= 100; percent++) {
      figures.add(scope.gradNormPreQuantile(percent / 100.0));
    }
    return figures;
  }

  private static List<Double> sums(ScopeStatistics scope) {
    return List.of(
        scope.gradNormPreMean(),
        scope.gradNormPostMean(),
        scope.clipCoefficientMean(),
        scope.removedNormShare(),
        scope.cosineMean());
  }

  private static void assertClose(List<Double> actual, List<Double> expected) {
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i))
          .as("figure %d", i)
          .isCloseTo(expected.get(i), Percentage.withPercentage(1e-10));
    }
  }

  @Test
  void merge_ofOtherGroups_isRefused() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> statistics.merge(new ClippingStatistics(List.of("q"))))
        .withMessage(
            "Statistics of the groups [actor, critic] cannot take in those of the groups [q].");
  }

  @Test
  void state_roundTrips() throws IOException {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    ClippingStage stage = stage(NonFinitePolicy.SKIP, new GlobalNorm(2));
    recordSamples(statistics, 8, 3);
    record(statistics, stage, 3, 4, 0);
    record(statistics, stage, 0.1f, 0.2f, 0.3f);
    record(statistics, stage, Float.NaN, 0.2f, 0.3f);
    byte[] written = StateBytes.of(statistics);
    ClippingStatistics restored = new ClippingStatistics(LAYOUT);
    StateBytes.restore(written, restored);
    assertThat(StateBytes.of(restored)).isEqualTo(written);
    assertThat(restored.whole().gradNormPreMean()).isEqualTo(statistics.whole().gradNormPreMean());
    assertThat(restored.clippedSampleFraction()).isEqualTo(0.375);
    assertThat(restored.rule(0).normMean()).isEqualTo(statistics.rule(0).normMean());
  }

  @Test
  void state_updatesBelowZero_areRefused() throws IOException {
    byte[] state = StateBytes.of(new ClippingStatistics(LAYOUT));
    ByteBuffer.wrap(state).putLong(0, -1);

    assertThatThrownBy(() -> StateBytes.restore(state, new ClippingStatistics(LAYOUT)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state counts -1 where a count is at least 0.");
  }

  @Test
  void record_fromStagesOfEqualLayouts_isOfTheSameGroups() {
    ParameterLayout equal = ParameterLayout.builder().add("actor/w", 2).add("critic/w", 1).build();
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    record(statistics, stage(NonFinitePolicy.SKIP), 3, 4, 2);
    record(statistics, new ClippingStage(equal, ClippingSettings.DEFAULTS), 0, 7, 4);
    assertThat(statistics.group(0).gradNormPreMean()).isEqualTo(6);
    assertThat(statistics.group(1).gradNormPreMean()).isEqualTo(3);
  }

  @Test
  void record_updatesThatARuleDropped_countInItsFiguresAndInTheNormsBefore() {
    ParameterLayout layout = ParameterLayout.builder().add("actor/w", 1).build();
    ClippingStage stage =
        new ClippingStage(
            layout,
            ClippingSettings.of(
                Value.symmetric(1e6), GlobalNorm.builder(5).onExceed(OnExceed.SKIP).build()));
    ClippingStatistics first = new ClippingStatistics(layout);
    ClippingStatistics second = new ClippingStatistics(layout);
    for (float norm : new float[] {1, 2, 100, 3, Float.NaN, 200, 4, 4}) {
      (norm == 1 ? first : second).record(stage.process(new float[] {norm}, 0));
    }
    first.merge(second);

    assertThat(first.skippedUpdates()).isEqualTo(3);
    assertThat(first.refusedUpdates()).isEqualTo(2);
    assertThat(first.whole().finiteUpdates()).isEqualTo(5);
    assertThat(first.whole().gradNormPreMax()).isEqualTo(200);
    assertThat(first.whole().gradNormPreQuantile(0.9)).isCloseTo(100, Offset.offset(1.0));
    assertThat(first.group(0).gradNormPreMax()).isEqualTo(200);
    assertThat(first.whole().gradNormPreMean()).isCloseTo(2.8, Offset.offset(1e-12));
    assertThat(first.whole().removedNormShare()).isZero();
    assertThat(first.rule(0).droppedUpdates()).isZero();
    assertThat(first.rule(0).boundFraction()).isZero();
    assertThat(first.rule(1).droppedUpdates()).isEqualTo(2);
    assertThat(first.rule(1).boundFraction()).isEqualTo(2.0 / 7);
    assertThat(first.rule(1).normMean()).isCloseTo(2.8, Offset.offset(1e-12));
    first.clear();
    assertThat(first.rule(1).droppedUpdates()).isZero();
    assertThat(first.whole().gradNormPreMax()).isNaN();
  }

  @Test
  void record_updatesThatARuleDroppedAlone_haveNormsAndNothingElse() {
    ParameterLayout layout = ParameterLayout.builder().add("actor/w", 1).build();
    ClippingStage stage =
        new ClippingStage(
            layout, ClippingSettings.of(GlobalNorm.builder(5).onExceed(OnExceed.SKIP).build()));
    ClippingStatistics statistics = new ClippingStatistics(layout);
    statistics.record(stage.process(new float[] {7}, 0));

    assertThat(statistics.whole().gradNormPreMax()).isEqualTo(7);
    assertThat(statistics.whole().gradNormPreMean()).isNaN();
    assertThat(statistics.whole().clipCoefficientMin()).isNaN();
    assertThat(statistics.thresholdMean()).isNaN();
    assertThat(statistics.rule(0).boundFraction()).isEqualTo(1);
    assertThat(statistics.rule(0).thresholdMean()).isNaN();
  }

  @Test
  void merge_addsSamplesAndRefusedUpdates() {
    ClippingStatistics merged = new ClippingStatistics(LAYOUT);
    for (int i = 0; i < 2; i++) {
      ClippingStatistics segment = new ClippingStatistics(LAYOUT);
      recordSamples(segment, 8, 2 + 2 * i);
      record(segment, stage(NonFinitePolicy.SKIP, layout -> Gradient::refuse), 1, 2, 3);
      merged.merge(segment);
    }
    assertThat(merged.clippedSampleFraction()).isEqualTo(6 / 16.0);
    assertThat(merged.refusedUpdates()).isEqualTo(2);
    assertThat(merged.skippedUpdates()).isEqualTo(2);
  }

  @Test
  void clear_forgetsThresholds() {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    record(statistics, stage(NonFinitePolicy.SKIP, new GlobalNorm(8)), 1, 2, 3);
    statistics.clear();
    record(statistics, stage(NonFinitePolicy.SKIP, new GlobalNorm(2)), 1, 2, 3);
    assertThat(statistics.thresholdMean()).isEqualTo(2);
    assertThat(statistics.rule(0).thresholdMean()).isEqualTo(2);
  }

  /** The mean threshold after an update each of two paths whose only rules have these. */
  private static double thresholdOfPaths(double actor, double critic) {
    ClippingStatistics statistics = ofTwoPaths();
    record(statistics, reporting("actor", actor), 1, 1, 1);
    record(statistics, reporting("critic", critic), 1, 1, 1);
    assertThat(statistics.paths()).containsExactly("actor", "critic");
    return statistics.thresholdMean();
  }

  private static ClippingStage reporting(String path, double threshold) {
    ClippingRule rule = layout -> gradient -> gradient.report(1, threshold);
    return new ClippingStage(path, LAYOUT.part(List.of(path)), ClippingSettings.of(rule));
  }

  @Test
  void severalPaths_ofThresholdsOfAnySize_haveAMeanOnlyIfTheyAreEqual() {
    for (double unit : new double[] {1e-9, 1, 1e9}) {
      assertThat(thresholdOfPaths(unit, unit)).as("%s", unit).isEqualTo(unit);
      assertThat(thresholdOfPaths(unit, unit * (1 + 1e-10))).as("%s", unit).isNaN();
    }
    assertThat(thresholdOfPaths(0, 0)).isZero();
  }

  @Test
  void state_restored_hasTheFiguresOfScopesAndRules() throws IOException {
    ClippingStatistics statistics = new ClippingStatistics(LAYOUT);
    ClippingStage stage = stage(NonFinitePolicy.SKIP, Value.symmetric(2));
    record(statistics, stage, 3, 4, 1);
    record(statistics, stage, 0.5f, 0.25f, 3);
    ClippingStatistics restored = new ClippingStatistics(LAYOUT);
    StateBytes.restore(StateBytes.of(statistics), restored);

    assertThat(restored.thresholdMean()).isEqualTo(2);
    assertThat(restored.rule(0).thresholdMean()).isEqualTo(2);
    assertThat(restored.rule(0).normMean()).isEqualTo(3.5);
    assertThat(exact(restored.whole())).isEqualTo(exact(statistics.whole()));
    assertThat(sums(restored.whole())).isEqualTo(sums(statistics.whole())).doesNotContain(0.0);
    assertThat(restored.group(0).gradNormPreMean())
        .isEqualTo(statistics.group(0).gradNormPreMean())
        .isPositive();
    assertThat(restored.group(1).gradNormPreMean()).isEqualTo(2);
  }
}
