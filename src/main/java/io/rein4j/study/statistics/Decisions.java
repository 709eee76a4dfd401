package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for a family of comparisons with a shared baseline, which levels are better, worse or
 * equivalent, from runs on the same seeds.
 *
 * <p><b>Better and worse</b> are step-down max-T tests (Westfall and Young, "Resampling-Based
 * Multiple Testing", 1993; Romano and Wolf, "Exact and Approximate Stepdown Methods for Multiple
 * Hypothesis Testing", 2005) with the statistic |Σd| / √Σd², where d is the difference in a seed.
 * The null distribution comes from permuting the labels of the baseline and the open levels within
 * every seed, alike in all tasks. The null hypothesis is that <i>the settings do the same</i>:
 * settings of equal means that scatter differently are also told apart. Under it, a family has any
 * false verdict with a probability of at most α, whatever the distribution of the scores and
 * whatever ties there are.
 *
 * <p>Several levels can change places in more ways than one difference can change signs, so that a
 * family could show what no comparison shows alone. A comparison is therefore rejected only if its
 * own test, by the signs of its differences at the same looks, rejects at level α as well. The
 * larger of both critical values, and of both p-values, is the comparison's: the smallest p-value
 * of n seeds is 2^(1 − n), however large the family, and none is below that of the comparison
 * alone. This only takes rejections away, so the error of the family holds. The steps go on past a
 * comparison that its own test does not reject.
 *
 * <p>With several looks the error α · k / K is spent up to look k of K, and the permutations of its
 * new seeds continue those that were not rejected at the looks before (Mathieu et al., "AdaStop",
 * 2023, there for unpaired runs). A comparison that is decided is closed.
 *
 * <p><b>The interval</b> of the mean difference holds the shifts θ at which the test of d − θ with
 * the same critical value c rejects nothing: mean ± t·s/√n with t² = c²(n − 1)/(n − c²), and
 * everything where c² ≥ n. So it contains 0 exactly if the level is neither better nor worse.
 *
 * <p><b>Equivalent</b> is two one-sided t-tests (Schuirmann, "A Comparison of the Two One-Sided
 * Tests Procedure and the Power Approach", 1987), each at α / K a look: |mean| + t·s/√n is below
 * the margin, in each comparison on its own, and no run of either setting failed. It assumes that
 * the mean of the differences is about normal. Rare failures that a study has not seen would refute
 * that, and the mean with them, which is why {@link Decided#failureBound()} belongs to the verdict.
 */
public final class Decisions {

  private static final int MOST_SEEDS = 1_000_000;

  private final Measurements data;
  private final List<Contrast> family;
  private final DecisionRule rule;
  private final WithinSeeds permuted;
  private final Decision[] decisions;
  private final StepDown stepDown;

  /** By look, the quantile of the tests of equivalence. */
  private final double[] quantiles;

  private final @Nullable Look[] looks;

  private Decisions(
      Measurements data, List<Contrast> family, DecisionRule rule, Supplier<Pcg64> random) {
    this.data = data;
    this.family = family;
    this.rule = rule;
    permuted = new WithinSeeds(data, family, rule.looks(), rule.permutations(), random);
    decisions = new Decision[family.size()];
    Arrays.fill(decisions, Decision.NOT_DECIDED);
    stepDown = new StepDown(permuted, rule.looks().size(), rule.level());
    looks = new Look[family.size()];
    quantiles =
        rule.looks().stream()
            .mapToDouble(seeds -> PairedMean.quantile(rule.equivalenceLevel(), seeds))
            .toArray();
  }

  /**
   * Decides the comparisons of a family, look by look, as far as there are scores: a look counts if
   * all seeds up to it have scores. The same arguments give the same result.
   *
   * @param data the scores
   * @param family the comparisons that share the error, in any order
   * @param rule how they are decided
   * @param random makes the generator that permutations are drawn from, always in the same state
   * @return what is known of each comparison, in the order of the family
   */
  public static List<Decided> of(
      Measurements data, List<Contrast> family, DecisionRule rule, Supplier<Pcg64> random) {
    return family.isEmpty() ? List.of() : replayed(data, family, rule, random).decided();
  }

  /** The decisions of {@link #of} alone, which take a small part of its time. */
  static List<Decision> decisions(
      Measurements data, List<Contrast> family, DecisionRule rule, Supplier<Pcg64> random) {
    return family.isEmpty()
        ? List.of()
        : List.of(replayed(data, family, rule, random).decisions.clone());
  }

  private static Decisions replayed(
      Measurements data, List<Contrast> family, DecisionRule rule, Supplier<Pcg64> random) {
    for (Contrast contrast : family) {
      data.require(contrast);
    }
    Decisions decisions = new Decisions(data, List.copyOf(family), rule, random);
    decisions.replay();
    return decisions;
  }

  private void replay() {
    List<Integer> open = IntStream.range(0, family.size()).boxed().toList();
    int closed = 0;
    for (int look = 0; look < rule.looks().size() && !open.isEmpty(); look++) {
      int seeds = rule.looks().get(look);
      List<Integer> ready = open.stream().filter(i -> isComplete(family.get(i), seeds)).toList();
      if (ready.isEmpty() || (rule.stops() && ready.size() < open.size())) {
        return;
      }
      closed += open.size() - ready.size();
      Look now = new Look(look, ready.stream().mapToInt(Integer::intValue).toArray(), closed);
      boolean[] rejected = stepDown.rejected(now.open, look, closed);
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < rejected.length; i++) {
        int contrast = now.open[i];
        looks[contrast] = now;
        decisions[contrast] =
            decision(contrast, look, rejected[i] && isRejectedAlone(contrast, look));
        if (decisions[contrast] == Decision.NOT_DECIDED) {
          left.add(contrast);
        } else if (decisions[contrast] == Decision.EQUIVALENT) {
          closed++;
        }
      }
      open = left;
    }
  }

  /** Tests each comparison anew at its last look, for the numbers that the decision leaves out. */
  private List<Decided> decided() {
    Decided[] decided = new Decided[family.size()];
    Arrays.fill(decided, Decided.UNSEEN);
    for (Look look : new LinkedHashSet<>(Arrays.asList(looks))) {
      if (look == null) {
        continue;
      }
      StepDown.Tested[] tested = stepDown.test(look.open, look.index, look.closed);
      for (int i = 0; i < tested.length; i++) {
        int contrast = look.open[i];
        if (looks[contrast] == look) {
          double[][] signs = permuted.alone(contrast, look.index + 1);
          decided[contrast] =
              decided(
                  contrast,
                  look.index,
                  tested[i].and(stepDown.alone(signs, look.index)),
                  p(signs[look.index]));
        }
      }
    }
    return List.of(decided);
  }

  private boolean isRejectedAlone(int contrast, int look) {
    return stepDown.alone(permuted.alone(contrast, look + 1), look).rejected();
  }

  /** The share of patterns whose statistic is at least that of the first. */
  private static double p(double[] statistics) {
    return (double)
            Arrays.stream(statistics).filter(one -> one * StepDown.TIES >= statistics[0]).count()
        / statistics.length;
  }

  private boolean isComplete(Contrast contrast, int seeds) {
    return data.complete(contrast.level(), contrast, seeds)
        && data.complete(data.baseline(), contrast, seeds);
  }

  private Decision decision(int index, int look, boolean rejected) {
    int seeds = rule.looks().get(look);
    PairedMean mean = new PairedMean(permuted.differences(index, seeds));
    if (rejected) {
      return mean.value() > 0 ? Decision.BETTER : Decision.WORSE;
    }
    Contrast contrast = family.get(index);
    boolean equivalent =
        rule.equivalence()
            && mean.isWithin(rule.margin(), quantiles[look])
            && data.failing(contrast.level(), contrast, seeds) == 0
            && data.failing(data.baseline(), contrast, seeds) == 0;
    return equivalent ? Decision.EQUIVALENT : Decision.NOT_DECIDED;
  }

  private Decided decided(int index, int look, StepDown.Tested tested, double p) {
    Contrast contrast = family.get(index);
    int seeds = rule.looks().get(look);
    PairedMean mean = new PairedMean(permuted.differences(index, seeds));
    double t = mean.studentized(tested.critical());
    double low = mean.value() - mean.reach(t);
    double high = mean.value() + mean.reach(t);
    // The last bit of either end does not decide on which side of 0 it is.
    if (!tested.rejected()) {
      low = Math.min(low, 0);
      high = Math.max(high, 0);
    } else if (mean.value() > 0) {
      low = Math.max(low, Double.MIN_VALUE);
    } else {
      high = Math.min(high, -Double.MIN_VALUE);
    }
    double equivalenceReach = mean.reach(quantiles[look]);
    int failing = data.failing(contrast.level(), contrast, seeds);
    int baselineFailing = data.failing(data.baseline(), contrast, seeds);
    return new Decided(
        decisions[index],
        look,
        seeds,
        mean.value(),
        low,
        high,
        p,
        tested.adjustedP(),
        mean.isWithin(rule.margin(), quantiles[look]),
        mean.value() - equivalenceReach,
        mean.value() + equivalenceReach,
        failing,
        baselineFailing,
        failing + baselineFailing == 0
            ? Proportions.upperBound(0, seeds, rule.level() / 2)
            : Double.NaN,
        seedsForMargin(mean, t));
  }

  /**
   * The seeds with which the interval reaches less than the margin, at the level that it has now by
   * Student's distribution; where it is infinite, at that of Bonferroni.
   */
  private OptionalInt seedsForMargin(PairedMean mean, double t) {
    boolean finite = Double.isFinite(t);
    double tail = finite ? StudentT.above(t, mean.size() - 1.0) : rule.level() / family.size() / 2;
    int least =
        finite
            ? mean.size()
            : Math.max(mean.size(), SeedLooks.leastSeeds(rule.looks().size(), rule.level()) - 1);
    if (mean.deviation() == 0 || (finite && reach(mean, tail, least) < rule.margin())) {
      return OptionalInt.empty();
    }
    // The quantile gets smaller with more seeds, so that its present value takes too many of them.
    double ratio = reach(mean, tail, least) / rule.margin();
    double most = Math.ceil(least * ratio * ratio) + 1;
    if (most > MOST_SEEDS) {
      return OptionalInt.empty();
    }
    int enough = Math.max((int) most, least + 1);
    while (enough - least > 1) {
      int middle = (least + enough) >>> 1;
      if (reach(mean, tail, middle) < rule.margin()) {
        enough = middle;
      } else {
        least = middle;
      }
    }
    return OptionalInt.of(enough);
  }

  private static double reach(PairedMean mean, double tail, int seeds) {
    return PairedMean.quantile(tail, seeds) * mean.deviation() / Math.sqrt(seeds);
  }

  /** A look with the comparisons that were tested, and the number of those closed before. */
  private static final class Look {

    private final int index;
    private final int[] open;
    private final int closed;

    Look(int index, int[] open, int closed) {
      this.index = index;
      this.open = open;
      this.closed = closed;
    }
  }
}
