package io.rein4j.study.analysis;

import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.List;
import java.util.OptionalLong;

/**
 * A level compared to the baseline.
 *
 * @param outcome in which outcome
 * @param level the level
 * @param baseline the baseline
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param seeds the number of seeds, the same for both
 * @param difference the level's interquartile mean less the baseline's
 * @param p the p-value of the sign-flip test
 * @param adjustedP the same after Holm, over all comparisons of the outcome
 * @param verdict what the comparison has shown
 * @param seedsNeeded about how many seeds would show a difference of this size with a probability
 *     of 80 %; empty where there is no difference at all, or no spread
 * @param sentence all of it in words
 */
public record Comparison(
    Outcome outcome,
    String level,
    String baseline,
    String environment,
    String condition,
    int seeds,
    Estimate difference,
    double p,
    double adjustedP,
    Verdict verdict,
    OptionalLong seedsNeeded,
    String sentence) {

  /**
   * People read of a larger number of seeds needed that it is larger than this: it is too rough.
   */
  public static final long MANY_SEEDS = 1_000;

  /** What files hold, and pages show. */
  public static final List<ResultColumn<Comparison>> COLUMNS =
      List.of(
          ResultColumn.of("outcome", "outcome", Comparison::outcome),
          ResultColumn.of("level", "level", Comparison::level),
          ResultColumn.of("baseline", "baseline", Comparison::baseline),
          ResultColumn.of("environment", "environment", Comparison::environment),
          ResultColumn.of("condition", "condition", Comparison::condition),
          ResultColumn.of("seeds", "seeds", Comparison::seeds),
          ResultColumn.estimate("difference", "difference, 95% interval", Comparison::difference),
          ResultColumn.of("p", "p", Comparison::p),
          ResultColumn.of("adjusted_p", "adjusted p", Comparison::adjustedP),
          ResultColumn.of("verdict", "verdict", Comparison::verdict),
          ResultColumn.of("seeds_needed", "seeds needed", Comparison::seedsNeeded),
          ResultColumn.of("sentence", "sentence", Comparison::sentence));

  Comparison withSentence(String words) {
    return new Comparison(
        outcome,
        level,
        baseline,
        environment,
        condition,
        seeds,
        difference,
        p,
        adjustedP,
        verdict,
        seedsNeeded,
        words);
  }
}
