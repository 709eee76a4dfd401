package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * A limit on the length of episodes: the step that reaches it is truncated.
 *
 * @param maxEpisodeSteps the largest number of steps in an episode, ≥ 1
 */
@TypeName("time-limit")
public record TimeLimit(int maxEpisodeSteps) implements Wrapper {

  public TimeLimit {
    new Setting("max-episode-steps", "A time limit's 'max-episode-steps'")
        .atLeast(1, maxEpisodeSteps);
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
