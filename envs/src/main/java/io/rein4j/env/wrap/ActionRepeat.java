package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * Actions that are each repeated several times, unless the episode ends: Gymnasium's {@code
 * RepeatAction}. The agent gets the sum of the rewards and the last observation; what counts as a
 * step of the environment, in its limit, its episodes' lengths and the frames, is every single one.
 *
 * @param times how many times the environment takes each action, ≥ 1
 */
@TypeName("action-repeat")
public record ActionRepeat(int times) implements Wrapper {

  public ActionRepeat {
    new Setting("times", "An action repeat's 'times'").atLeast(1, times);
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return new ActionRepeatEnv(env, times);
  }
}
