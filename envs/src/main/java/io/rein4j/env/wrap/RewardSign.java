package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.TypeName;

/**
 * The signs of rewards, −1, 0 or 1, in training: what games of different scores are learned by with
 * the same settings (Mnih et al. 2015).
 */
@TypeName("reward-sign")
public record RewardSign() implements Wrapper {

  @Override
  public Env wrap(Env env, WrapContext context) {
    return context.training() ? new RewardEnv(env, (reward, ended) -> Math.signum(reward)) : env;
  }
}
