package io.rein4j.env.wrap;

import io.rein4j.env.Env;

/**
 * A limit on the length of episodes: the step that reaches it is truncated.
 *
 * @param maxEpisodeSteps the most steps of an episode, 1 or more
 */
public record TimeLimit(int maxEpisodeSteps) implements Wrapper {

  public TimeLimit {
    if (maxEpisodeSteps < 1) {
      throw new IllegalArgumentException(
          "A time limit's 'max-episode-steps' must be 1 or more, but is %s."
              .formatted(maxEpisodeSteps));
    }
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return limit(env);
  }

  /**
   * {@return the environment with the limit, which owns the one within and closes it}
   *
   * @param env the environment within
   */
  public Env limit(Env env) {
    return new TimeLimitedEnv(env, maxEpisodeSteps);
  }
}
