package io.rein4j.study.plan;

import io.rein4j.train.EvaluationRecord;

/**
 * The mean return of an agent that acts at random, as it was measured for a study.
 *
 * @param mean the mean over the episodes
 * @param deviation the standard deviation over the episodes
 * @param episodes how many episodes were played
 * @param seed what the episodes and the actions were drawn from
 */
public record RandomReturn(double mean, double deviation, int episodes, long seed) {

  static RandomReturn of(EvaluationRecord evaluation, long seed) {
    return new RandomReturn(
        evaluation.meanReturn(), evaluation.returnDeviation(), evaluation.returns().size(), seed);
  }

  /** {@return the standard error of the mean} */
  public double standardError() {
    return deviation / Math.sqrt(episodes);
  }
}
