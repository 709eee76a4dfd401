package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the rules' settings are by default, and what they refuse. */
class RuleSettingsTest {

  private static final Schedule ONE = Schedule.constant(1);
  private static final List<String> ALL = List.of();
  private static final List<String> CRITIC = List.of("critic");

  private static void refused(ThrowingCallable code, String sentence) {
    assertThatIllegalArgumentException().isThrownBy(code).withMessageContaining(sentence);
  }

  @Test
  void defaults_areThePapers() {
    assertThat(AdaptiveUnitwise.DEFAULTS)
        .isEqualTo(new AdaptiveUnitwise(new Constant(0.01), 1e-3, ALL, ALL))
        .isEqualTo(new AdaptiveUnitwise(0.01));
    assertThat(Normalize.DEFAULTS)
        .isEqualTo(new Normalize(ONE, 1e-6, ALL))
        .isEqualTo(new Normalize(1));
    assertThat(AutoClip.DEFAULTS)
        .isEqualTo(new AutoClip(10, 10_000, ALL))
        .isEqualTo(new AutoClip(10));
    assertThat(ZClip.DEFAULTS)
        .isEqualTo(
            new ZClip(new Constant(2.5), ZClip.Mode.ADAPTIVE, 0.97, 25, null, OnExceed.CLIP, ALL));
    assertThat(AdaGc.DEFAULTS)
        .isEqualTo(new AdaGc(new Constant(1.05), 1, 0.98, 100, OnExceed.CLIP, ALL));
    assertThat(new TargetFraction(0.1))
        .isEqualTo(new TargetFraction(0.1, 0.2, null, null, null, ALL));
    assertThat(AdaClip.DEFAULTS).isEqualTo(new AdaClip(0.999, ALL)).isEqualTo(new AdaClip(0.999));
    assertThat(NormRatio.DEFAULTS).isEqualTo(new NormRatio(0.7, 0.9, 1e-8, ALL));
    assertThat(AdaptiveParameterwise.DEFAULTS)
        .isEqualTo(new AdaptiveParameterwise(new Constant(0.3), 1e-3, ALL, OnExceed.CLIP, ALL))
        .isEqualTo(new AdaptiveParameterwise(0.3));
    assertThat(new ErrorFeedback(2)).isEqualTo(new ErrorFeedback(new Constant(2), 1, ALL));
    assertThat(AdaptiveBand.DEFAULTS)
        .isEqualTo(new AdaptiveBand(new Constant(2), null, 1.1, 0.95, OnExceed.CLIP, ALL));
    assertThat(new BlockRms(2)).isEqualTo(new BlockRms(new Constant(2), ALL));
    assertThat(new PerLayerNorm(2)).isEqualTo(new PerLayerNorm(new Constant(2), 2, null, ALL));
    assertThat(new PerParameterNorm(2))
        .isEqualTo(new PerParameterNorm(new Constant(2), 2, null, ALL));
  }

  @Test
  void threshold_thatIsNone_isRefusedByEveryRule() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String sentence = "must be finite and > 0, but is " + bad;
      refused(() -> new GlobalNorm(bad), "The threshold of 'global-norm' " + sentence);
      refused(() -> new PerLayerNorm(bad), "The threshold of 'per-layer-norm' " + sentence);
      refused(() -> new PerParameterNorm(bad), "The threshold of 'per-parameter-norm' " + sentence);
      refused(() -> new BlockRms(bad), "The threshold of 'block-rms' " + sentence);
      refused(() -> new Normalize(bad), "The threshold of 'normalize' " + sentence);
      refused(() -> new AdaptiveUnitwise(bad), "The threshold of 'adaptive-unitwise' " + sentence);
      refused(
          () -> new AdaptiveParameterwise(bad),
          "The threshold of 'adaptive-parameterwise' " + sentence);
      refused(
          () -> new AdaptiveParameterwise(ONE, bad, ALL, OnExceed.CLIP, ALL),
          "The epsilon of 'adaptive-parameterwise' " + sentence);
      refused(() -> new ErrorFeedback(bad), "The threshold of 'error-feedback' " + sentence);
      Schedule never = progress -> bad;
      refused(
          () -> AdaptiveBand.builder().upper(never).build(),
          "The upper edge of 'adaptive-band' " + sentence);
      if (bad != Double.POSITIVE_INFINITY) {
        refused(
            () -> AdaptiveBand.builder().lower(never).build(),
            "The lower edge of 'adaptive-band' " + sentence);
      }
      refused(() -> zClip(never, 0.9, 3, null), "The threshold of 'z-clip' " + sentence);
      refused(
          () -> AdaGc.builder().threshold(never).decay(0.9).warmup(3).build(),
          "The threshold of 'ada-gc' " + sentence);
      refused(
          () -> AdaGc.builder().threshold(ONE).absolute(bad).decay(0.9).warmup(3).build(),
          "The absolute threshold of 'ada-gc' " + sentence);
      refused(() -> zClip(ONE, 0.9, 3, bad), "The max norm of 'z-clip' " + sentence);
      refused(
          () -> new AdaptiveUnitwise(ONE, bad, ALL, ALL),
          "The epsilon of 'adaptive-unitwise' " + sentence);
      refused(
          () -> TargetFraction.builder(0.1).initial(bad).build(),
          "The initial threshold of 'target-fraction' " + sentence);
      refused(
          () -> TargetFraction.builder(0.1).min(bad).build(),
          "The min of 'target-fraction' " + sentence);
      refused(
          () -> TargetFraction.builder(0.1).max(bad).build(),
          "The max of 'target-fraction' " + sentence);
    }
  }

  private static ZClip zClip(
      Schedule threshold, double decay, int warmup, @Nullable Double maxNorm) {
    return ZClip.builder()
        .threshold(threshold)
        .mode(ZClip.Mode.MEAN)
        .decay(decay)
        .warmup(warmup)
        .maxNorm(maxNorm)
        .build();
  }

  @Test
  void threshold_thatASchedulesEndMakesNone_isRefusedWithTheTime() {
    refused(
        () -> new GlobalNorm(new Linear(1, 0, 1), 2, null, ALL),
        "The threshold of 'global-norm' must be finite and > 0, but is 0.0 when 1.0 of training is"
            + " over: every gradient would become 0");
    refused(
        () -> new Value(new Linear(-1, 1, 1), null, null, ALL),
        "but is -1.0 when 0.0 of training is over");
    refused(
        () -> new BlockRms(progress -> progress < 0.5 ? 1 : Double.NaN, ALL),
        "but is NaN when 0.5 of training is over");
  }

  @Test
  void normType_notPositive_isRefusedByEveryNormRule() {
    refused(() -> new PerLayerNorm(1, 0), "The norm type of 'per-layer-norm' must be");
    refused(() -> new PerParameterNorm(1, -1), "The norm type of 'per-parameter-norm' must be");
  }

  @Test
  void shares_outsideTheirInterval_areRefused() {
    for (double bad : new double[] {0, 100, -1, 101, Double.NaN}) {
      refused(
          () -> new AutoClip(bad),
          "The percentile of 'auto-clip' must be in (0, 100), but is " + bad);
    }
    for (double bad : new double[] {0, 1, Double.NaN}) {
      refused(() -> zClip(ONE, bad, 3, null), "The decay of 'z-clip' must be in (0, 1), but is");
      refused(
          () -> AdaGc.builder().threshold(ONE).decay(bad).warmup(3).build(),
          "The decay of 'ada-gc' must be in (0, 1)");
      refused(
          () -> AdaptiveBand.builder().decay(bad).build(),
          "The decay of 'adaptive-band' must be in (0, 1), but is " + bad);
      refused(() -> new AdaClip(bad), "The decay of 'ada-clip' must be in (0, 1), but is " + bad);
      refused(
          () -> new NormRatio(bad, 0.5, 0, ALL),
          "The mean decay of 'norm-ratio' must be in (0, 1), but is " + bad);
      refused(
          () -> new NormRatio(0.5, bad, 0, ALL),
          "The square decay of 'norm-ratio' must be in (0, 1), but is " + bad);
      refused(() -> new TargetFraction(bad), "The fraction of 'target-fraction' must be in (0, 1)");
    }
    for (double bad : new double[] {0, -0.1, 10.1, Double.NaN}) {
      refused(
          () -> TargetFraction.builder(0.5).rate(bad).build(),
          "The rate of 'target-fraction' must be > 0 and at most 10, but is " + bad);
    }
    assertThatCode(() -> TargetFraction.builder(0.5).rate(10).build()).doesNotThrowAnyException();
    for (double bad : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(
          () -> new Normalize(ONE, bad, ALL), "The epsilon of 'normalize' must be finite and ≥ 0");
      refused(
          () -> new NormRatio(0.5, 0.5, bad, ALL),
          "The epsilon of 'norm-ratio' must be finite and ≥ 0");
    }
    assertThatCode(() -> new Normalize(ONE, 0, ALL)).doesNotThrowAnyException();
    refused(() -> new Normalize(1.1e38), "The threshold of 'normalize' must be at most 1e38");
    assertThatCode(() -> new Normalize(1e38)).doesNotThrowAnyException();
  }

  @Test
  void adaptiveBand_edges_areRefusedWithWhatWouldWork() {
    refused(
        () -> AdaptiveBand.builder().upper(Schedule.constant(0.6)).build(),
        "The upper edge of 'adaptive-band' must be > 1, but is 0.6: the mean of what it lets pass,"
            + " and then every gradient, would shrink towards 0.");
    refused(
        () ->
            AdaptiveBand.builder()
                .upper(new Linear(3, 1.5, 0.7, 0.4))
                .lower(Schedule.constant(1.8))
                .build(),
        "The lower edge of 'adaptive-band' is 1.8 when 0.64 of training is over, which is above its"
            + " upper edge, 1.79");
    refused(
        () -> AdaptiveBand.builder().lower(Schedule.constant(2.1)).build(),
        "choose a lower edge below 1 and an upper edge above 1, or leave out the lower one for a"
            + " band that only shortens.");
    refused(
        () -> AdaptiveBand.builder().lower(ONE).build(),
        "The lower edge of 'adaptive-band' must be < 1, but is 1.0: the mean, and then every"
            + " gradient, would grow without end.");
    assertThatCode(() -> AdaptiveBand.builder().lower(Schedule.constant(0.99)).build())
        .doesNotThrowAnyException();
    for (double bad : new double[] {0.99, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(
          () -> AdaptiveBand.builder().largestFactor(bad).build(),
          "The largest factor of 'adaptive-band' must be finite and ≥ 1, but is " + bad);
    }
    for (double bad : new double[] {0, 1.1, Double.NaN}) {
      refused(
          () -> new ErrorFeedback(ONE, bad, ALL),
          "The gain of 'error-feedback' must be in (0, 1], but is " + bad);
    }
  }

  @Test
  void adaGc_thatWouldDropOrdinaryUpdates_isRefused() {
    AdaGcBuilder skip = AdaGc.builder().onExceed(OnExceed.SKIP);
    refused(
        skip::build,
        "The rule 'ada-gc' limits every gradient to the norm 'absolute' during its warm-up, and would"
            + " drop all that are longer: to drop spikes, choose 'warmup: 0' and a threshold of at"
            + " least 2, such as 4; to clip, leave out 'on-exceed'.");
    refused(
        () -> skip.warmup(0).build(),
        "The threshold of 'ada-gc' must be at least 2 with 'on-exceed: skip', but is 1.05");
    refused(
        () -> skip.threshold(new Linear(4, 1.5, 1)).build(),
        "The threshold of 'ada-gc' must be at least 2 with 'on-exceed: skip', but is 1.9975 when");
    assertThatCode(() -> skip.threshold(new Constant(2)).build()).doesNotThrowAnyException();
  }

  @Test
  void autoClip_thatWouldDropMostUpdates_isRefused() {
    refused(
        () -> new AutoClip(10, 100, OnExceed.SKIP, ALL),
        "The rule 'auto-clip' would drop 90.0 of 100 updates at the percentile 10.0: to drop"
            + " spikes, choose a percentile of at least 90, such as 99");
    assertThatCode(() -> new AutoClip(90, 100, OnExceed.SKIP, ALL)).doesNotThrowAnyException();
  }

  @Test
  void counts_outOfRange_areRefused() {
    for (int bad : new int[] {0, 1_000_001}) {
      refused(
          () -> new AutoClip(10, bad, ALL),
          "The window of 'auto-clip' must be in [1, 1000000], but is " + bad);
    }
    assertThatCode(() -> new AutoClip(10, 1_000_000, ALL)).doesNotThrowAnyException();
    refused(() -> zClip(ONE, 0.9, 1, null), "The warmup of 'z-clip' must be in [2, 1000000]");
    refused(
        () -> AdaGc.builder().threshold(ONE).decay(0.9).warmup(-1).build(),
        "The warmup of 'ada-gc' must be in [0, ");
    assertThatCode(() -> AdaGc.builder().threshold(ONE).decay(0.9).warmup(0).build())
        .doesNotThrowAnyException();
  }

  @Test
  void targetFraction_boundsOutOfOrder_areRefused() {
    refused(
        () -> TargetFraction.builder(0.5).min(2.0).max(1.0).build(),
        "The min of 'target-fraction' is 2.0, which is above its max, 1.0.");
    refused(
        () -> TargetFraction.builder(0.5).initial(1.0).min(2.0).build(),
        "The min of 'target-fraction' is 2.0, which is above its initial threshold, 1.0.");
    refused(
        () -> TargetFraction.builder(0.5).initial(2.0).max(1.0).build(),
        "The initial threshold of 'target-fraction' is 2.0, which is above its max, 1.0.");
    assertThatCode(() -> TargetFraction.builder(0.5).initial(2.0).min(2.0).max(2.0).build())
        .doesNotThrowAnyException();
  }

  private static void contradict(ClippingRule first, ClippingRule second, String why) {
    refused(() -> ClippingSettings.of(Value.symmetric(9), first, second), why);
    refused(() -> ClippingSettings.of(second, first), why);
  }

  private static void agree(ClippingRule first, ClippingRule second) {
    assertThat(ClippingSettings.of(first, second).rules()).containsExactly(first, second);
  }

  private static GlobalNorm global(double threshold, String... groups) {
    return new GlobalNorm(Schedule.constant(threshold), 2, null, List.of(groups));
  }

  private static PerLayerNorm perLayer(double threshold, String... groups) {
    return new PerLayerNorm(Schedule.constant(threshold), 2, null, List.of(groups));
  }

  @Test
  void rules_thatContradict_areRefused() {
    String twice = "they are one rule for the same elements, with two settings.";
    contradict(global(1), global(2), twice);
    contradict(global(1, "actor", "critic"), global(2, "critic", "actor"), twice);
    contradict(perLayer(1), perLayer(2, "critic"), twice);
    contradict(perLayer(1, "actor", "critic"), perLayer(2, "critic"), twice);
    contradict(new PerParameterNorm(1, 3), new PerParameterNorm(2, 3), twice);
    contradict(new BlockRms(1), new BlockRms(2), twice);
    contradict(new AutoClip(10), new AutoClip(20), twice);
    contradict(ZClip.DEFAULTS, ZClip.DEFAULTS, twice);
    contradict(AdaGc.DEFAULTS, AdaGc.DEFAULTS, twice);
    contradict(AdaClip.DEFAULTS, new AdaClip(0.5), twice);
    contradict(NormRatio.DEFAULTS, NormRatio.DEFAULTS, twice);
    contradict(AdaptiveBand.DEFAULTS, AdaptiveBand.DEFAULTS, twice);
    contradict(new AdaptiveParameterwise(1), new AdaptiveParameterwise(2), twice);
    contradict(new TargetFraction(0.1), new TargetFraction(0.2), twice);
    contradict(new AdaptiveUnitwise(1), new AdaptiveUnitwise(2), twice);
    String length = "one sets the length that the other limits.";
    contradict(new Normalize(1), new GlobalNorm(1), length);
    contradict(new Normalize(1), new AutoClip(10), length);
    contradict(new Normalize(1), ZClip.DEFAULTS, length);
    contradict(new Normalize(1), new TargetFraction(0.5), length);
    refused(
        () -> ClippingSettings.of(Value.symmetric(1), new GlobalNorm(1), new GlobalNorm(2)),
        "The clipping rules 2 ('global-norm') and 3 ('global-norm') contradict each other: ");
  }

  @Test
  void rules_thatDoNotContradict_formAChain() {
    agree(global(1), global(0.5, "critic"));
    agree(global(1, "actor"), global(0.5, "critic"));
    agree(global(1, "actor", "shared"), global(0.5, "critic", "shared"));
    agree(perLayer(1, "actor"), perLayer(0.5, "critic"));
    agree(new GlobalNorm(1), new GlobalNorm(1, 3));
    agree(new PerLayerNorm(1), new PerLayerNorm(1, 3));
    agree(new PerParameterNorm(1), new PerParameterNorm(1, 3));
    agree(new PerLayerNorm(1), new PerParameterNorm(1));
    agree(new Normalize(1), new GlobalNorm(1, 3));
    agree(new Normalize(1), Value.symmetric(0.1));
    agree(new Normalize(ONE, 0, CRITIC), new GlobalNorm(1));
    agree(ZClip.DEFAULTS, new GlobalNorm(1));
    agree(AdaClip.DEFAULTS, NormRatio.DEFAULTS);
    ClippingRule own = layout -> gradient -> {};
    agree(own, own);
    agree(new Foreign(Effect.LIMITS_PARTS), new Normalize(1));
    agree(new Foreign(Effect.SETS_ELEMENTS), new Normalize(1));
    agree(new Foreign(Effect.SETS_PARTS), new PerLayerNorm(1));
    agree(new Foreign(Effect.OTHER), new Foreign(Effect.OTHER));
  }

  /** A rule of somebody else's. */
  private record Foreign(Effect effect) implements ClippingRule {

    @Override
    public Clipper bind(ParameterLayout layout) {
      return gradient -> {};
    }
  }

  @Test
  void rules_foreignOnesThatSayWhatTheyDo_contradictLikeOurs() {
    contradict(
        new Foreign(Effect.LIMITS_LENGTH),
        new Normalize(1),
        "one sets the length that the other limits");
    contradict(
        new Foreign(Effect.SETS_LENGTH),
        new GlobalNorm(1),
        "one sets the length that the other limits");
    contradict(new Foreign(Effect.SETS_LENGTH), new Normalize(1), "both set the same length");
    refused(
        () -> ClippingSettings.of(Value.symmetric(1), new Foreign(Effect.SETS_ELEMENTS)),
        "one sets the elements that the other limits");
    refused(
        () -> ClippingSettings.of(new Foreign(Effect.SETS_ELEMENTS), Value.symmetric(1)),
        "one sets the elements that the other limits");
    contradict(
        new Foreign(Effect.LIMITS_PARTS),
        new Foreign(Effect.LIMITS_PARTS),
        "they are one rule for the same elements, with two settings");
  }

  private static final ParameterLayout ACTOR_CRITIC =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 2, 3)
          .add("critic/dense0/bias", 2)
          .build();

  @Test
  void group_thatDoesNotExist_isRefusedWithThoseThatDo() {
    refused(
        () -> new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(global(1, "critic", "q"))),
        "The clipping rule 'global-norm' is limited to the group 'q', but there is none; the groups"
            + " are actor, critic.");
  }

  @Test
  void exclude_leavesBlocksAlone() {
    AdaptiveUnitwise rule = new AdaptiveUnitwise(Schedule.constant(0.1), 1, List.of("*/bias"), ALL);
    float[] gradient = {1, 1, 1, 1, 1, 1, 5, 5};
    UpdateReport report =
        new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(rule))
            .process(gradient, new float[8], 0);
    assertThat(gradient).endsWith(5, 5);
    assertThat(gradient[0]).isCloseTo((float) (0.1 / Math.sqrt(2)), offset());
    assertThat(report.ruleNorm(0)).isCloseTo(Math.sqrt(2), Offset.offset(1e-9));
    for (String bad :
        List.of("*/Bias", "bias", "critic/dense0", "dense0/*", "critic.dense0.bias")) {
      refused(
          () -> new AdaptiveUnitwise(ONE, 1, List.of(bad), ALL).bind(ACTOR_CRITIC),
          "excludes '"
              + bad
              + "', but no block has such a name; there are actor/dense0/weight,"
              + " critic/dense0/bias.");
    }
    for (String good : List.of("*", "critic/*", "critic/dense0/bias", "*dense*b*")) {
      assertThatCode(() -> new AdaptiveUnitwise(ONE, 1, List.of(good), ALL).bind(ACTOR_CRITIC))
          .doesNotThrowAnyException();
    }
    refused(
        () -> new AdaptiveUnitwise(ONE, 1, List.of("actor/*"), CRITIC).bind(ACTOR_CRITIC),
        "there are critic/dense0/bias.");
  }

  private static Offset<Float> offset() {
    return Offset.offset(1e-7f);
  }

  @Test
  void parameterwise_excluded_leavesBlocksAlone() {
    AdaptiveParameterwise rule =
        new AdaptiveParameterwise(Schedule.constant(0.1), 1, List.of("*/bias"), OnExceed.CLIP, ALL);
    float[] gradient = {1, 1, 1, 1, 1, 1, 5, 5};
    UpdateReport report =
        new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(rule))
            .process(gradient, new float[8], 0);
    assertThat(gradient).endsWith(5, 5);
    assertThat(gradient[0]).isCloseTo((float) (0.1 / Math.sqrt(6)), offset());
    assertThat(report.ruleNorm(0)).isCloseTo(Math.sqrt(6), Offset.offset(1e-6));
    refused(
        () ->
            new AdaptiveParameterwise(ONE, 1, List.of("bias"), OnExceed.CLIP, ALL)
                .bind(ACTOR_CRITIC),
        "The rule 'adaptive-parameterwise' excludes 'bias', but no block has such a name; there"
            + " are actor/dense0/weight, critic/dense0/bias.");
  }

  @Test
  void unitwise_ofATensorOfRankSix_isRefusedUnlessExcluded() {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 2, 2, 2, 2, 2, 2).build();
    refused(
        () -> new AdaptiveUnitwise(1).bind(layout),
        "up to rank 5, but 'a/b/c' has rank 6; exclude it.");
    new AdaptiveUnitwise(ONE, 1, List.of("a/*"), ALL).bind(layout);
    new AdaptiveUnitwise(1).bind(ParameterLayout.builder().add("a/b/c", 1, 1, 2, 1, 1, 1).build());
  }

  @Test
  void gradient_limitedToNothing_isRefused() {
    ClippingRule broken = layout -> gradient -> gradient.limit(1, Double.NaN);
    refused(
        () -> new ClippingStage(ACTOR_CRITIC, ClippingSettings.of(broken)).process(new float[8], 0),
        "A gradient can be limited to a norm > 0, but not to NaN.");
  }

  private static ClippingStage ofOne(ClippingRule rule) {
    return new ClippingStage(
        ParameterLayout.builder().add("w", 1).build(), ClippingSettings.of(rule));
  }

  @Test
  void zClip_zAtTheThreshold_isNoSpike() {
    // Norms of 1 and 3 have the mean 2 and the deviation 1.
    double z = (4 - 2) / (1 + 1e-6);
    for (double threshold : new double[] {z, Math.nextDown(z)}) {
      ClippingStage stage = ofOne(zClip(Schedule.constant(threshold), 0.5, 2, null));
      stage.process(new float[] {1}, 0);
      stage.process(new float[] {3}, 0);
      float[] gradient = {4};
      stage.process(gradient, 0);
      assertThat(gradient).containsExactly(threshold == z ? 4 : 2);
    }
  }

  @Test
  void zClip_warmupOfEqualNorms_recognisesASpike() {
    // With some of these, the mean of equal norms is rounded to above them.
    for (int warmup = 2; warmup < 30; warmup++) {
      ClippingStage stage =
          new ClippingStage(
              ParameterLayout.builder().add("w", 2).build(),
              ClippingSettings.of(zClip(ONE, 0.5, warmup, null)));
      for (int i = 0; i < warmup; i++) {
        stage.process(new float[] {1, 1}, 0);
      }
      float[] gradient = {10, 10};
      stage.process(gradient, 0);
      assertThat(gradient)
          .as("warmup of %s", warmup)
          .containsExactly(new float[] {1, 1}, Offset.offset(2e-7f));
    }
  }

  @Test
  void zClip_restoredDuringTheWarmup_goesOnWithItsNorms() throws IOException {
    ZClip rule = zClip(ONE, 0.5, 3, null);
    ClippingStage stage = ofOne(rule);
    stage.process(new float[] {1}, 0);
    stage.process(new float[] {2}, 0);
    ClippingStage restored = ofOne(rule);
    StateBytes.restore(StateBytes.of(stage), restored);
    restored.process(new float[] {3}, 0);
    float[] spike = {9};
    assertThat(restored.process(spike, 0).threshold()).as("the mean").isEqualTo(2);
    assertThat(spike).containsExactly(2);
  }
}
