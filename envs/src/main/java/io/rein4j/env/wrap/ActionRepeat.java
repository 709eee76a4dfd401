package io.rein4j.env.wrap;

import io.rein4j.env.Env;

/**
 * Actions that are each taken several times, until the episode ends: Gymnasium's {@code
 * RepeatAction}. The agent gets the sum of the rewards and the last observation; what counts as a
 * step of the environment, in its limit, its episodes' lengths and the frames, is every single one.
 *
 * @param times how often the environment takes each action, ≥ 1
 */
public record ActionRepeat(int times) implements Wrapper {

  public ActionRepeat {
    if (times < 1) {
      throw new IllegalArgumentException(
          "An action repeat's 'times' must be ≥ 1, but is %s.".formatted(times));
    }
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return new ActionRepeatEnv(env, times);
  }
}
