package io.rein4j.clip.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rein4j.clip.Clipper;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.Effect;
import io.rein4j.clip.Granularity;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.Verdict;
import io.rein4j.env.contract.Allocations;
import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The tests that every clipping rule passes, whatever the gradient: what it clips is no longer than
 * it allows, what it does not clip is untouched, a dropped update leaves no trace, its state is
 * whole, and it allocates nothing.
 *
 * <p>A test class extends it and makes the rule. What a rule does not promise, it says by
 * overriding the method that the failure names. Rules on samples change no gradient and have no
 * kit.
 */
public abstract class ClippingRuleContract {

  /** By how much a norm may exceed what the rule allows: the error of floats. */
  private static final double PRECISION = 1e-6;

  /** By how much the factors of elements may differ that were multiplied by the same one. */
  private static final double SAME_FACTOR = 1e-5;

  /** What the critic has for itself, in a layout of its own. */
  private static final ParameterLayout CRITIC =
      ParameterLayout.builder()
          .add("critic/dense0/weight", 3, 2)
          .add("critic/dense0/bias", 2)
          .build();

  /** Refuses gradients that end with 13. */
  private static final ClippingRule REFUSING =
      layout ->
          gradient -> {
            if (gradient.values()[7] == 13) {
              gradient.refuse();
            }
          };

  /**
   * {@return the rule for gradients of a magnitude}
   *
   * @param unit the length of a gradient for which the rule is to be; its threshold, if there is
   *     one that is a length
   */
  protected abstract ClippingRule rule(double unit);

  /**
   * {@return the rule on some groups of parameters} Override it if the rule has a setting for its
   * groups.
   *
   * @param unit as for {@link #rule(double)}
   * @param groups names of groups; none means all
   */
  protected ClippingRule rule(double unit, List<String> groups) {
    return groups.isEmpty() ? rule(unit) : new OnGroups(rule(unit), groups);
  }

  /**
   * {@return how long a gradient is, as a share of what the rule allows; 0 where that depends on
   * earlier gradients} By default a rule that limits or sets a length, or elements, is held to its
   * threshold if that is fixed.
   *
   * @param gradient the gradient
   * @param parameters what it belongs to
   * @param layout how both lie in their arrays
   * @param unit what the rule was made for
   */
  protected double shareOfLimit(
      float[] gradient, float[] parameters, ParameterLayout layout, double unit) {
    ClippingRule rule = rule(unit);
    if (!rule.hasFixedThreshold() || !(rule.threshold() instanceof Constant threshold)) {
      return 0;
    }
    double p =
        switch (rule.effect()) {
          case LIMITS_LENGTH, SETS_LENGTH -> rule.normType();
          case LIMITS_ELEMENTS, SETS_ELEMENTS -> Double.POSITIVE_INFINITY;
          default -> Double.NaN;
        };
    return Double.isNaN(p) ? 0 : RandomGradients.norm(gradient, p) / threshold.at(0);
  }

  /**
   * {@return whether {@link #shareOfLimit} knows how long a gradient may be; true by default} It
   * cannot if that depends on earlier gradients.
   */
  protected boolean hasKnownLimit() {
    return true;
  }

  /**
   * {@return whether the rule leaves a gradient as it is that is no longer than it allows; true by
   * default, unless its {@link ClippingRule#effect()} is one on every gradient}
   */
  protected boolean leavesWhatIsWithinTheLimit() {
    return !rule(1).effect().isOnEveryGradient();
  }

  /**
   * {@return whether a gradient that was just clipped is not clipped again; true by default} It may
   * be if the limit moves from update to update.
   */
  protected boolean isIdempotent() {
    return true;
  }

  /** {@return whether no element ever grows; true by default} */
  protected boolean onlyShortens() {
    return true;
  }

  /** {@return whether every element keeps its sign; true by default} */
  protected boolean keepsSigns() {
    return true;
  }

  /**
   * {@return whether the rule made for gradients twice as long clips gradients twice as long to
   * twice the length; true by default}
   */
  protected boolean scalesWithItsUnit() {
    return true;
  }

  /**
   * {@return whether the rule itself refuses updates, and may remember that it did; false by
   * default}
   */
  protected boolean dropsUpdates() {
    return false;
  }

  /** A rule limited to groups by others than its settings. */
  private record OnGroups(ClippingRule rule, List<String> groups) implements ClippingRule {

    @Override
    public Clipper bind(ParameterLayout layout) {
      return rule.bind(layout);
    }

    @Override
    public Effect effect() {
      return rule.effect();
    }

    @Override
    public @Nullable Schedule threshold() {
      return rule.threshold();
    }

    @Override
    public double normType() {
      return rule.normType();
    }

    @Override
    public boolean hasFixedThreshold() {
      return rule.hasFixedThreshold();
    }

    @Override
    public Granularity granularity() {
      return rule.granularity();
    }
  }

  /** Looks at gradients of all lengths, layouts, magnitudes and tails that the rule let pass. */
  private void clipAny(Consumer<ClippedGradient> look) {
    ClippedGradient.any(
        unit -> rule(unit, List.of()),
        clipped -> {
          if (!clipped.dropped) {
            look.accept(clipped);
          }
        });
  }

  private static ClippingStage stage(ParameterLayout layout, ClippingRule... rules) {
    return new ClippingStage(layout, ClippingSettings.of(rules));
  }

  @Test
  void anyGradient_isNoLongerThanTheRuleAllows() {
    double[] largest = new double[1];
    clipAny(
        c -> {
          double share = shareOfLimit(c.after, c.parameters, c.layout, c.unit);
          largest[0] = Math.max(largest[0], share);
          assertThat(share)
              .withFailMessage(
                  "A clipped gradient is %s times as long as the rule allows (%s). Measure with"
                      + " gradient.norm(p) and shorten with gradient.limit(norm, threshold), which"
                      + " also take care of very large and very small numbers.",
                  share, c)
              .isLessThanOrEqualTo(1 + PRECISION);
        });
    assertThat(largest[0] > 0 || !hasKnownLimit())
        .withFailMessage(
            "How long a gradient may be is not known of this rule: shareOfLimit is 0 for all."
                + " Implement threshold() and effect(), or override shareOfLimit; a rule whose limit"
                + " depends on earlier gradients overrides hasKnownLimit() to return false.")
        .isTrue();
  }

  @Test
  void gradientWithinTheLimit_isUntouchedBitForBit() {
    assumeTrue(leavesWhatIsWithinTheLimit(), "leavesWhatIsWithinTheLimit() is false");
    clipAny(
        c -> {
          double share = shareOfLimit(c.before, c.parameters, c.layout, c.unit);
          if (share > 0 && share < 1 - PRECISION) {
            assertThat(c.differences())
                .withFailMessage(
                    "A gradient of %s times the length that the rule allows was changed (%s). Leave"
                        + " every bit of it as it is; a rule that is meant to shorten such gradients"
                        + " too overrides leavesWhatIsWithinTheLimit() to return false.",
                    share, c)
                .isZero();
          }
        });
  }

  /**
   * Gradients of two layers in two groups, from a thousandth to a thousand times as long as the
   * unit.
   */
  private void clipManyLengths(Look look) {
    ParameterLayout layout =
        ParameterLayout.builder()
            .add("actor/dense0/weight", 3, 2)
            .add("critic/dense1/weight", 2, 2)
            .build();
    SplittableRandom random = new SplittableRandom(9);
    ClippingStage stage = stage(layout, rule(1, List.of()));
    for (int u = 0; u < 600; u++) {
      float[] before = new float[layout.size()];
      for (ParameterLayout.Block block : layout.blocks()) {
        double length = Math.pow(10, random.nextDouble(-3, 3)) / Math.sqrt(block.length());
        float[] part = RandomGradients.around(random, block.length(), length);
        System.arraycopy(part, 0, before, block.offset(), block.length());
      }
      float[] after = before.clone();
      float[] parameters = RandomGradients.around(random, layout.size(), 1);
      look.at(before, after, stage.process(after, parameters, u / 600.0));
    }
  }

  /** What is looked at after every update. */
  private interface Look {
    void at(float[] before, float[] after, UpdateReport report);
  }

  @Test
  void gradientsOfManyLengths_areNotAllLeftAsTheyAre() {
    int[] clipped = new int[1];
    clipManyLengths(
        (before, after, report) -> {
          boolean changed = RandomGradients.differences(before, after) > 0;
          clipped[0] += changed || !report.applied() ? 1 : 0;
        });
    assertThat(clipped[0])
        .withFailMessage(
            "The rule for the unit 1 changed none of 600 gradients, some of which are more than a"
                + " hundred times as long. Change the gradient in clip(gradient), and let rule(unit)"
                + " make a rule that clips gradients of that magnitude, after a short warm-up.")
        .isPositive();
  }

  @Test
  void update_ofARuleThatDropsNone_isApplied() {
    assumeFalse(dropsUpdates(), "dropsUpdates() is true");
    ClippedGradient.any(
        unit -> rule(unit, List.of()),
        c ->
            assertThat(c.dropped)
                .withFailMessage(
                    "The rule refused a gradient of norm %s (%s). Call refuse() only to drop the"
                        + " whole update; a rule that is meant to do so overrides dropsUpdates() to"
                        + " return true.",
                    RandomGradients.norm(c.before, 2), c)
                .isFalse());
  }

  @Test
  void effect_ofTheRule_isWhatItDoes() {
    Effect effect = rule(1, List.of()).effect();
    int[] byOneFactor = new int[1];
    int[] byMore = new int[1];
    clipManyLengths(
        (before, after, report) -> {
          if (report.applied() && report.whole().clipped()) {
            (isOfOneFactor(before, after) ? byOneFactor : byMore)[0]++;
          }
        });
    if (effect.isOfTheWhole()) {
      assertThat(byMore[0])
          .withFailMessage(
              "effect() is %s, but the rule multiplied the elements of %s of %s gradients by"
                  + " different factors. Let effect() say that it limits parts or elements, or"
                  + " return OTHER.",
              effect, byMore[0], byMore[0] + byOneFactor[0])
          .isZero();
    } else if (effect != Effect.OTHER) {
      assertThat(byOneFactor[0] > 0 && byMore[0] == 0)
          .withFailMessage(
              "effect() is %s, but the rule multiplied all elements of each of %s gradients by the"
                  + " same factor. Let effect() return LIMITS_LENGTH or SETS_LENGTH.",
              effect, byOneFactor[0])
          .isFalse();
    }
  }

  private static boolean isOfOneFactor(float[] before, float[] after) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0) {
        double factor = Math.abs((double) after[i] / before[i]);
        smallest = Math.min(smallest, factor);
        largest = Math.max(largest, factor);
      }
    }
    return largest - smallest <= SAME_FACTOR * largest;
  }

  @Test
  void report_ofTheRule_isWhatItMeasured() {
    ClippingRule rule = rule(1, List.of());
    double[] norms = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    clipManyLengths(
        (before, after, report) -> {
          double norm = report.ruleNorm(0);
          double threshold = report.ruleThreshold(0);
          if (!report.applied() || Double.isNaN(norm)) {
            return;
          }
          norms[0] = Math.min(norms[0], norm);
          norms[1] = Math.max(norms[1], norm);
          double length = RandomGradients.norm(before, rule.normType());
          assertThat(!rule.effect().isOfTheWhole() || isClose(norm, length, PRECISION))
              .withFailMessage(
                  "The rule reported the norm %s of a gradient whose %s-norm is %s. Report what was"
                      + " measured before it was changed, as gradient.limit(norm, threshold) does,"
                      + " and let normType() say which norm that is.",
                  norm, rule.normType(), length)
              .isTrue();
          assertThat(
                  !rule.hasFixedThreshold()
                      || !(rule.threshold() instanceof Constant fixed)
                      || Double.isNaN(threshold)
                      || threshold == fixed.at(0))
              .withFailMessage(
                  "The rule reported the threshold %s, but threshold() is %s, and"
                      + " hasFixedThreshold() is true. Report what the norm is compared with; where"
                      + " that is not what the settings give, let hasFixedThreshold() return false.",
                  threshold, rule.threshold())
              .isTrue();
        });
    assertThat(norms[0])
        .withFailMessage(
            "The rule reported the norm %s of every one of 600 different gradients. Report what"
                + " clip(gradient) measured, or nothing.",
            norms[0])
        .isNotEqualTo(norms[1]);
  }

  @Test
  void clippedGradient_clippedAgain_isNotChanged() {
    assumeTrue(isIdempotent(), "isIdempotent() is false");
    clipAny(
        c -> {
          assertThat(c.isChangedByClippingItAgain())
              .withFailMessage(
                  "A gradient that the rule had just clipped was clipped again (%s). Allow for the"
                      + " error of floats, as gradient.limit(norm, threshold) does. A rule whose"
                      + " limit moves with its state, as by commit(), or that is meant to clip again"
                      + " overrides isIdempotent() to return false.",
                  c)
              .isFalse();
        });
  }

  @Test
  void anyElement_keepsItsSignAndStaysFinite() {
    clipAny(
        c -> {
          for (int i = 0; i < c.after.length; i++) {
            float before = c.before[i];
            float after = c.after[i];
            if (!Float.isFinite(after) || (keepsSigns() && (double) after * before < 0)) {
              fail(
                  "Element %s was %s and became %s (%s). Multiply by factors that are finite and at"
                      + " least 0; a rule that adds to elements overrides keepsSigns() to return"
                      + " false.",
                  i, before, after, c);
            }
          }
        });
  }

  @Test
  void anyElement_neverGrows() {
    assumeTrue(onlyShortens(), "onlyShortens() is false");
    clipAny(
        c -> {
          for (int i = 0; i < c.after.length; i++) {
            float before = c.before[i];
            float after = c.after[i];
            if (Math.abs(after) > Math.abs(before)) {
              fail(
                  "Element %s was %s and became %s (%s). Let no factor exceed 1; a rule that lengthens"
                      + " gradients overrides onlyShortens() to return false.",
                  i, before, after, c);
            }
          }
        });
  }

  @Test
  void report_ofAnyGradient_saysWhatWasDone() {
    clipAny(
        c -> {
          int changed = 0;
          int subnormal = 0;
          for (int i = 0; i < c.after.length; i++) {
            boolean same = c.after[i] == c.before[i];
            changed += same ? 0 : 1;
            subnormal += same && Math.abs(c.after[i]) < Float.MIN_NORMAL ? 1 : 0;
          }
          double pre = RandomGradients.norm(c.before, 2);
          double post = RandomGradients.norm(c.after, 2);
          boolean counted =
              c.elementsSeen >= changed && c.elementsSeen <= (long) changed + subnormal;
          boolean untouched = c.elementsSeen > 0 || c.differences() == 0;
          assertThat(
                  isClose(c.normPre, pre, 3e-7)
                      && isClose(c.normPost, post, PRECISION)
                      && counted
                      && untouched)
              .withFailMessage(
                  "The rule changed %s elements, and the norm from %s to %s, but the stage saw %s"
                      + " elements, and %s and %s (%s). Change the gradient by scale, limit or edit()"
                      + " alone: values() is for reading.",
                  changed, pre, post, c.elementsSeen, c.normPre, c.normPost, c)
              .isTrue();
          assertThat(c.bound)
              .withFailMessage(
                  "The rule is counted as one that clipped a gradient of which it left every element"
                      + " as it was (%s). Call edit() only if there is something to change.",
                  c)
              .isEqualTo(c.elementsSeen > 0);
        });
  }

  private static boolean isClose(double found, double expected, double precision) {
    return found >= expected * (1 - precision) && found <= expected * (1 + precision);
  }

  @Test
  void parameters_ofAnyUpdate_areLeftAsTheyAre() {
    for (int seed = 0; seed < ClippedGradient.SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = RandomGradients.length(random);
      ClippingStage stage = stage(RandomGradients.layout(random, length), rule(1, List.of()));
      float[] parameters = RandomGradients.around(random, length, 1);
      float[] before = parameters.clone();
      stage.process(RandomGradients.around(random, length, 1), parameters, 0);
      assertThat(RandomGradients.differences(before, parameters))
          .withFailMessage(
              "The rule changed the parameters. gradient.parameters() is for reading: only the"
                  + " optimizer changes parameters.")
          .isZero();
    }
  }

  @Test
  void gradientScaledByAPowerOfTwo_isClippedToScale() {
    assumeTrue(scalesWithItsUnit(), "scalesWithItsUnit() is false");
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = RandomGradients.length(random);
      ParameterLayout layout = RandomGradients.layout(random, length);
      double unit = Math.sqrt(length) * Math.pow(10, random.nextDouble(-3, 1));
      float power = Math.scalb(1f, random.nextInt(-30, 30));
      float[] parameters = RandomGradients.around(random, length, unit);
      float[] scaledParameters = scaled(parameters, power);
      ClippingStage stage = stage(layout, rule(unit, List.of()));
      ClippingStage scaledStage = stage(layout, rule(unit * power, List.of()));
      for (int u = 0; u < ClippedGradient.UPDATES; u++) {
        float[] gradient = RandomGradients.around(random, length, 1);
        float[] scaledGradient = scaled(gradient, power);
        stage.process(gradient, parameters, 0);
        scaledStage.process(scaledGradient, scaledParameters, 0);
        for (int i = 0; i < length; i++) {
          double expected = (double) gradient[i] * power;
          if (!(Math.abs(scaledGradient[i] - expected) <= Math.abs(expected) * 2e-7)) {
            fail(
                "A gradient %s times as long, clipped by the rule for a unit %s times as long, was"
                    + " clipped to another share (seed %s, update %s, element %s). Add no constant"
                    + " to a norm, such as an epsilon; a rule that is to do so overrides"
                    + " scalesWithItsUnit() to return false.",
                power, power, seed, u, i);
          }
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

  @Test
  void rule_limitedToAGroup_isAsIfTheRestWereNotThere() {
    ParameterLayout whole =
        ParameterLayout.builder()
            .add("actor/dense0/weight", 3, 4)
            .add("critic/dense0/weight", 3, 2)
            .add("actor/dense0/bias", 4)
            .add("critic/dense0/bias", 2)
            .build();
    assertAsAlone(whole, stage(whole, rule(1, List.of("critic"))), (limited, alone) -> true);
  }

  @Test
  void rule_onAPartOfALayout_isAsIfTheRestWereNotThere() {
    ParameterLayout whole =
        ParameterLayout.builder()
            .add("actor/dense0/weight", 3, 4)
            .add("critic/dense0/weight", 3, 2)
            .add("critic/dense0/bias", 2)
            .add("log-std", 4)
            .build();
    assertAsAlone(
        whole,
        stage(whole.part(List.of("critic")), rule(1, List.of())),
        (part, alone) ->
            part.elements() == CRITIC.size()
                && part.clippedElements() == alone.clippedElements()
                && same(part.normPost(), alone.normPost())
                && same(part.cosine(), alone.cosine()));
  }

  private static boolean same(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
  }

  /** Clips the critic's gradient in a larger one, and in an array of its own. */
  private void assertAsAlone(
      ParameterLayout whole,
      ClippingStage stage,
      BiPredicate<UpdateReport.Scope, UpdateReport.Scope> sameReport) {
    int[] critic =
        whole.blocks().stream()
            .filter(block -> block.group().equals("critic"))
            .flatMapToInt(block -> IntStream.range(block.offset(), block.end()))
            .toArray();
    ClippingStage alone = stage(CRITIC, rule(1, List.of()));
    SplittableRandom random = new SplittableRandom(5);
    for (int u = 0; u < 60; u++) {
      float[] gradient = RandomGradients.around(random, whole.size(), 1);
      float[] weights = RandomGradients.around(random, whole.size(), 1);
      float[] expected = gradient.clone();
      float[] own = elements(gradient, critic);
      UpdateReport report = stage.process(gradient, weights, 0);
      UpdateReport reference = alone.process(own, elements(weights, critic), 0);
      for (int i = 0; i < critic.length; i++) {
        // What a dropped update leaves in its own group is nobody's.
        expected[critic[i]] = report.applied() ? own[i] : gradient[critic[i]];
      }
      assertThat(
              report.verdict() == reference.verdict()
                  && sameReport.test(report.whole(), reference.whole())
                  && RandomGradients.differences(expected, gradient) == 0)
          .withFailMessage(
              "On a part of the parameters the rule does something else than where they are all"
                  + " there is, or changes the rest (update %s). Go through gradient.blocks()"
                  + " alone, from block.offset() to block.end(), and keep state by their number,"
                  + " not by gradient.values().length.",
              u)
          .isTrue();
    }
  }

  private static float[] elements(float[] values, int[] positions) {
    float[] elements = new float[positions.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = values[positions[i]];
    }
    return elements;
  }

  @Test
  void clippers_ofTheSameRule_shareNothing() throws IOException {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 5).add("a/b/d", 3).build();
    SplittableRandom random = new SplittableRandom(12);
    List<float[]> gradients =
        Stream.generate(() -> RandomGradients.around(random, 8, 1)).limit(60).toList();
    List<float[]> expected = gradients.stream().map(float[]::clone).toList();
    // What other tests may have left in static fields is so large that nothing would move it.
    ClippingStage earlier = stage(layout, rule(1, List.of()));
    for (int u = 0; u < 2_000; u++) {
      earlier.process(RandomGradients.around(random, 8, 1), new float[8], 0);
    }
    // To its end before the others are made, which would move what it shares with them.
    ClippingStage alone = stage(layout, rule(1, List.of()));
    List<Verdict> verdicts =
        expected.stream().map(g -> alone.process(g, new float[8], 0).verdict()).toList();
    ClippingRule shared = rule(1, List.of());
    Clipper first = shared.bind(layout);
    assertThat(first == shared.bind(layout) && StateBytes.of(first).length > 0)
        .withFailMessage(
            "bind returns one and the same Clipper, which has state, every time. Let bind return a"
                + " new Clipper.")
        .isFalse();
    ClippingStage stage = stage(layout, shared);
    ClippingStage neighbour = stage(layout, shared);
    for (int u = 0; u < gradients.size(); u++) {
      float[] gradient = gradients.get(u);
      neighbour.process(RandomGradients.around(random, 8, u < 30 ? 30 : 0.03), new float[8], 0);
      Verdict verdict = stage.process(gradient, new float[8], 0).verdict();
      assertThat(
              verdict == verdicts.get(u)
                  && RandomGradients.differences(expected.get(u), gradient) == 0)
          .withFailMessage(
              "A clipper does something else where another one of the same rule is or was at work"
                  + " (update %s). Keep state in fields of the Clipper that bind returns, not in"
                  + " static ones, and draw nothing at random.",
              u)
          .isTrue();
    }
  }

  @Test
  void state_writtenAndRead_goesOnBitForBit() throws IOException {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 5).add("a/b/d", 3).build();
    SplittableRandom random = new SplittableRandom(11);
    for (int updates = 0; updates < 40; updates += 3) {
      ClippingStage stage = stage(layout, rule(1, List.of()));
      for (int u = 0; u < updates; u++) {
        stage.process(RandomGradients.around(random, 8, 1), new float[8], 0);
      }
      ClippingStage restored = stage(layout, rule(1, List.of()));
      byte[] state = StateBytes.of(stage);
      StateBytes.restore(state, restored);
      assertThat(Arrays.equals(StateBytes.of(restored), state))
          .withFailMessage(
              "A state that was read is not written as it was. Keep what state.of(value) returns,"
                  + " as in mean = state.of(mean).")
          .isTrue();
      for (int u = 0; u < 30; u++) {
        float[] gradient = RandomGradients.around(random, 8, 1);
        float[] other = gradient.clone();
        Verdict verdict = stage.process(gradient, new float[8], 0).verdict();
        assertThat(
                restored.process(other, new float[8], 0).verdict() == verdict
                    && RandomGradients.differences(gradient, other) == 0)
            .withFailMessage(
                "A rule that read the state of another after %s updates clips update %s in another"
                    + " way. Hand all that changes over in the Clipper's state(State).",
                updates, u + 1)
            .isTrue();
      }
    }
  }

  @Test
  void droppedUpdate_leavesNoTraceInTheState() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    // The rule under test does not change the element that the refusing rule looks at.
    ParameterLayout two =
        ParameterLayout.builder().add("actor/b/c", 7).add("critic/b/c", 1).build();
    ClippingStage chain = stage(two, rule(1, List.of("actor")), REFUSING);
    ClippingStage stage =
        stage(ParameterLayout.builder().add("a/b/c", 8).build(), rule(1, List.of()));
    for (int u = 0; u < 40; u++) {
      byte[] before = withoutSkips(StateBytes.of(chain));
      float[] refused = RandomGradients.around(random, 8, 1);
      refused[7] = 13;
      chain.process(refused, new float[8], 0);
      if (!dropsUpdates()) {
        assertNoTrace(before, withoutSkips(StateBytes.of(chain)), "that a later rule refused", u);
      }
      chain.process(RandomGradients.around(random, 8, 1), new float[8], 0);

      stage.process(RandomGradients.around(random, 8, 1), new float[8], 0);
      byte[] state = StateBytes.of(stage);
      float[] bad = RandomGradients.around(random, 8, 1);
      bad[u % 8] = Float.NaN;
      stage.process(bad, new float[8], 0);
      assertNoTrace(withoutSkips(state), withoutSkips(StateBytes.of(stage)), "with NaN", u);
    }
  }

  /** Leaves out what the stage keeps itself: the skips in a row. */
  private static byte[] withoutSkips(byte[] state) {
    return Arrays.copyOfRange(state, Integer.BYTES, state.length);
  }

  private static void assertNoTrace(byte[] before, byte[] after, String what, int update) {
    assertThat(Arrays.equals(before, after))
        .withFailMessage(
            "An update %s changed the rule's state (update %s). Only remember in clip(gradient)"
                + " what was measured, and take it into the state in commit(); a rule that refuses"
                + " updates itself and counts them overrides dropsUpdates() to return true.",
            what, update)
        .isTrue();
  }

  @Test
  void gradientsOfZero_neverFreezeTheRule() {
    ParameterLayout layout = ParameterLayout.builder().add("a/b/c", 4).add("a/b/d", 2).build();
    ClippingStage stage = stage(layout, rule(1, List.of()));
    for (int u = 0; u < 2_000; u++) {
      float[] zeros = new float[6];
      UpdateReport report = stage.process(zeros, new float[6], 0);
      boolean zero = true;
      for (float value : zeros) {
        zero &= value == 0;
      }
      assertThat(report.applied() && !report.whole().clipped() && zero)
          .withFailMessage(
              "A gradient of zeros was changed or dropped. Let a norm of 0 pass, and do not divide"
                  + " by it.")
          .isTrue();
    }
    float[] gradient = {3, 4, 0, 0, 2, 1};
    stage.process(gradient, new float[] {1, 1, 1, 1, 1, 1}, 0);
    double left = RandomGradients.norm(gradient, 2);
    assertThat(left)
        .withFailMessage(
            "After 2000 gradients of zeros a gradient of length 5.5 was clipped to %s. Keep"
                + " thresholds that are learned from norms away from 0.",
            left)
        .isGreaterThan(0.05);
  }

  @Test
  void update_inSteadyState_allocatesNothing() {
    ParameterLayout layout =
        ParameterLayout.builder().add("a/b/c", 20, 3).add("a/b/d", 3).add("a/c/c", 30).build();
    ClippingStage stage = stage(layout, rule(0.5, List.of()));
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
    assertThat(bytes)
        .withFailMessage(
            "An update allocates %.1f bytes. Make arrays in bind(layout), keep them in the Clipper,"
                + " and go through lists by index.",
            bytes)
        .isLessThan(1);
  }
}
