package io.rein4j.agent;

import io.rein4j.env.Space;
import io.rein4j.random.RandomStreams;

/**
 * What an agent acts in and draws from.
 *
 * @param observations the space of one environment's observations
 * @param actions the space of one environment's actions
 * @param environments number of environments that step together, ≥ 1
 * @param totalSteps environment steps of the whole training, over all environments, ≥ 1; schedules
 *     run from 0 to here
 * @param streams the run's random streams
 */
public record AgentContext(
    Space observations, Space actions, int environments, long totalSteps, RandomStreams streams) {

  public AgentContext {
    Require.atLeast("environments", 1, environments);
    Require.atLeast("total-steps", 1, totalSteps);
  }

  /**
   * Returns how far training has come.
   *
   * @param steps environment steps so far
   * @return the share of {@code totalSteps}, at most 1
   */
  public double progress(long steps) {
    return Math.min(1, (double) steps / totalSteps);
  }
}
