package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Verdict, interval, p-value and sentence of a comparison never say different things. */
class VerdictPropertiesTest {

  private static final double LEVEL = 0.05;

  /** How the runs of a level end: {@code spread} around {@code score}, a share of them at 0. */
  private record Shape(double score, double spread, double lost, double crashed) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(0.9, 0.1, 0, 0),
          new Shape(0.9, 0.01, 0, 0),
          new Shape(0.92, 0.01, 0, 0),
          new Shape(0.9, 0, 0, 0),
          new Shape(0.6, 0.3, 0, 0),
          new Shape(0.9, 0.02, 0.3, 0),
          new Shape(0.1, 0.05, 0, 0),
          new Shape(0.9, 0.01, 0, 0.2));

  private static StudyScores drawn(long seed) {
    Pcg64 random = new Pcg64(seed);
    int environments = 1 + random.nextInt(2);
    int conditions = 1 + random.nextInt(2);
    StudyDesign design =
        SimulatedStudies.design(
            2 + random.nextInt(3),
            environments,
            conditions,
            2 + random.nextInt(14),
            List.of(Outcome.values()).get(random.nextInt(Outcome.values().length)));
    List<RunOutcome> runs = new ArrayList<>();
    for (Cell cell : design.cells()) {
      Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
      for (long run : design.seeds()) {
        double score = shape.score() + shape.spread() * random.standardNormal();
        double end = random.nextDouble() < shape.lost() ? 0 : score;
        double[] returns = {0, 200 * end - 100, 200 * end - 100};
        runs.add(
            random.nextDouble() < shape.crashed()
                ? SimulatedStudies.crashed(cell, run, 9_000, SimulatedStudies.points(returns))
                : SimulatedStudies.run(cell, run, SimulatedStudies.points(returns)));
      }
    }
    return new StudyScores(design, runs, AnalysisSettings.builder().replicates(100).build());
  }

  @RepeatedTest(60)
  void comparisons_anyStudy_agreeWithThemselves(RepetitionInfo repetition) {
    StudyScores scores = drawn(repetition.getCurrentRepetition());
    assertConsistent(new Comparing(scores).all(), new Aggregation(scores).all());
  }

  @Test
  void drawnStudies_together_haveEveryVerdict() {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    for (long seed = 1; seed <= 20; seed++) {
      new Comparing(drawn(seed)).all().forEach(one -> verdicts.add(one.verdict()));
    }
    assertThat(verdicts).containsExactlyInAnyOrder(Verdict.values());
  }

  static void assertConsistent(List<Comparison> comparisons, List<Aggregate> aggregates) {
    assertThat(comparisons).isNotEmpty();
    for (Comparison one : comparisons) {
      assertNumbers(one);
      assertMean(one, aggregates);
      assertSentence(one);
    }
  }

  private static void assertNumbers(Comparison one) {
    Estimate difference = one.difference();
    boolean isDifference = one.verdict().isDifference();
    assertThat(one.adjustedP() < LEVEL).as("p: " + one).isEqualTo(isDifference);
    assertThat(difference.low() > 0 || difference.high() < 0)
        .as("interval: " + one)
        .isEqualTo(isDifference);
    assertThat(one.p()).isGreaterThan(0).isLessThanOrEqualTo(1);
    assertThat(difference.low()).isLessThanOrEqualTo(difference.value());
    assertThat(difference.high()).isGreaterThanOrEqualTo(difference.value());
    if (isDifference) {
      boolean isMore = difference.value() > 0;
      assertThat(one.verdict() == Verdict.BETTER).isEqualTo(isMore == one.outcome().moreIsBetter());
    }
    boolean isWithin =
        one.equivalence().low() > -one.margin() && one.equivalence().high() < one.margin();
    assertThat(one.isWithinMargin()).as("margin: " + one).isEqualTo(isWithin);
    assertThat(one.verdict() == Verdict.EQUIVALENT)
        .as("equivalent: " + one)
        .isEqualTo(
            one.primary() && !isDifference && one.isWithinMargin() && one.isWithoutFailures());
    assertThat(Double.isNaN(one.failureBound())).isEqualTo(!one.isWithoutFailures());
    assertThat(Double.isNaN(one.mcnemarP())).isEqualTo(one.outcome() != Outcome.FAILURES);
    if (one.outcome() == Outcome.FAILURES) {
      assertThat(difference.value())
          .isEqualTo(one.failing().value() - one.baselineFailing().value(), within(1e-12));
    }
  }

  /** The difference is that of the means that stand beside it. */
  private static void assertMean(Comparison one, List<Aggregate> aggregates) {
    assertThat(one.difference().value())
        .isEqualTo(
            mean(aggregates, one, one.level()) - mean(aggregates, one, one.baseline()),
            within(1e-9));
    assertThat(one.equivalence().value()).isEqualTo(one.difference().value());
  }

  private static double mean(List<Aggregate> aggregates, Comparison of, String level) {
    return aggregates.stream()
        .filter(
            one ->
                one.outcome() == of.outcome()
                    && one.level().equals(level)
                    && one.environment().equals(of.environment())
                    && one.condition().equals(of.condition()))
        .findFirst()
        .orElseThrow()
        .mean()
        .value();
  }

  private static void assertSentence(Comparison one) {
    String sentence = one.sentence();
    boolean isDifference = one.verdict().isDifference();
    boolean isNotDecided = one.verdict() == Verdict.NOT_DECIDED;
    boolean isOfFailures = one.outcome() == Outcome.FAILURES;
    for (Verdict verdict : Verdict.values()) {
      assertSays(one, ": " + verdict.words(), verdict == one.verdict());
    }
    assertThat(sentence).startsWith("`" + one.level() + "`").contains(one.baseline());
    assertSays(one, "(a secondary outcome)", !one.primary());
    boolean isHeldBack =
        isNotDecided
            && one.primary()
            && !isOfFailures
            && one.isWithinMargin()
            && !one.isWithoutFailures();
    assertSays(one, "only levels without a failing run", isHeldBack);
    assertSays(one, "neither a difference", isNotDecided && one.primary() && !isHeldBack);
    assertSays(one, "as no difference", isNotDecided && !one.primary());
    boolean hasP = one.verdict() != Verdict.EQUIVALENT && !isHeldBack;
    assertSays(one, "p = ", "p < ", hasP);
    assertSays(one, "after the correction for " + one.comparisons(), hasP && one.comparisons() > 1);
    assertSays(
        one,
        "within the margin of 0.05",
        (one.verdict() == Verdict.EQUIVALENT && !isOfFailures) || (isNotDecided && one.primary()));
    assertSays(one, "smaller than the margin of 0.05", isDifference && one.isWithinMargin());
    assertSays(
        one,
        "%s of %s runs of `%s` failed and %s of %s of `%s`"
            .formatted(
                one.failing().count(),
                one.failing().of(),
                one.level(),
                one.baselineFailing().count(),
                one.baselineFailing().of(),
                one.baseline()),
        (isNotDecided && !one.isWithoutFailures()) || (isDifference && isOfFailures));
    assertSays(
        one,
        "0 of %s runs failed in either, which excludes".formatted(one.failing().of()),
        !isDifference
            && one.isWithoutFailures()
            && (one.verdict() == Verdict.EQUIVALENT || isOfFailures));
    assertSays(
        one,
        " on either side",
        isNotDecided && one.isWithoutFailures() && one.seedsForMargin().isPresent());
    assertSays(one, "McNemar", isOfFailures && !one.isWithoutFailures());
    assertThat(sentence).doesNotContain("NaN", "--", "..", " -0.00 ");
  }

  private static void assertSays(Comparison one, String words, boolean expected) {
    assertThat(one.sentence().contains(words)).as(words + ": " + one).isEqualTo(expected);
  }

  private static void assertSays(Comparison one, String words, String others, boolean expected) {
    assertThat(one.sentence().contains(words) || one.sentence().contains(others))
        .as(words + ": " + one)
        .isEqualTo(expected);
  }
}
