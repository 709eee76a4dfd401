package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.clip.contract.ClippingRuleContract;
import io.rein4j.clip.contract.RandomGradients;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every rule must keep to, whatever the gradient. */
class ClippingContractTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** How a gradient that went through a rule compares with what the rule allows: at most 1. */
  private interface Excess {
    double of(float[] after, float[] parameters, ParameterLayout layout, double unit);
  }

  /** Makes a rule for gradients of a magnitude. */
  private interface Maker {
    ClippingRule rule(double unit, List<String> groups);
  }

  /**
   * One rule under test.
   *
   * @param name in failure messages
   * @param maker makes the rule
   * @param excess its post-condition, or null if that depends on what came before
   * @param idempotent whether clipping twice is clipping once
   * @param shortens whether no element ever grows
   */
  private record Rule(
      String name, Maker maker, @Nullable Excess excess, boolean idempotent, boolean shortens) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (double p : new double[] {2, 1, 3, INFINITY}) {
      rules.add(
          stateless(
              "global-norm " + p,
              (unit, groups) -> new GlobalNorm(Schedule.constant(unit), p, null, groups),
              (g, w, layout, unit) -> RandomGradients.norm(g, p) / unit));
      rules.add(
          stateless(
              "per-layer-norm " + p,
              (unit, groups) -> new PerLayerNorm(Schedule.constant(unit), p, null, groups),
              (g, w, layout, unit) -> largestLayerNorm(g, layout, p) / unit));
      rules.add(
          stateless(
              "per-parameter-norm " + p,
              (unit, groups) -> new PerParameterNorm(Schedule.constant(unit), p, null, groups),
              (g, w, layout, unit) -> largestBlock(g, layout, b -> unit, p)));
    }
    for (Compatibility peer : Compatibility.values()) {
      rules.add(
          new Rule(
              "global-norm " + peer,
              (unit, groups) -> new GlobalNorm(Schedule.constant(unit), 2, peer, groups),
              (g, w, layout, unit) -> RandomGradients.norm(g, 2) / unit,
              false,
              true));
    }
    rules.add(
        stateless(
            "value",
            (unit, groups) -> new Value(Schedule.constant(unit), null, null, groups),
            (g, w, layout, unit) -> RandomGradients.norm(g, INFINITY) / unit));
    rules.add(
        stateless(
            "block-rms",
            (unit, groups) -> new BlockRms(Schedule.constant(unit), groups),
            (g, w, layout, unit) -> largestBlock(g, layout, b -> unit * Math.sqrt(b.length()), 2)));
    rules.add(
        stateless(
            "adaptive-unitwise",
            (unit, groups) -> new AdaptiveUnitwise(Schedule.constant(0.3), unit, List.of(), groups),
            (g, w, layout, unit) -> largestUnitRatio(g, w, layout, unit) / 0.3));
    rules.add(
        new Rule(
            "normalize",
            (unit, groups) -> new Normalize(Schedule.constant(Math.min(unit, 1e38)), 0, groups),
            (g, w, layout, unit) -> RandomGradients.norm(g, 2) / Math.min(unit, 1e38),
            false,
            false));
    rules.add(
        stateless(
            "adaptive-parameterwise",
            (unit, groups) ->
                new AdaptiveParameterwise(
                    Schedule.constant(0.3), unit, List.of(), OnExceed.CLIP, groups),
            (g, w, layout, unit) ->
                largestBlock(
                    g,
                    layout,
                    b -> 0.3 * Math.max(unit, RandomGradients.norm(w, b.offset(), b.end(), 2)),
                    2)));
    rules.add(adaptive("ada-clip", (unit, groups) -> new AdaClip(0.9, groups)));
    rules.add(
        new Rule(
            "norm-ratio",
            (unit, groups) -> new NormRatio(0.7, 0.9, 0, groups),
            null,
            false,
            false));
    // What rounding leaves of a mean is taken away again.
    rules.add(new Rule("centralize", (unit, groups) -> new Centralize(groups), null, false, false));
    rules.add(
        new Rule(
            "error-feedback",
            (unit, groups) -> new ErrorFeedback(Schedule.constant(unit), 0.5, groups),
            null,
            false,
            false));
    rules.add(
        adaptive(
            "adaptive-band",
            (unit, groups) -> AdaptiveBand.builder().decay(0.9).groups(groups).build()));
    rules.add(
        new Rule(
            "adaptive-band with a lower edge",
            (unit, groups) ->
                AdaptiveBand.builder()
                    .lower(Schedule.constant(0.5))
                    .largestFactor(3)
                    .groups(groups)
                    .build(),
            null,
            false,
            false));
    rules.add(
        stateless(
            "global-norm, longer ones skipped",
            (unit, groups) ->
                GlobalNorm.builder(unit).onExceed(OnExceed.SKIP).groups(groups).build(),
            (g, w, layout, unit) -> RandomGradients.norm(g, 2) / unit));
    rules.add(adaptive("auto-clip", (unit, groups) -> new AutoClip(40, 5, groups)));
    for (ZClip.Mode mode : ZClip.Mode.values()) {
      rules.add(
          adaptive(
              "z-clip " + mode,
              (unit, groups) ->
                  ZClip.builder()
                      .threshold(Schedule.constant(0.7))
                      .mode(mode)
                      .decay(0.9)
                      .warmup(3)
                      .maxNorm(2 * unit)
                      .groups(groups)
                      .build()));
    }
    rules.add(
        adaptive(
            "z-clip, spikes skipped",
            (unit, groups) ->
                ZClip.builder()
                    .threshold(Schedule.constant(0.7))
                    .mode(ZClip.Mode.MEAN)
                    .decay(0.9)
                    .warmup(3)
                    .onExceed(OnExceed.SKIP)
                    .groups(groups)
                    .build()));
    rules.add(
        adaptive(
            "ada-gc",
            (unit, groups) ->
                AdaGc.builder().absolute(unit).decay(0.9).warmup(3).groups(groups).build()));
    rules.add(
        adaptive(
            "target-fraction",
            (unit, groups) ->
                TargetFraction.builder(0.3).rate(0.5).initial(unit).groups(groups).build()));
    rules.add(
        adaptive(
            "target-fraction from a median",
            (unit, groups) ->
                TargetFraction.builder(0.3)
                    .rate(0.5)
                    .min(unit / 9)
                    .max(9 * unit)
                    .groups(groups)
                    .build()));
    return rules.stream();
  }

  private static Rule stateless(String name, Maker maker, Excess excess) {
    return new Rule(name, maker, excess, true, true);
  }

  private static Rule adaptive(String name, Maker maker) {
    return new Rule(name, maker, null, false, true);
  }

  private static double largestLayerNorm(float[] g, ParameterLayout layout, double p) {
    Map<String, List<Float>> layers = new LinkedHashMap<>();
    for (Block block : layout.blocks()) {
      List<Float> layer = layers.computeIfAbsent(block.layer(), name -> new ArrayList<>());
      for (int i = block.offset(); i < block.end(); i++) {
        layer.add(g[i]);
      }
    }
    double largest = 0;
    for (List<Float> layer : layers.values()) {
      float[] values = new float[layer.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = layer.get(i);
      }
      largest = Math.max(largest, RandomGradients.norm(values, p));
    }
    return largest;
  }

  private static double largestBlock(
      float[] g, ParameterLayout layout, ToDoubleFunction<Block> limit, double p) {
    return layout.blocks().stream()
        .mapToDouble(b -> RandomGradients.norm(g, b.offset(), b.end(), p) / limit.applyAsDouble(b))
        .max()
        .orElse(0);
  }

  private static double largestUnitRatio(
      float[] g, float[] w, ParameterLayout layout, double epsilon) {
    double largest = 0;
    for (Block block : layout.blocks()) {
      boolean matrix = block.shape().size() == 2 && block.shape().get(1) > 1;
      int units = matrix ? block.shape().get(1) : 1;
      for (int u = 0; u < units; u++) {
        double gradient = 0;
        double weight = 0;
        for (int i = block.offset() + u; i < block.end(); i += units) {
          gradient = Math.hypot(gradient, g[i]);
          weight = Math.hypot(weight, w[i]);
        }
        largest = Math.max(largest, gradient / Math.max(weight, epsilon));
      }
    }
    return largest;
  }

  private static ClippingStage stage(ParameterLayout layout, ClippingRule... rules) {
    return new ClippingStage(layout, ClippingSettings.of(rules));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 1_000, Integer.MAX_VALUE})
  void state_ofMoreFirstNormsThanThereIsRoomFor_isRefused(int seen) throws IOException {
    ParameterLayout layout = ParameterLayout.builder().add("a", 1).build();
    Map<ClippingRule, Integer> places =
        Map.of(ZClip.DEFAULTS, 0, new TargetFraction(0.1), Double.BYTES);
    for (Map.Entry<ClippingRule, Integer> place : places.entrySet()) {
      byte[] state = StateBytes.of(place.getKey().bind(layout));
      ByteBuffer.wrap(state).putInt(place.getValue(), seen);

      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> StateBytes.restore(state, place.getKey().bind(layout)))
          .withMessageContaining("has seen %s first norms where at most", seen);
    }
  }

  /** The kit's tests for every rule. */
  @Nested
  @ParameterizedClass
  @MethodSource("io.rein4j.clip.ClippingContractTest#rules")
  class EveryRule extends ClippingRuleContract {

    private final Rule rule;

    EveryRule(Rule rule) {
      this.rule = rule;
    }

    @Override
    protected ClippingRule rule(double unit) {
      return rule(unit, List.of());
    }

    @Override
    protected ClippingRule rule(double unit, List<String> groups) {
      return rule.maker.rule(unit, groups);
    }

    @Override
    protected double shareOfLimit(
        float[] gradient, float[] parameters, ParameterLayout layout, double unit) {
      return rule.excess == null ? 0 : rule.excess.of(gradient, parameters, layout, unit);
    }

    @Override
    protected boolean hasKnownLimit() {
      return rule.excess != null;
    }

    /** PyTorch's epsilon counts as length. */
    @Override
    protected boolean leavesWhatIsWithinTheLimit() {
      return super.leavesWhatIsWithinTheLimit() && !rule.name.contains("TORCH");
    }

    @Override
    protected boolean isIdempotent() {
      return rule.idempotent;
    }

    @Override
    protected boolean onlyShortens() {
      return rule.shortens;
    }

    @Override
    protected boolean scalesWithItsUnit() {
      return !rule.name.contains("TORCH")
          && !rule.name.startsWith("z-clip")
          && !rule.name.equals("norm-ratio");
    }

    @Override
    protected boolean keepsSigns() {
      return !rule.name.equals("centralize") && !rule.name.equals("error-feedback");
    }

    @Override
    protected boolean dropsUpdates() {
      return rule.name.contains("skipped");
    }
  }

  @Test
  void refusedUpdate_isReportedAsDropped() {
    ClippingRule refusing = layout -> Gradient::refuse;
    UpdateReport report =
        stage(ParameterLayout.builder().add("a/b/c", 2).build(), new GlobalNorm(1), refusing)
            .process(new float[] {3, 4}, new float[2], 0);

    assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report.applied()).isFalse();
    assertThat(report.nonFiniteElements()).isZero();
    assertThat(report.whole().normPre()).isEqualTo(5);
    assertThat(report.whole().normPost()).isNaN();
    assertThat(report.whole().cosine()).isNaN();
    assertThat(report.whole().clipped()).isFalse();
    assertThat(report.group(0).normPre()).isEqualTo(5);
  }

  @Test
  void everyType_isUnderTest() {
    Set<Class<?>> tested = new HashSet<>();
    rules().forEach(rule -> tested.add(rule.maker.rule(1, List.of()).getClass()));
    // Rules on samples change no gradient; they are held by tests of their own.
    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            Catalog.standard().types(ClippingRule.class).values().stream()
                .filter(type -> !SampleRule.class.isAssignableFrom(type))
                .toList());
  }

  @Test
  @Tag("large")
  void tenMillionElements_keepToTheThreshold() {
    SplittableRandom random = new SplittableRandom(7);
    int length = 10_000_000;
    ParameterLayout layout =
        ParameterLayout.builder().add("a/b/c", length / 4).add("a/b/d", 3, length / 4).build();
    float[] before = new float[layout.size()];
    for (int i = 0; i < length; i++) {
      before[i] = (float) random.nextDouble(-1.5, 1.5);
    }
    for (int i = 0; i < length; i += 1_000) {
      before[i] = 0;
    }
    float[] gradient = before.clone();
    for (ClippingRule rule : List.of(new GlobalNorm(7), new BlockRms(0.1), Value.symmetric(0.5))) {
      System.arraycopy(before, 0, gradient, 0, length);
      UpdateReport report = stage(layout, rule).process(gradient, 0);
      long changed = 0;
      double squares = 0;
      for (int i = 0; i < length; i++) {
        changed += gradient[i] != before[i] ? 1 : 0;
        squares += (double) gradient[i] * gradient[i];
      }
      assertThat(report.whole().clippedElements()).isEqualTo(changed);
      assertThat(report.whole().normPost())
          .isCloseTo(Math.sqrt(squares), Percentage.withPercentage(1e-4));
      assertThat(report.ruleThreshold(0)).isNotNaN();
      if (rule instanceof GlobalNorm) {
        assertThat(Math.sqrt(squares)).isLessThanOrEqualTo(7 * (1 + 1e-6));
      }
    }
  }

  @Test
  void threshold_followsItsSchedule() {
    GlobalNorm rule = new GlobalNorm(new Linear(2, 1, 0.5), 2, null, GlobalNorm.DEFAULT_GROUPS);
    ClippingStage stage = stage(ParameterLayout.builder().add("w", 1).build(), rule);
    for (double[] point : new double[][] {{0, 2}, {0.25, 1.5}, {0.5, 1}, {1, 1}}) {
      float[] gradient = {4};
      assertThat(stage.process(gradient, point[0]).threshold()).isEqualTo(point[1]);
      assertThat(gradient[0]).isEqualTo((float) point[1]);
    }
  }

  @Test
  void parameters_missing_areAskedFor() {
    ClippingStage stage =
        stage(ParameterLayout.builder().add("w", 2).build(), new AdaptiveUnitwise(0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.process(new float[2], 0))
        .withMessageContaining(
            "'adaptive-unitwise' compares the gradient with the parameters (weights)");
  }
}
