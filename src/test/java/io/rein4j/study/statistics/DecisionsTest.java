package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds of decisions for all scores; each repetition's number is its seed. */
class DecisionsTest {

  private static final int REPETITIONS = 60;

  @RepeatedTest(REPETITIONS)
  void interval_anyScores_leavesZeroOutExactlyIfBetterOrWorse(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    for (Decided decided : study.decided()) {
      boolean excludes = decided.low() > 0 || decided.high() < 0;
      boolean differs =
          decided.decision() == Decision.BETTER || decided.decision() == Decision.WORSE;
      assertThat(excludes).as(study.name).isEqualTo(differs);
      assertThat(decided.adjustedP() < 0.05).as(study.name).isEqualTo(differs);
      assertThat(decided.low()).as(study.name).isLessThanOrEqualTo(decided.mean());
      assertThat(decided.high()).as(study.name).isGreaterThanOrEqualTo(decided.mean());
      assertThat(decided.mean() > 0).as(study.name).isEqualTo(decided.low() + decided.high() > 0);
      if (differs) {
        assertThat(decided.decision() == Decision.BETTER)
            .as(study.name)
            .isEqualTo(decided.mean() > 0);
      }
    }
  }

  @RepeatedTest(REPETITIONS)
  void adjustedP_anyFamily_isNotBelowTheOneAlone(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    for (Decided decided : study.decided()) {
      assertThat(decided.adjustedP())
          .as(study.name)
          .isGreaterThanOrEqualTo(decided.p() * (1 - 1e-12))
          .isGreaterThanOrEqualTo(Math.scalb(1.0, 1 - decided.seeds()));
    }
  }

  @RepeatedTest(REPETITIONS)
  void decisions_alone_areThoseWithAllNumbers(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    assertThat(Decisions.decisions(study.data(x -> x), study.family, study.rule, study::random))
        .as(study.name)
        .isEqualTo(study.decided().stream().map(Decided::decision).toList());
  }

  @RepeatedTest(REPETITIONS)
  void decisions_otherOrderOfComparisons_areTheSame(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    List<Integer> order = new ArrayList<>(IntStream.range(0, study.family.size()).boxed().toList());
    Collections.shuffle(order, new Random(repetition.getCurrentRepetition()));
    List<Decided> decided = study.decided();
    List<Decided> shuffled =
        Decisions.of(
            study.data(x -> x),
            order.stream().map(study.family::get).toList(),
            study.rule,
            study::random);
    for (int i = 0; i < order.size(); i++) {
      assertThat(shuffled.get(i)).as(study.name).isEqualTo(decided.get(order.get(i)));
    }
  }

  @RepeatedTest(REPETITIONS)
  void decisions_otherOrderOfTheSeedsOfALook_areTheSame(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition()).withTwoLevels();
    int seeds = study.scores[0][0].length;
    int[] order = IntStream.range(0, seeds).toArray();
    int first = 0;
    for (int end : study.rule.looks()) {
      for (int i = first; i < end; i++) {
        order[i] = end - 1 - (i - first);
      }
      first = end;
    }
    List<Decided> decided = study.decided();
    for (double[][] level : study.scores) {
      for (int task = 0; task < level.length; task++) {
        double[] before = level[task].clone();
        Arrays.setAll(level[task], seed -> before[order[seed]]);
      }
    }
    List<Decided> reordered = study.decided();
    for (int i = 0; i < decided.size(); i++) {
      // The first look's signs are listed; those of a later one may be drawn.
      if (decided.get(i).look() == 0) {
        assertThat(reordered.get(i).decision()).isEqualTo(decided.get(i).decision());
        assertThat(reordered.get(i).adjustedP())
            .as(study.name)
            .isEqualTo(decided.get(i).adjustedP(), within(1e-12));
      } else {
        assertThat(reordered.get(i).adjustedP())
            .as(study.name)
            .isEqualTo(decided.get(i).adjustedP(), within(0.06));
      }
    }
  }

  @RepeatedTest(REPETITIONS)
  void decisions_allScoresShifted_areTheSame(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    List<Decided> decided = study.decided();
    List<Decided> shifted =
        Decisions.of(study.data(x -> x + 1.7), study.family, study.rule, study::random);
    for (int i = 0; i < decided.size(); i++) {
      assertSame(study.name, shifted.get(i), decided.get(i), 1);
    }
  }

  @RepeatedTest(REPETITIONS)
  void decisions_negatedScores_swapBetterAndWorse(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    List<Decided> decided = study.decided();
    List<Decided> negated =
        Decisions.of(study.data(x -> -x), study.family, study.rule, study::random);
    for (int i = 0; i < decided.size(); i++) {
      assertSame(study.name, negated.get(i), decided.get(i), -1);
    }
  }

  @RepeatedTest(REPETITIONS)
  void interaction_isTheComparisonOfWhatTasksDifferBy(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    double[][][] scores = new double[3][2][8];
    double[][][] less = new double[3][1][8];
    for (int level = 0; level < 3; level++) {
      for (int seed = 0; seed < 8; seed++) {
        scores[level][0][seed] = random.nextInt(4) / 4.0 + (level == 1 ? 1 : 0);
        scores[level][1][seed] = random.nextInt(4) / 4.0;
        less[level][0][seed] = scores[level][0][seed] - scores[level][1][seed];
      }
    }
    DecisionRule rule = new DecisionRule(List.of(8), 0.05, 0.05, 999, true, true);
    List<Decided> interactions =
        Decisions.of(
            new Measurements(scores, new boolean[3][2][8], 0),
            List.of(
                new Contrast(1, List.of(0), List.of(1)), new Contrast(2, List.of(0), List.of(1))),
            rule,
            () -> new Pcg64(5));
    List<Decided> differences =
        Decisions.of(
            new Measurements(less, new boolean[3][1][8], 0),
            List.of(new Contrast(1, List.of(0)), new Contrast(2, List.of(0))),
            rule,
            () -> new Pcg64(5));
    assertThat(interactions)
        .as("seed %s", repetition.getCurrentRepetition())
        .isEqualTo(differences);
  }

  @RepeatedTest(REPETITIONS)
  void p_oneComparison_isThatOfAllSigns(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition()).withTwoLevels().fixed();
    Contrast contrast = study.family.get(0);
    Decided decided =
        Decisions.of(study.data(x -> x), List.of(contrast), study.rule, study::random).get(0);
    int seeds = study.rule.looks().get(0);
    double observed = Math.abs(signed(study.scores, contrast, seeds, 0));
    int reached = 0;
    for (int signs = 0; signs < 1 << seeds; signs++) {
      double sum = Math.abs(signed(study.scores, contrast, seeds, signs));
      reached += sum >= observed - 1e-9 ? 1 : 0;
    }
    double p = reached / (double) (1 << seeds);
    assertThat(decided.p()).as(study.name).isEqualTo(p, within(1e-12));
    assertThat(decided.adjustedP()).as(study.name).isEqualTo(p, within(1e-12));
  }

  @RepeatedTest(REPETITIONS)
  void decisions_moreSeedsToCome_stayAtTheLooksSoFar(RepetitionInfo repetition) {
    Study study = new Study(repetition.getCurrentRepetition());
    List<Decided> all = study.decided();
    int first = study.rule.looks().get(0);
    for (double[][] level : study.scores) {
      for (double[] scores : level) {
        Arrays.fill(scores, first, scores.length, Double.NaN);
      }
    }
    List<Decided> early = study.decided();
    for (int i = 0; i < all.size(); i++) {
      assertThat(early.get(i).look()).as(study.name).isZero();
      if (all.get(i).look() == 0) {
        assertThat(early.get(i)).as(study.name).isEqualTo(all.get(i));
      } else {
        assertThat(early.get(i).decision()).as(study.name).isEqualTo(Decision.NOT_DECIDED);
      }
    }
  }

  @Test
  void smallestP_clearEffect_isThatOfTheSeedsHoweverLargeTheFamily() {
    double[][][] scores = new double[7][1][8];
    Pcg64 random = new Pcg64(1);
    for (double[][] level : scores) {
      Arrays.setAll(level[0], seed -> 0.01 * random.standardNormal());
    }
    for (int seed = 0; seed < 8; seed++) {
      scores[1][0][seed] -= 1;
    }
    Decided decided = decide(scores, new DecisionRule(List.of(8), 0.05, 0.05, 10_000, true, true));
    assertThat(decided.decision()).isEqualTo(Decision.WORSE);
    assertThat(decided.p()).isEqualTo(Math.scalb(1.0, -7));
    assertThat(decided.adjustedP()).isLessThan(0.011);
  }

  @Test
  void equalScores_noneFailed_areEquivalentWithTheBoundOnFailures() {
    double[][][] scores = new double[2][1][16];
    Decided decided = decide(scores, new DecisionRule(List.of(16), 0.05, 0.05, 10_000, true, true));
    assertThat(decided.decision()).isEqualTo(Decision.EQUIVALENT);
    assertThat(decided.p()).isEqualTo(1);
    assertThat(decided.mean()).isZero();
    assertThat(decided.failureBound()).isEqualTo(0.206, within(0.0005));
    assertThat(decided.seedsForMargin()).isEmpty();
  }

  @Test
  void equalScores_oneFailed_areNotDecidedButWithinTheMargin() {
    double[][][] scores = new double[2][1][16];
    boolean[][][] failing = new boolean[2][1][16];
    failing[0][0][3] = true;
    Decided decided =
        Decisions.of(
                new Measurements(scores, failing, 0),
                List.of(new Contrast(1, List.of(0))),
                new DecisionRule(List.of(16), 0.05, 0.05, 10_000, true, true),
                () -> new Pcg64(1))
            .get(0);
    assertThat(decided.decision()).isEqualTo(Decision.NOT_DECIDED);
    assertThat(decided.withinMargin()).isTrue();
    assertThat(decided.baselineFailing()).isEqualTo(1);
    assertThat(decided.failureBound()).isNaN();
  }

  @Test
  void constantDifference_fewSeeds_excludesNothing() {
    double[][][] scores = {{{0, 0, 0, 0}}, {{0.3, 0.3, 0.3, 0.3}}};
    Decided decided = decide(scores, new DecisionRule(List.of(4), 0.05, 0.05, 10_000, true, true));
    assertThat(decided.decision()).isEqualTo(Decision.NOT_DECIDED);
    assertThat(decided.p()).isEqualTo(0.125);
    assertThat(decided.low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(decided.high()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** Of the 216 ways to permute three levels in three seeds, only six set one so far apart. */
  @Test
  void constantScores_threeSeeds_showNoMoreThanOneComparisonAlone() {
    double[][][] scores = {{{0, 0, 0}}, {{1, 1, 1}}, {{0, 0, 0}}};
    Decided decided = decide(scores, new DecisionRule(List.of(3), 0.05, 0.05, 10_000, true, true));
    assertThat(decided.p()).isEqualTo(0.25);
    assertThat(decided.adjustedP()).isEqualTo(0.25);
    assertThat(decided.decision()).isEqualTo(Decision.NOT_DECIDED);
    assertThat(decided.high()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** Five of five signs have a p-value of 0.0625, however rarely permutations reach as far. */
  @Test
  void levelNotRejectedByItsOwnTest_leavesTheNextOneToIts() {
    double[][][] scores = new double[3][1][12];
    Arrays.fill(scores[1][0], 0, 5, 1);
    Arrays.setAll(scores[2][0], seed -> seed % 2 == 0 ? 2.26 : -0.26);
    DecisionRule rule = new DecisionRule(List.of(12), 0.05, 0.05, 10_000, true, true);
    List<Decided> decided =
        Decisions.of(
            new Measurements(scores, new boolean[3][1][12], 0),
            List.of(new Contrast(1, List.of(0)), new Contrast(2, List.of(0))),
            rule,
            () -> new Pcg64(1));
    assertThat(decided.get(0).adjustedP()).isEqualTo(0.0625);
    assertThat(decided.get(0).decision()).isEqualTo(Decision.NOT_DECIDED);
    assertThat(decided.get(1).p()).isEqualTo(0x1p-5);
    assertThat(decided.get(1).decision()).isEqualTo(Decision.BETTER);
  }

  @Test
  void seedsForMargin_wideInterval_areThoseThatNarrowIt() {
    double[][][] scores = new double[2][1][20];
    Pcg64 random = new Pcg64(3);
    Arrays.setAll(scores[1][0], seed -> 0.2 * random.standardNormal());
    Decided decided = decide(scores, new DecisionRule(List.of(20), 0.05, 0.05, 10_000, true, true));
    double reach = (decided.high() - decided.low()) / 2;
    double rough = 20 * (reach / 0.05) * (reach / 0.05);
    assertThat((double) decided.seedsForMargin().orElseThrow())
        .isBetween(0.85 * rough, 1.01 * rough);
  }

  @Test
  void follower_scoresThatEnd_leaveTheOthersGoingOn() {
    double[][][] scores = new double[3][1][12];
    Pcg64 random = new Pcg64(4);
    for (double[][] level : scores) {
      Arrays.setAll(level[0], seed -> 0.3 * random.standardNormal());
    }
    Arrays.fill(scores[1][0], 8, 12, Double.NaN);
    List<Contrast> family = List.of(new Contrast(1, List.of(0)), new Contrast(2, List.of(0)));
    Measurements data = new Measurements(scores, new boolean[3][1][12], 0);
    for (boolean stops : new boolean[] {true, false}) {
      DecisionRule rule = new DecisionRule(List.of(8, 12), 0.05, 0.05, 999, stops, false);
      List<Decided> decided = Decisions.of(data, family, rule, () -> new Pcg64(1));
      assertThat(decided.get(0).look()).isZero();
      assertThat(decided.get(1).look()).isEqualTo(stops ? 0 : 1);
    }
  }

  @Test
  void decisions_noLookComplete_sayNothing() {
    double[][][] scores = new double[2][1][4];
    Decided decided = decide(scores, new DecisionRule(List.of(8), 0.05, 0.05, 999, true, true));
    assertThat(decided).isEqualTo(Decided.UNSEEN);
  }

  @Test
  void looks_growByAHalf() {
    assertThat(SeedLooks.growing(8, 40)).containsExactly(8, 12, 18, 27, 40);
    assertThat(SeedLooks.growing(8, 8)).containsExactly(8);
    assertThat(SeedLooks.growing(8, 9)).containsExactly(8, 9);
    assertThat(SeedLooks.growing(6, 20)).containsExactly(6, 9, 13, 20);
    assertThat(SeedLooks.leastSeeds(1, 0.05)).isEqualTo(6);
    assertThat(SeedLooks.leastSeeds(5, 0.05)).isEqualTo(8);
    assertThat(SeedLooks.leastSeeds(9, 0.05)).isEqualTo(9);
  }

  @Test
  void tolerance_nineOfTen_takes29Runs() {
    assertThat(Tolerance.leastRuns(0.9, 0.05)).isEqualTo(29);
    assertThat(Tolerance.share(29, 0.05)).isGreaterThan(0.9);
    assertThat(Tolerance.share(28, 0.05)).isLessThan(0.9);
    assertThat(Tolerance.leastRuns(Tolerance.share(12, 0.05), 0.05)).isEqualTo(12);
  }

  @Test
  void badInput_isASentence() {
    assertThatThrownBy(() -> new DecisionRule(List.of(8, 8), 0.05, 0.05, 999, true, true))
        .hasMessage("The seeds of the looks are at least 2 and increase, but are [8, 8].");
    assertThatThrownBy(() -> new DecisionRule(List.of(8), 0.05, 0, 999, true, true))
        .hasMessage("A margin is finite and above 0, but is 0.0.");
    assertThatThrownBy(() -> new Contrast(1, List.of()))
        .hasMessage("A comparison needs at least one task, but has none.");
    assertThatThrownBy(() -> new Measurements(new double[2][1][3], new boolean[2][1][4], 0))
        .hasMessage("Every task has 3 seeds, but task 0 of level 0 has 3 scores and 4 failures.");
    Measurements data = new Measurements(new double[2][1][8], new boolean[2][1][8], 0);
    DecisionRule rule = new DecisionRule(List.of(8), 0.05, 0.05, 999, true, true);
    assertThatThrownBy(
            () ->
                Decisions.of(data, List.of(new Contrast(0, List.of(0))), rule, () -> new Pcg64(1)))
        .hasMessage(
            "A comparison is of one of the 2 levels with the baseline 0, but this one is of level"
                + " 0.");
    assertThatThrownBy(() -> Proportions.interval(3, 2, 0.05)).hasMessageContaining("3 of 2");
    assertThatThrownBy(() -> SeedLooks.growing(9, 8)).hasMessageContaining("9 and 8");
  }

  private static Decided decide(double[][][] scores, DecisionRule rule) {
    return Decisions.of(
            new Measurements(
                scores, new boolean[scores.length][scores[0].length][scores[0][0].length], 0),
            IntStream.range(1, scores.length)
                .mapToObj(level -> new Contrast(level, List.of(0)))
                .toList(),
            rule,
            () -> new Pcg64(1))
        .get(0);
  }

  private static void assertSame(String name, Decided found, Decided expected, int sign) {
    Decision decision = expected.decision();
    if (sign < 0 && decision == Decision.BETTER) {
      decision = Decision.WORSE;
    } else if (sign < 0 && decision == Decision.WORSE) {
      decision = Decision.BETTER;
    }
    assertThat(found.decision()).as(name).isEqualTo(decision);
    assertThat(found.look()).as(name).isEqualTo(expected.look());
    assertThat(found.mean()).as(name).isEqualTo(sign * expected.mean(), within(1e-9));
    assertThat(found.p()).as(name).isEqualTo(expected.p(), within(1e-12));
    assertThat(found.adjustedP()).as(name).isEqualTo(expected.adjustedP(), within(1e-12));
    assertClose(name, found.low(), sign > 0 ? expected.low() : -expected.high());
    assertClose(name, found.high(), sign > 0 ? expected.high() : -expected.low());
  }

  private static void assertClose(String name, double found, double expected) {
    if (Double.isInfinite(expected)) {
      assertThat(found).as(name).isEqualTo(expected);
    } else {
      assertThat(found).as(name).isEqualTo(expected, within(1e-7 * (1 + Math.abs(expected))));
    }
  }

  private static double signed(double[][][] scores, Contrast contrast, int seeds, int signs) {
    double sum = 0;
    for (int seed = 0; seed < seeds; seed++) {
      for (int task : contrast.tasks()) {
        double difference = scores[contrast.level()][task][seed] - scores[0][task][seed];
        sum += (signs >> seed & 1) == 0 ? difference : -difference;
      }
    }
    return sum;
  }

  /** A random study: some levels, tasks and looks, with scores of some kind. */
  private static final class Study {

    private final int seed;
    private final String name;
    private double[][][] scores;
    private List<Contrast> family;
    private DecisionRule rule;

    Study(int seed) {
      this.seed = seed;
      name = "seed " + seed;
      Pcg64 draw = new Pcg64(seed);
      int levels = 2 + draw.nextInt(4);
      int tasks = 1 + draw.nextInt(3);
      List<Integer> looks =
          List.of(List.of(6), List.of(10), List.of(7, 10), List.of(8, 12)).get(draw.nextInt(4));
      int kind = draw.nextInt(4);
      scores = new double[levels][tasks][looks.get(looks.size() - 1)];
      for (int level = 0; level < levels; level++) {
        double effect = draw.nextInt(3) * 0.15;
        for (double[] row : scores[level]) {
          Arrays.setAll(row, i -> score(kind, draw) - effect);
        }
      }
      family = family(levels, tasks);
      rule = new DecisionRule(looks, 0.05, 0.1, 300, true, true);
    }

    Study withTwoLevels() {
      scores = Arrays.copyOf(scores, 2);
      family = family(2, scores[0].length);
      rule = new DecisionRule(rule.looks(), 0.05, 0.1, 4096, true, true);
      return this;
    }

    Study fixed() {
      rule =
          new DecisionRule(
              rule.looks().subList(0, 1),
              rule.level(),
              rule.margin(),
              rule.permutations(),
              true,
              true);
      return this;
    }

    List<Decided> decided() {
      return Decisions.of(data(x -> x), family, rule, this::random);
    }

    Measurements data(DoubleUnaryOperator change) {
      double[][][] changed =
          Arrays.stream(scores)
              .map(
                  level ->
                      Arrays.stream(level)
                          .map(row -> Arrays.stream(row).map(change).toArray())
                          .toArray(double[][]::new))
              .toArray(double[][][]::new);
      boolean[][][] failing = new boolean[scores.length][scores[0].length][scores[0][0].length];
      return new Measurements(changed, failing, 0);
    }

    Pcg64 random() {
      return new Pcg64(seed);
    }

    private static List<Contrast> family(int levels, int tasks) {
      List<Contrast> family = new ArrayList<>();
      for (int level = 1; level < levels; level++) {
        for (int task = 0; task < tasks; task++) {
          family.add(new Contrast(level, List.of(task)));
        }
        if (tasks > 1) {
          family.add(new Contrast(level, IntStream.range(0, tasks).boxed().toList()));
        }
      }
      return family;
    }

    private static double score(int kind, Pcg64 draw) {
      return switch (kind) {
        case 0 -> 0.7 + 0.1 * draw.standardNormal();
        case 1 -> draw.nextInt(4) / 4.0;
        case 2 -> draw.nextInt(5) == 0 ? 0 : 0.9 + 0.03 * draw.standardNormal();
        default -> Math.min(1, 0.95 + 0.2 * draw.standardNormal());
      };
    }
  }
}
