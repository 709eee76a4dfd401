package io.rein4j.agent;

import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.random.RandomStreams;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * An agent and the environments that it acts in, stepping as in training.
 *
 * @param <A> the kind of agent
 */
public final class Rig<A extends Agent> {

  public final SyncVectorEnv envs;
  public final A agent;
  public final float[] actions;

  /**
   * Makes environments and the agent for them, and starts their first episodes.
   *
   * @param count number of environments
   * @param env makes the environment with an index
   * @param totalSteps environment steps of the whole training
   * @param agent makes the agent
   */
  public Rig(
      int count,
      IntFunction<? extends Env> env,
      long totalSteps,
      Function<AgentContext, ? extends A> agent) {
    envs = SyncVectorEnv.of(count, env, EpisodeSeeds.derived(7, "training"));
    this.agent =
        agent.apply(
            new AgentContext(
                    envs.observationSpace(),
                    envs.actionSpace(),
                    count,
                    totalSteps,
                    new RandomStreams(5))
                .masked(envs.actionMasks().length / count));
    actions = new float[count * envs.actionSpace().size()];
    envs.reset();
  }

  /** Takes one step in every environment; returns whether the agent learned. */
  public boolean step(UpdateListener listener) {
    agent.act(envs.observations(), envs.actionMasks(), actions);
    envs.step(actions);
    return agent.observe(envs, listener);
  }

  /** Takes some steps in every environment. */
  public void steps(int count, UpdateListener listener) {
    for (int i = 0; i < count; i++) {
      step(listener);
    }
  }

  /** {@return the agent's figures since the last call} */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    return metrics;
  }
}
