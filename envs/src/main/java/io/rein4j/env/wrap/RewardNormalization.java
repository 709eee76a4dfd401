package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * Rewards divided by the running deviation of the discounted return, clipped; no mean is
 * subtracted, because that would change which behaviour is best. The discount factor is the
 * agent's, the variance runs over all training environments, and evaluation sees the environment's
 * own rewards.
 *
 * @param clip the largest magnitude of a reward that the agent gets, > 0
 * @param epsilon what is added to the variance, finite and > 0
 */
@TypeName("reward-normalization")
public record RewardNormalization(double clip, double epsilon) implements Wrapper {

  /** Stable-Baselines3's. */
  public static final RewardNormalization DEFAULTS = new RewardNormalization(10, 1e-8);

  public RewardNormalization {
    new Setting("clip").positiveOrInfinite(clip);
    new Setting("epsilon").positive(epsilon);
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return context.training()
        ? new RewardEnv(
            env, new NormalizedReward(context.statistics(1), context.gamma(), clip, epsilon))
        : env;
  }
}
