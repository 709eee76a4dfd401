package io.rein4j.clip.contract;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.Verdict;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;

/** A gradient that went through a rule, and what the stage said of it. */
final class ClippedGradient {

  /** How many random gradients and layouts the kit begins with. */
  static final int SEEDS = 60;

  /** How many gradients one stage gets. */
  static final int UPDATES = 8;

  private final String what;
  private final ClippingStage stage;

  final ParameterLayout layout;

  /** What the rule was made for. */
  final double unit;

  final float[] parameters;
  final float[] before;
  final float[] after;

  /** How many elements the stage saw change. */
  final long elementsSeen;

  /** The norms as the stage measured them. */
  final double normPre;

  final double normPost;

  /** Whether the rule is counted as one that clipped it. */
  final boolean bound;

  /** Whether the rule dropped it; nothing is known of its norms then. */
  final boolean dropped;

  private ClippedGradient(
      String what,
      ClippingStage stage,
      double unit,
      float[] parameters,
      float[] before,
      float[] after,
      UpdateReport report) {
    this.what = what;
    this.stage = stage;
    this.layout = stage.layout();
    this.unit = unit;
    this.parameters = parameters;
    this.before = before;
    this.after = after;
    this.elementsSeen = report.whole().clippedElements();
    this.normPre = report.whole().normPre();
    this.normPost = report.whole().normPost();
    this.bound = report.ruleBound(0);
    this.dropped = report.verdict() == Verdict.SKIPPED;
  }

  /**
   * Sends gradients of all lengths, layouts, magnitudes and tails through a rule.
   *
   * @param rule makes the rule for a unit
   * @param look is given each, before the next one goes through the rule
   */
  static void any(DoubleFunction<ClippingRule> rule, Consumer<ClippedGradient> look) {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = RandomGradients.length(random);
      ParameterLayout layout = RandomGradients.layout(random, length);
      float[] gradient = RandomGradients.any(random, length);
      double unit =
          Math.max(1e-40, RandomGradients.norm(gradient, 2))
              * Math.pow(10, random.nextDouble(-3, 1));
      float[] parameters = RandomGradients.around(random, length, Math.min(unit, 1e36));
      ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(rule.apply(unit)));
      for (int u = 0; u < UPDATES; u++) {
        float[] before = u == 0 ? gradient : RandomGradients.any(random, length);
        float[] after = before.clone();
        UpdateReport report = stage.process(after, parameters, 0);
        String what = "seed %s, update %s, unit %s".formatted(seed, u, unit);
        look.accept(new ClippedGradient(what, stage, unit, parameters, before, after, report));
      }
    }
  }

  /** {@return whether the rule changes it where it goes through once more, as one more update} */
  boolean isChangedByClippingItAgain() {
    float[] again = after.clone();
    boolean clipped = stage.process(again, parameters, 0).whole().clipped();
    return clipped || RandomGradients.differences(after, again) > 0;
  }

  /** {@return how many elements differ in any bit} */
  int differences() {
    return RandomGradients.differences(before, after);
  }

  @Override
  public String toString() {
    return what;
  }
}
