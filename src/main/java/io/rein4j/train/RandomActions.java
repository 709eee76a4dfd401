package io.rein4j.train;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;

/** Evaluates an agent that draws every action uniformly, in the environments of a run. */
@Incubating
public final class RandomActions {

  private RandomActions() {}

  /**
   * Plays some episodes as an evaluation does.
   *
   * @param catalog what configs choose from
   * @param config the run's config; its agent does not act, its seed does not matter
   * @param seed what the episodes and the actions are drawn from
   * @param episodes how many episodes, ≥ 1
   * @return the returns and lengths
   */
  public static EvaluationRecord evaluate(
      Catalog catalog, RunConfig config, long seed, int episodes) {
    try (RunEnvironments environments =
        new RunEnvironments(catalog, config.env(), seed, config.agent().gamma(), notice -> {})) {
      Space actions = environments.vector().actionSpace();
      Pcg64 random = new RandomStreams(seed).stream("random-actions");
      return environments
          .evaluation(seed, config.evaluation().maxEpisodeSteps())
          .evaluate(rows -> uniform(actions, random, rows), episodes, 0);
    }
  }

  private static GreedyPolicy uniform(Space space, Pcg64 random, int rows) {
    return new GreedyPolicy() {
      @Override
      public void act(float[] observations, float[] actions) {
        for (int row = 0; row < rows; row++) {
          space.sample(random, actions, row * space.size());
        }
      }

      @Override
      public void act(float[] observations, boolean[] masks, float[] actions) {
        if (masks.length == 0) {
          act(observations, actions);
          return;
        }
        MaskedActions masked = MaskedActions.of(space);
        for (int row = 0; row < rows; row++) {
          masked.sample(masks, row * masked.size(), random, actions, row * space.size());
        }
      }
    };
  }
}
