package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * Rewards times a factor, in training.
 *
 * @param factor the factor, finite and > 0
 */
@TypeName("reward-scale")
public record RewardScale(double factor) implements Wrapper {

  public RewardScale {
    new Setting("factor").positive(factor);
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    double by = factor;
    return context.training() ? new RewardEnv(env, (reward, ended) -> by * reward) : env;
  }
}
