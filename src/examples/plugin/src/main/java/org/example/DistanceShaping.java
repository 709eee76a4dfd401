package org.example;

import io.rein4j.env.Env;
import io.rein4j.env.wrap.WrapContext;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.settings.Describe;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * The wrapper that shapes rewards by a potential Φ = −weight · ‖observation‖, for environments
 * whose goal is at 0: r becomes r + γΦ(s′) − Φ(s) (Ng, Harada and Russell, "Policy Invariance Under
 * Reward Transformations", 1999). In a config, {@code {type: distance-shaping, weight: 1}}.
 */
@TypeName("distance-shaping")
@Describe("Rewards that also pay for coming closer to the observation 0.")
public record DistanceShaping(
    @Describe("the reward of a distance of 1, finite and > 0") double weight) implements Wrapper {

  public DistanceShaping {
    new Setting("weight").positive(weight);
  }

  /** Only where an agent learns: evaluations, and the returns of episodes, are the task's own. */
  @Override
  public Env wrap(Env env, WrapContext context) {
    return context.training() ? new ShapedEnv(env, weight, context.gamma()) : env;
  }
}
