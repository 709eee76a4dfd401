package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * Rewards clipped to an interval, in training.
 *
 * @param low the smallest reward that the agent gets; may be -inf
 * @param high the largest reward that the agent gets, above low; may be inf
 */
@TypeName("reward-clip")
public record RewardClip(double low, double high) implements Wrapper {

  public RewardClip {
    if (!(low < high)) {
      throw new SettingException(
          List.of("low", "high"),
          "A reward clip's 'low' must be below its 'high', but they are %s and %s."
              .formatted(low, high));
    }
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    double least = low;
    double most = high;
    return context.training()
        ? new RewardEnv(env, (reward, ended) -> Math.max(least, Math.min(most, reward)))
        : env;
  }
}
