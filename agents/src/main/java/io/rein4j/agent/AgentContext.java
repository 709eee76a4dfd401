package io.rein4j.agent;

import io.rein4j.env.Space;
import io.rein4j.random.RandomStreams;
import io.rein4j.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The surroundings of an agent: the spaces that it acts in and the streams that it draws from.
 *
 * @param observations the space of one environment's observations
 * @param actions the space of one environment's actions
 * @param environments number of environments that step together, ≥ 1
 * @param totalSteps environment steps of the whole training, over all environments, ≥ 1; schedules
 *     run from 0 to here
 * @param streams the run's random streams
 * @param episodeLimit steps of the agent after which every episode ends at the latest; null if no
 *     limit is known
 * @param diagnostics how often gradients are measured; never if null
 * @param maskSize booleans of one environment's action mask ({@link io.rein4j.env.ActionMask}); 0
 *     if the environments have none
 */
public record AgentContext(
    Space observations,
    Space actions,
    int environments,
    long totalSteps,
    RandomStreams streams,
    @Nullable Integer episodeLimit,
    @Nullable DiagnosticsSettings diagnostics,
    int maskSize) {

  public AgentContext {
    new Setting("environments").atLeast(1, environments);
    new Setting("total-steps").atLeast(1, totalSteps);
  }

  /**
   * Makes a context without diagnostics.
   *
   * @param observations the space of one environment's observations
   * @param actions the space of one environment's actions
   * @param environments number of environments that step together, ≥ 1
   * @param totalSteps environment steps of the whole training, over all environments, ≥ 1
   * @param streams the run's random streams
   * @param episodeLimit steps of the agent after which every episode ends at the latest; null if no
   *     limit is known
   */
  public AgentContext(
      Space observations,
      Space actions,
      int environments,
      long totalSteps,
      RandomStreams streams,
      @Nullable Integer episodeLimit) {
    this(observations, actions, environments, totalSteps, streams, episodeLimit, null, 0);
  }

  /**
   * {@return the same context with other diagnostics}
   *
   * @param settings how often gradients are measured; never if null
   */
  public AgentContext diagnosed(@Nullable DiagnosticsSettings settings) {
    return new AgentContext(
        observations, actions, environments, totalSteps, streams, episodeLimit, settings, maskSize);
  }

  /**
   * {@return the same context with action masks}
   *
   * @param size booleans of one environment's mask; 0 for none
   */
  public AgentContext masked(int size) {
    return new AgentContext(
        observations, actions, environments, totalSteps, streams, episodeLimit, diagnostics, size);
  }

  /**
   * Makes a context in which no limit of episodes is known.
   *
   * @param observations the space of one environment's observations
   * @param actions the space of one environment's actions
   * @param environments number of environments that step together, ≥ 1
   * @param totalSteps environment steps of the whole training, over all environments, ≥ 1
   * @param streams the run's random streams
   */
  public AgentContext(
      Space observations, Space actions, int environments, long totalSteps, RandomStreams streams) {
    this(observations, actions, environments, totalSteps, streams, null);
  }

  /**
   * Refuses masks that are not as this context says.
   *
   * @param masks of all environments
   * @throws IllegalArgumentException if they are of another size
   */
  public void requireMasks(boolean[] masks) {
    if (masks.length != environments * maskSize) {
      throw new IllegalArgumentException(
          "The agent was made for %s environments with action masks of %s booleans (AgentContext.maskSize), but is to act by %s."
              .formatted(environments, maskSize, masks.length));
    }
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
