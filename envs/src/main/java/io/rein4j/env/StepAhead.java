package io.rein4j.env;

/**
 * A common step of environments that live elsewhere: it tells them what all of them are about to be
 * asked, so that one message asks it of all of them and their work is done at once.
 *
 * <p>It changes nothing else: each environment's next {@link Env#step} must be given the action
 * that was told, and returns what it would have returned without.
 */
@FunctionalInterface
public interface StepAhead {

  /**
   * Takes the next step in every environment, whose own {@code step} then hands out the result.
   *
   * @param actions count × action size floats, environment by environment
   * @param seeds for each environment, what its reset will be given if this step ends the episode:
   *     a seed, or {@link EpisodeSeeds#UNSEEDED}
   * @throws IllegalArgumentException if an action is not in the action space
   */
  void step(float[] actions, long[] seeds);
}
