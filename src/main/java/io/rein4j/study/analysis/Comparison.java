package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A level compared to the baseline.
 *
 * @param outcome in which outcome
 * @param primary whether the study is about that outcome
 * @param level the level
 * @param baseline the baseline
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param against of an interaction, the condition whose difference is subtracted; otherwise null
 * @param seeds the number of seeds, the same for both
 * @param mostSeeds the number of seeds that the study goes up to
 * @param difference the mean over the seeds of the level's outcome less the baseline's, with the
 *     interval of all differences that neither the corrected test nor that of this comparison alone
 *     rejects: it holds 0 unless the verdict is better or worse
 * @param p the p-value of this comparison alone, as if all its seeds had been planned beforehand:
 *     it allows neither for other comparisons nor for several looks
 * @param adjustedP the p-value after the corrections for all comparisons of the outcome and for all
 *     looks: at look k of K, it is the share of the error up to there times K / k
 * @param comparisons how many comparisons the outcome has
 * @param looks at how many numbers of seeds the study is looked at, at most
 * @param verdict what the comparison has shown
 * @param margin the largest difference that levels called equivalent may have
 * @param equivalence the same mean with its 90 % t interval, which lies within the margin where the
 *     two do not differ by more
 * @param isWithinMargin whether it does
 * @param failing how many of the level's runs are failing
 * @param baselineFailing how many of the baseline's are
 * @param failureBound where no run of either is failing, the rate of failures that so many seeds
 *     exclude with 95 % confidence, for both together; NaN where any is
 * @param mcnemarP of failures, the p-value of McNemar's exact test of this comparison alone; NaN of
 *     other outcomes
 * @param seedsForMargin about how many seeds would make the interval as narrow as the margin on
 *     either side; empty if it is so already
 * @param sentence all of it in words
 */
public record Comparison(
    Outcome outcome,
    boolean primary,
    String level,
    String baseline,
    String environment,
    String condition,
    @Nullable String against,
    int seeds,
    int mostSeeds,
    Estimate difference,
    double p,
    double adjustedP,
    int comparisons,
    int looks,
    Verdict verdict,
    double margin,
    Estimate equivalence,
    boolean isWithinMargin,
    Share failing,
    Share baselineFailing,
    double failureBound,
    double mcnemarP,
    OptionalInt seedsForMargin,
    String sentence) {

  /**
   * People read of a larger number of seeds needed that it is larger than this: it is too rough.
   */
  public static final long MANY_SEEDS = 1_000;

  /** What files hold, and pages show. */
  public static final List<ResultColumn<Comparison>> COLUMNS =
      List.of(
          ResultColumn.of("outcome", "outcome", Comparison::outcome),
          ResultColumn.of("primary", "primary", Comparison::primary),
          ResultColumn.of("level", "level", Comparison::level),
          ResultColumn.of("baseline", "baseline", Comparison::baseline),
          ResultColumn.of("environment", "environment", Comparison::environment),
          ResultColumn.of("condition", "condition", Comparison::condition),
          ResultColumn.of("against", "against", one -> one.against() == null ? "" : one.against()),
          ResultColumn.of("seeds", "seeds", Comparison::seeds),
          ResultColumn.of("most_seeds", "of at most", Comparison::mostSeeds),
          ResultColumn.of("verdict", "verdict", Comparison::verdict),
          ResultColumn.estimate("difference", "difference, 95% interval", Comparison::difference),
          ResultColumn.of("p", "p alone", Comparison::p),
          ResultColumn.of("adjusted_p", "p, corrected", Comparison::adjustedP),
          ResultColumn.of("comparisons", "comparisons", Comparison::comparisons),
          ResultColumn.of("looks", "looks", Comparison::looks),
          ResultColumn.of("margin", "margin", Comparison::margin),
          ResultColumn.estimate("equivalence", "90% interval", Comparison::equivalence),
          ResultColumn.of("within_margin", "within margin", Comparison::isWithinMargin),
          ResultColumn.of("failing", "failing", Comparison::failing),
          ResultColumn.of("baseline_failing", "baseline failing", Comparison::baselineFailing),
          ResultColumn.of("failure_bound", "failures excluded above", Comparison::failureBound),
          ResultColumn.of("mcnemar_p", "McNemar's p alone", Comparison::mcnemarP),
          ResultColumn.of("seeds_for_margin", "seeds for the margin", Comparison::seedsNeeded),
          ResultColumn.of("sentence", "sentence", Comparison::sentence));

  /** {@return whether differences from the baseline are compared between two conditions} */
  public boolean isInteraction() {
    return against != null;
  }

  /** {@return whether no run of either is failing} */
  public boolean isWithoutFailures() {
    return failing.count() == 0 && baselineFailing.count() == 0;
  }

  private OptionalLong seedsNeeded() {
    return seedsForMargin.isPresent()
        ? OptionalLong.of(seedsForMargin.getAsInt())
        : OptionalLong.empty();
  }

  Comparison withSentence(String words) {
    return new Comparison(
        outcome,
        primary,
        level,
        baseline,
        environment,
        condition,
        against,
        seeds,
        mostSeeds,
        difference,
        p,
        adjustedP,
        comparisons,
        looks,
        verdict,
        margin,
        equivalence,
        isWithinMargin,
        failing,
        baselineFailing,
        failureBound,
        mcnemarP,
        seedsForMargin,
        words);
  }
}
