package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.harness.Allocations;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every rule must keep to, whatever the gradient. */
class ClippingContractTest {

  private static final int SEEDS = 60;
  private static final int UPDATES = 8;
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
                    .skipOnSpike(true)
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
  @MethodSource("rules")
  void anyGradient_isClippedToWhatTheRuleAllowsAndNoFurther(Rule rule) {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = RandomGradients.length(random);
      ParameterLayout layout = RandomGradients.layout(random, length);
      float[] gradient = RandomGradients.any(random, length);
      double unit =
          Math.max(1e-40, RandomGradients.norm(gradient, 2))
              * Math.pow(10, random.nextDouble(-3, 1));
      float[] parameters = RandomGradients.around(random, length, Math.min(unit, 1e36));
      ClippingStage stage = stage(layout, rule.maker.rule(unit, List.of()));
      for (int u = 0; u < UPDATES; u++) {
        String what = "seed %s, update %s, %s, unit %s".formatted(seed, u, rule, unit);
        float[] before = u == 0 ? gradient : RandomGradients.any(random, length);
        float[] after = before.clone();
        UpdateReport report = stage.process(after, parameters, 0);
        if (report.verdict() == Verdict.SKIPPED) {
          continue;
        }
        assertSound(what, rule, before, after, report);
        if (rule.excess != null) {
          assertThat(rule.excess.of(after, parameters, layout, unit))
              .as(what)
              .isLessThanOrEqualTo(1 + 1e-6);
        }
        if (rule.idempotent) {
          float[] again = after.clone();
          assertThat(stage.process(again, parameters, 0).whole().clipped()).as(what).isFalse();
          assertThat(RandomGradients.differences(after, again)).as(what).isZero();
        }
      }
    }
  }

  private static void assertSound(
      String what, Rule rule, float[] before, float[] after, UpdateReport report) {
    double pre = RandomGradients.norm(before, 2);
    double post = RandomGradients.norm(after, 2);
    int changed = 0;
    int subnormal = 0;
    boolean sound = true;
    for (int i = 0; i < after.length; i++) {
      sound &= Float.isFinite(after[i]) && (double) after[i] * before[i] >= 0;
      sound &= !rule.shortens || Math.abs(after[i]) <= Math.abs(before[i]);
      changed += after[i] != before[i] ? 1 : 0;
      subnormal += after[i] == before[i] && Math.abs(after[i]) < Float.MIN_NORMAL ? 1 : 0;
    }
    assertThat(sound).as("%s: finite, no sign flipped, nothing grown", what).isTrue();
    assertThat(report.whole().normPre()).as(what).isBetween(pre * (1 - 3e-7), pre * (1 + 3e-7));
    assertThat(report.whole().normPost()).as(what).isBetween(post * (1 - 1e-6), post * (1 + 1e-6));
    assertThat(report.whole().clippedElements())
        .as(what)
        .isBetween((long) changed, (long) changed + subnormal);
    assertThat(report.ruleBound(0)).as(what).isEqualTo(report.whole().clipped());
    if (!report.whole().clipped()) {
      assertThat(RandomGradients.differences(before, after)).as(what).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void scaledByAPowerOfTwo_scalesTheResult(Rule rule) {
    if (rule.name.contains("TORCH") || rule.name.startsWith("z-clip")) {
      return;
    }
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = RandomGradients.length(random);
      ParameterLayout layout = RandomGradients.layout(random, length);
      double unit = Math.sqrt(length) * Math.pow(10, random.nextDouble(-3, 1));
      float power = Math.scalb(1f, random.nextInt(-30, 30));
      float[] parameters = RandomGradients.around(random, length, unit);
      float[] scaledParameters = scaled(parameters, power);
      ClippingStage stage = stage(layout, rule.maker.rule(unit, List.of()));
      ClippingStage scaledStage = stage(layout, rule.maker.rule(unit * power, List.of()));
      for (int u = 0; u < UPDATES; u++) {
        float[] gradient = RandomGradients.around(random, length, 1);
        float[] scaledGradient = scaled(gradient, power);
        stage.process(gradient, parameters, 0);
        scaledStage.process(scaledGradient, scaledParameters, 0);
        for (int i = 0; i < length; i++) {
          assertThat((double) scaledGradient[i])
              .as("seed %d, update %d, element %d, %s", seed, u, i, rule)
              .isCloseTo(
                  (double) gradient[i] * power,
                  Offset.offset(Math.abs((double) gradient[i]) * power * 2e-7));
        }
      }
    }
  }

  private static float[] scaled(float[] values, float factor) {
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void limitedToAGroup_isAsIfTheRestWereNotThere(Rule rule) {
    ParameterLayout both =
        ParameterLayout.builder()
            .add("actor/dense0/weight", 3, 4)
            .add("critic/dense0/weight", 3, 2)
            .add("actor/dense0/bias", 4)
            .add("critic/dense0/bias", 2)
            .build();
    ParameterLayout critic =
        ParameterLayout.builder()
            .add("critic/dense0/weight", 3, 2)
            .add("critic/dense0/bias", 2)
            .build();
    SplittableRandom random = new SplittableRandom(5);
    ClippingStage limited = stage(both, rule.maker.rule(1, List.of("critic")));
    ClippingStage alone = stage(critic, rule.maker.rule(1, List.of()));
    for (int u = 0; u < 60; u++) {
      float[] whole = RandomGradients.around(random, both.size(), 1);
      float[] weights = RandomGradients.around(random, both.size(), 1);
      float[] before = whole.clone();
      float[] part = criticOf(whole);
      Verdict verdict = limited.process(whole, weights, 0).verdict();
      assertThat(verdict).isEqualTo(alone.process(part, criticOf(weights), 0).verdict());
      if (verdict == Verdict.APPLIED) {
        assertThat(criticOf(whole)).as("update %d", u).isEqualTo(part);
      }
      assertThat(Arrays.copyOfRange(whole, 0, 12)).isEqualTo(Arrays.copyOfRange(before, 0, 12));
      assertThat(Arrays.copyOfRange(whole, 18, 22)).isEqualTo(Arrays.copyOfRange(before, 18, 22));
    }
  }

  private static float[] criticOf(float[] whole) {
    float[] critic = Arrays.copyOfRange(whole, 12, 20);
    System.arraycopy(whole, 22, critic, 6, 2);
    return critic;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void stageOfAPart_isAsIfTheRestWereNotThere(Rule rule) {
    ParameterLayout whole =
        ParameterLayout.builder()
            .add("actor/dense0/weight", 3, 4)
            .add("critic/dense0/weight", 3, 2)
            .add("critic/dense0/bias", 2)
            .add("log-std", 4)
            .build();
    ParameterLayout critic =
        ParameterLayout.builder()
            .add("critic/dense0/weight", 3, 2)
            .add("critic/dense0/bias", 2)
            .build();
    SplittableRandom random = new SplittableRandom(6);
    ClippingStage part = stage(whole.part(List.of("critic")), rule.maker.rule(1, List.of()));
    ClippingStage alone = stage(critic, rule.maker.rule(1, List.of()));
    for (int u = 0; u < 60; u++) {
      float[] gradient = RandomGradients.around(random, whole.size(), 1);
      float[] weights = RandomGradients.around(random, whole.size(), 1);
      float[] expected = gradient.clone();
      float[] own = Arrays.copyOfRange(gradient, 12, 20);
      UpdateReport report = part.process(gradient, weights, 0);
      UpdateReport reference = alone.process(own, Arrays.copyOfRange(weights, 12, 20), 0);
      System.arraycopy(own, 0, expected, 12, 8);
      assertThat(report.verdict()).isEqualTo(reference.verdict());
      assertThat(gradient).as("update %d", u).isEqualTo(expected);
      assertThat(report.whole().elements()).isEqualTo(8);
      assertThat(report.whole().clippedElements()).isEqualTo(reference.whole().clippedElements());
      if (report.applied()) {
        assertThat(report.whole().normPost()).isEqualTo(reference.whole().normPost());
        assertThat(report.whole().cosine()).isEqualTo(reference.whole().cosine());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void state_writtenAndRead_goesOnBitForBit(Rule rule) throws IOException {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 5).add("a/b/d", 3).build();
    SplittableRandom random = new SplittableRandom(11);
    for (int updates = 0; updates < 40; updates += 3) {
      ClippingStage stage = stage(layout, rule.maker.rule(1, List.of()));
      for (int u = 0; u < updates; u++) {
        stage.process(RandomGradients.around(random, 8, 1), new float[8], 0);
      }
      ClippingStage restored = stage(layout, rule.maker.rule(1, List.of()));
      byte[] state = StateBytes.of(stage);
      StateBytes.restore(state, restored);
      assertThat(StateBytes.of(restored)).isEqualTo(state);
      for (int u = 0; u < 30; u++) {
        float[] gradient = RandomGradients.around(random, 8, 1);
        float[] other = gradient.clone();
        Verdict verdict = stage.process(gradient, new float[8], 0).verdict();
        assertThat(restored.process(other, new float[8], 0).verdict()).isEqualTo(verdict);
        assertThat(other).as("after %d and %d updates", updates, u).isEqualTo(gradient);
      }
    }
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

  /** Refuses gradients that end with 13. */
  private static final ClippingRule REFUSING =
      layout ->
          gradient -> {
            if (gradient.values()[7] == 13) {
              gradient.refuse();
            }
          };

  @ParameterizedTest
  @MethodSource("rules")
  void droppedUpdate_leavesNoTraceInTheState(Rule rule) throws IOException {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 8).build();
    SplittableRandom random = new SplittableRandom(3);
    // The rule under test does not change the element that the refusing rule looks at.
    ParameterLayout two =
        ParameterLayout.builder().add("actor/b/c", 7).add("critic/b/c", 1).build();
    ClippingStage chain = stage(two, rule.maker.rule(1, List.of("actor")), REFUSING);
    ClippingStage stage = stage(layout, rule.maker.rule(1, List.of()));
    for (int u = 0; u < 40; u++) {
      byte[] before = StateBytes.of(chain);
      float[] refused = RandomGradients.around(random, 8, 1);
      refused[7] = 13;
      UpdateReport report = chain.process(refused, new float[8], 0);
      assertThat(report.verdict()).isEqualTo(Verdict.SKIPPED);
      assertThat(report.applied()).isFalse();
      assertThat(report.nonFiniteElements()).isZero();
      assertThat(report.whole().normPre()).isNaN();
      assertThat(report.whole().clipped()).isFalse();
      if (!rule.name.contains("skipped")) {
        assertThat(StateBytes.of(chain)).as("update %d", u).isEqualTo(before);
      }
      chain.process(RandomGradients.around(random, 8, 1), new float[8], 0);

      stage.process(RandomGradients.around(random, 8, 1), new float[8], 0);
      byte[] state = StateBytes.of(stage);
      float[] bad = RandomGradients.around(random, 8, 1);
      bad[u % 8] = Float.NaN;
      assertThat(stage.process(bad, new float[8], 0).verdict()).isEqualTo(Verdict.SKIPPED);
      // The stage's own state, the skips in a row, comes first.
      assertThat(Arrays.copyOfRange(StateBytes.of(stage), 4, state.length))
          .isEqualTo(Arrays.copyOfRange(state, 4, state.length));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void gradientsOfZero_neverFreezeTheRule(Rule rule) {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 4).add("a/b/d", 2).build();
    ClippingStage stage = stage(layout, rule.maker.rule(1, List.of()));
    for (int u = 0; u < 2_000; u++) {
      float[] zeros = new float[6];
      UpdateReport report = stage.process(zeros, new float[6], 0);
      assertThat(report.verdict()).isEqualTo(Verdict.APPLIED);
      assertThat(report.whole().clipped()).isFalse();
      assertThat(zeros).containsOnly(0);
    }
    float[] gradient = {3, 4, 0, 0, 2, 1};
    stage.process(gradient, new float[] {1, 1, 1, 1, 1, 1}, 0);
    assertThat(RandomGradients.norm(gradient, 2)).isGreaterThan(0.05);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void update_inSteadyState_allocatesNothing(Rule rule) {
    ParameterLayout layout =
        ParameterLayout.builder().add("a/b/c", 20, 3).add("a/b/d", 3).add("a/c/c", 30).build();
    ClippingStage stage = stage(layout, rule.maker.rule(0.5, List.of()));
    float[] gradient = new float[layout.size()];
    float[] parameters = new float[layout.size()];
    double bytes =
        Allocations.bytesPerCall(
            2_000,
            update -> {
              for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (i * 31 + update * 17) % 100 / (update % 7 + 1f);
              }
              stage.process(gradient, parameters, 0.5);
            });
    assertThat(bytes).as("bytes per update").isLessThan(1);
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
