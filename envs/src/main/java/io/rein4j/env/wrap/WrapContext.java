package io.rein4j.env.wrap;

import java.util.function.IntFunction;

/**
 * The part that a wrapper may know of the run whose environment it goes around: whether an agent
 * learns there, the agent's discount factor, a random stream of its own, and statistics that it
 * shares with its like around the run's other environments.
 */
public final class WrapContext {

  private final boolean training;
  private final double gamma;
  private final EpisodeStream stream;
  private final IntFunction<RunningStatistics> statistics;

  WrapContext(
      boolean training,
      double gamma,
      EpisodeStream stream,
      IntFunction<RunningStatistics> statistics) {
    this.training = training;
    this.gamma = gamma;
    this.stream = stream;
    this.statistics = statistics;
  }

  /**
   * {@return whether an agent learns from this environment, as opposed to being evaluated in it} In
   * an evaluation no reward is distorted and no statistics move.
   */
  public boolean training() {
    return training;
  }

  /** {@return the agent's discount factor} */
  public double gamma() {
    return gamma;
  }

  /**
   * {@return the stream of this wrapper around this environment, which depends on the run's seed,
   * the wrapper's position and the environment's index} A wrapper that draws from it restarts it at
   * every seeded reset, and writes it with its state.
   */
  public EpisodeStream stream() {
    return stream;
  }

  /**
   * {@return the statistics of this wrapper around all environments of the run} The run keeps them
   * in its checkpoints.
   *
   * @param size number of elements
   */
  public RunningStatistics statistics(int size) {
    return statistics.apply(size);
  }
}
