package io.rein4j.study.analysis;

/**
 * The A/A check: the baseline compared to itself, by random halves of its seeds. It shows how large
 * a difference chance makes.
 *
 * @param outcome in which outcome
 * @param environment the environment's id
 * @param condition the condition
 * @param seeds seeds in each half
 * @param splits how many random splits were made
 * @param usualDifference the median over the splits of the absolute difference of interquartile
 *     means
 * @param largeDifference their 95 % quantile
 * @param calledDifferent share of the splits that the test, without Holm, called different (p below
 *     0.05)
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
