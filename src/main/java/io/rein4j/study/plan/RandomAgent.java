package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.Numbers;
import io.rein4j.train.RandomActions;
import io.rein4j.train.RunConfig;
import java.util.OptionalDouble;

/**
 * An agent that acts at random, whose mean return a study wants measured before its runs.
 *
 * @param environment the environment's name in the study
 * @param config the config that the environment's runs start from
 * @param reference the return of the reference
 * @param solved the return from which the environment counts as solved, where Gymnasium gives one
 * @param seed what the episodes and the actions are drawn from
 */
public record RandomAgent(
    String environment, RunConfig config, double reference, OptionalDouble solved, long seed) {

  /** So many that the mean of most returns is known to a few percent. */
  public static final int EPISODES = 100;

  /**
   * {@return its return, measured now; the same whenever it is measured}
   *
   * @param catalog what has the environments of this process
   */
  public RandomReturn measure(Catalog catalog) {
    return RandomReturn.of(RandomActions.evaluate(catalog, config, seed, EPISODES), seed);
  }

  /**
   * {@return the range of scores between it and the reference}
   *
   * @param measured what it got
   * @throws IllegalArgumentException if that is not below the reference
   */
  ScoreRange range(RandomReturn measured) {
    if (!(measured.mean() < reference)) {
      throw new IllegalArgumentException(
          "The reference return of %s must be above what random actions get, but is %s, and they got %s (the mean of %s)."
              .formatted(
                  environment,
                  reference,
                  measured.mean(),
                  Numbers.counted(measured.episodes(), "episode")));
    }
    return new ScoreRange(measured.mean(), reference, measured, false, solved);
  }
}
