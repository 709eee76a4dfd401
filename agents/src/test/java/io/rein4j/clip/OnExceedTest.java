package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.contract.RandomGradients;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that drop the updates that they would change. */
class OnExceedTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 3, 2)
          .add("critic/dense0/bias", 2)
          .build();

  /** A rule that clips, and the same rule that skips. */
  private record Pair(ClippingRule clip, ClippingRule skip) {
    @Override
    public String toString() {
      return clip.getClass().getSimpleName();
    }
  }

  private static final OnExceed SKIP = OnExceed.SKIP;

  static Stream<Pair> pairs() {
    Schedule half = Schedule.constant(0.5);
    AdaGc adaGc = AdaGc.builder().threshold(Schedule.constant(2)).warmup(0).build();
    ZClip zClip = ZClip.builder().threshold(Schedule.constant(1)).warmup(3).build();
    AdaptiveBand band = AdaptiveBand.builder().upper(Schedule.constant(1.1)).build();
    return Stream.of(
        new Pair(new GlobalNorm(1), GlobalNorm.builder(1).onExceed(SKIP).build()),
        new Pair(new PerLayerNorm(1), PerLayerNorm.builder(1).onExceed(SKIP).build()),
        new Pair(new PerParameterNorm(1), PerParameterNorm.builder(1).onExceed(SKIP).build()),
        new Pair(Value.symmetric(0.8), Value.builder(0.8).onExceed(SKIP).build()),
        new Pair(new BlockRms(0.5), new BlockRms(half, SKIP, List.of())),
        new Pair(
            new AdaptiveUnitwise(0.5),
            AdaptiveUnitwise.builder().threshold(half).onExceed(SKIP).build()),
        new Pair(
            new AdaptiveParameterwise(0.5),
            AdaptiveParameterwise.builder().threshold(half).onExceed(SKIP).build()),
        new Pair(new AutoClip(90, 50, List.of()), new AutoClip(90, 50, SKIP, List.of())),
        new Pair(adaGc, adaGc.toBuilder().onExceed(SKIP).build()),
        new Pair(zClip, zClip.toBuilder().onExceed(SKIP).build()),
        new Pair(band, band.toBuilder().onExceed(SKIP).build()));
  }

  private static ClippingStage stage(int maxSkips, ClippingRule... rules) {
    return new ClippingStage(
        LAYOUT, new ClippingSettings(List.of(rules), NonFinitePolicy.SKIP, maxSkips));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void skip_dropsWhatClipWouldChange_andLeavesNoTrace(Pair pair) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    ClippingStage skipping = stage(Integer.MAX_VALUE, pair.skip);
    int dropped = 0;
    for (int u = 0; u < 200; u++) {
      ClippingStage clipping = stage(Integer.MAX_VALUE, pair.clip);
      // Both have learned from what the skipping one let pass.
      StateBytes.restore(StateBytes.of(skipping), clipping);
      byte[] rules = rules(skipping);
      float[] gradient = RandomGradients.around(random, 8, Math.pow(2, random.nextDouble(-2, 1)));
      float[] clipped = gradient.clone();
      float[] skipped = gradient.clone();
      float[] weights = {1, 1, 1, 1, 1, 1, 1, 1};

      boolean exceeds = clipping.process(clipped, weights, 0).whole().clipped();
      UpdateReport report = skipping.process(skipped, weights, 0);

      assertThat(report.verdict())
          .as("update %s", u)
          .isEqualTo(exceeds ? Verdict.SKIPPED : Verdict.APPLIED);
      assertThat(report.refused()).isEqualTo(exceeds);
      if (exceeds) {
        dropped++;
        assertThat(rules(skipping)).as("update %s", u).isEqualTo(rules);
        assertThat(report.ruleBound(0)).isFalse();
      } else {
        assertThat(skipped).isEqualTo(gradient);
        assertThat(rules(skipping)).as("update %s", u).isEqualTo(rules(clipping));
      }
    }
    assertThat(dropped).isBetween(1, 199);
  }

  /** The state of the rules, without the skips in a row. */
  private static byte[] rules(ClippingStage stage) throws IOException {
    byte[] state = StateBytes.of(stage);
    return Arrays.copyOfRange(state, Integer.BYTES, state.length);
  }

  private static Verdict verdict(ClippingStage stage, float element) {
    float[] gradient = new float[8];
    gradient[0] = element;
    return stage.process(gradient, 0).verdict();
  }

  @Test
  void skip_moreInARowThanAllowed_fails() {
    ClippingStage stage = stage(2, GlobalNorm.builder(1).onExceed(SKIP).build());
    for (float element : new float[] {2, 2, 0.5f, 2, 2}) {
      assertThat(verdict(stage, element))
          .isEqualTo(element > 1 ? Verdict.SKIPPED : Verdict.APPLIED);
    }
    float[] gradient = {2, 0, 0, 0, 0, 0, 0, 0};
    UpdateReport report = stage.process(gradient, 0);
    assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(report.applied()).isFalse();
    assertThat(report.refused()).isTrue();
    assertThat(report.refusingRule()).isZero();
    assertThat(report.ruleNorm(0)).isEqualTo(2);
    assertThat(report.ruleThreshold(0)).isEqualTo(1);
    assertThat(report.threshold()).isEqualTo(1);
    assertThat(report.whole().normPre()).isEqualTo(2);
    assertThat(verdict(stage, 2)).isEqualTo(Verdict.FAILED);
    assertThat(stage.process(new float[8], 0).refusingRule()).isEqualTo(-1);
    assertThat(verdict(stage, 2)).isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void skip_andNonFiniteUpdates_areOneRow() throws IOException {
    ClippingStage stage = stage(2, GlobalNorm.builder(1).onExceed(SKIP).build());
    assertThat(verdict(stage, Float.NaN)).isEqualTo(Verdict.SKIPPED);
    assertThat(verdict(stage, 2)).isEqualTo(Verdict.SKIPPED);
    ClippingStage restored = stage(2, GlobalNorm.builder(1).onExceed(SKIP).build());
    StateBytes.restore(StateBytes.of(stage), restored);
    assertThat(verdict(restored, Float.NaN)).isEqualTo(Verdict.FAILED);
    assertThat(verdict(stage, 2)).isEqualTo(Verdict.FAILED);
  }

  /** A gradient within [−1, 5], with elements beyond the nearer end's distance from 0. */
  private static float[] within(Value ends, int length) {
    float sign = ends.equals(Value.between(-5, 1)) ? -1 : 1;
    float[] gradient = new float[length];
    for (int i = 0; i < length; i++) {
      gradient[i] = sign * List.of(3f, 0.5f, 0f, 2f).get(i % 4);
    }
    return gradient;
  }

  static Stream<Arguments> differentEnds() {
    return Stream.of(Value.between(-1, 5), Value.between(-5, 1), Value.between(0, 5))
        .flatMap(
            ends ->
                Stream.of(4, 5_000, 200_000)
                    .flatMap(
                        length ->
                            // The second takes the stage the way by which it measures first.
                            Stream.of(NonFinitePolicy.SKIP, NonFinitePolicy.ZERO)
                                .map(policy -> Arguments.of(ends, length, policy))));
  }

  @ParameterizedTest
  @MethodSource("differentEnds")
  void value_withDifferentEnds_bindsOnlyIfAnElementIsOutside(
      Value ends, int length, NonFinitePolicy policy) {
    ParameterLayout layout = ParameterLayout.builder().add("w", length).build();
    ClippingStage clipping =
        new ClippingStage(layout, new ClippingSettings(List.of(ends), policy, 2));
    Value skip = ends.toBuilder().onExceed(SKIP).build();
    ClippingStage skipping =
        new ClippingStage(layout, new ClippingSettings(List.of(skip), policy, 2));
    float[] gradient = within(ends, length);
    float[] before = gradient.clone();

    UpdateReport report = clipping.process(gradient, 0);
    assertThat(report.ruleBound(0)).isFalse();
    assertThat(report.whole().clippedElements()).isZero();
    assertThat(report.whole().cosine()).isEqualTo(1);
    assertThat(report.ruleNorm(0)).isEqualTo(3);
    assertThat(skipping.process(gradient, 0).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(Arrays.equals(gradient, before)).isTrue();

    before[1] *= -100;
    assertThat(skipping.process(before.clone(), 0).verdict()).isEqualTo(Verdict.SKIPPED);
    report = clipping.process(before, 0);
    assertThat(report.ruleBound(0)).isTrue();
    assertThat(report.whole().clippedElements()).isEqualTo(1);
  }

  @Test
  void skip_ofATorchNorm_isDecidedByTheNormItself() {
    ClippingRule clip = GlobalNorm.builder(0.001).compatibility(Compatibility.TORCH).build();
    ClippingRule skip =
        GlobalNorm.builder(0.001).compatibility(Compatibility.TORCH).onExceed(SKIP).build();
    float[] near = {0.0009995f, 0, 0, 0, 0, 0, 0, 0};
    float[] before = near.clone();
    assertThat(stage(0, skip).process(near, 0).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(near).isEqualTo(before);
    assertThat(verdict(stage(1, skip), 0.0010001f)).isEqualTo(Verdict.SKIPPED);
    assertThat(stage(0, clip).process(near, 0).whole().clipped()).isTrue();
  }

  @Test
  void refuse_moreInARowThanAllowed_fails() {
    ClippingStage stage = stage(2, layout -> Gradient::refuse);
    assertThat(IntStream.range(0, 4).mapToObj(u -> verdict(stage, 1)))
        .containsExactly(Verdict.SKIPPED, Verdict.SKIPPED, Verdict.FAILED, Verdict.FAILED);
  }

  @Test
  void refuse_andNonFiniteUpdates_areOneRow() {
    ClippingRule refusesLong =
        layout ->
            gradient -> {
              if (gradient.norm() > 1) {
                gradient.refuse();
              }
            };
    ClippingStage stage = stage(2, refusesLong);
    assertThat(
            Stream.of(Float.NaN, 2f, 0.5f, 2f, Float.NaN, Float.NaN)
                .map(element -> verdict(stage, element)))
        .containsExactly(
            Verdict.SKIPPED,
            Verdict.SKIPPED,
            Verdict.APPLIED,
            Verdict.SKIPPED,
            Verdict.SKIPPED,
            Verdict.FAILED);
  }

  @Test
  void skip_behindARuleThatShortens_dropsNothing() {
    ClippingStage stage = stage(0, new GlobalNorm(1), Value.builder(1).onExceed(SKIP).build());
    assertThat(IntStream.range(0, 5).mapToObj(u -> verdict(stage, 100)))
        .containsOnly(Verdict.APPLIED);
  }

  @Test
  void skip_behindARuleThatLearns_takesNothingIntoIt() throws IOException {
    ClippingStage stage =
        stage(10, new AutoClip(50, 9, List.of()), GlobalNorm.builder(1).onExceed(SKIP).build());
    verdict(stage, 1);
    byte[] before = rules(stage);
    assertThat(verdict(stage, 3)).isEqualTo(Verdict.SKIPPED);
    assertThat(rules(stage)).isEqualTo(before);
  }
}
