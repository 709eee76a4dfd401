package io.rein4j.study.analysis;

import io.rein4j.study.plan.Outcome;
import java.util.List;

/**
 * The A/A check: the baseline compared to itself, by random halves of its seeds. It shows how large
 * a difference chance makes.
 *
 * @param outcome in which outcome
 * @param environment the environment's id
 * @param condition the condition
 * @param seeds seeds in each half
 * @param splits how many random splits were made
 * @param usualDifference the median over the splits of the absolute mean difference
 * @param largeDifference their 95 % quantile
 * @param calledDifferent share of the splits that the test, without a correction, called different
 *     (p below 0.05)
 * @param sentence all of it in words
 */
public record ChanceCheck(
    Outcome outcome,
    String environment,
    String condition,
    int seeds,
    int splits,
    double usualDifference,
    double largeDifference,
    double calledDifferent,
    String sentence) {

  /** What files hold, and pages show. */
  public static final List<ResultColumn<ChanceCheck>> COLUMNS =
      List.of(
          ResultColumn.of("outcome", "outcome", ChanceCheck::outcome),
          ResultColumn.of("environment", "environment", ChanceCheck::environment),
          ResultColumn.of("condition", "condition", ChanceCheck::condition),
          ResultColumn.of("seeds", "seeds in a half", ChanceCheck::seeds),
          ResultColumn.of("splits", "splits", ChanceCheck::splits),
          ResultColumn.of("usual_difference", "difference, median", ChanceCheck::usualDifference),
          ResultColumn.of("large_difference", "95% quantile", ChanceCheck::largeDifference),
          ResultColumn.share("called_different", "called different", ChanceCheck::calledDifferent),
          ResultColumn.of("sentence", "sentence", ChanceCheck::sentence));

  ChanceCheck withSentence(String words) {
    return new ChanceCheck(
        outcome,
        environment,
        condition,
        seeds,
        splits,
        usualDifference,
        largeDifference,
        calledDifferent,
        words);
  }
}
