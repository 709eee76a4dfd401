package io.rein4j.env.wrap;

import io.rein4j.random.RandomStreams;

/**
 * What a wrapper may know of the run whose environment it goes around: whether an agent learns
 * there, the agent's discount factor, and a random stream of its own.
 */
public final class WrapContext {

  private final boolean training;
  private final double gamma;
  private final EpisodeStream stream;

  /**
   * Makes the context of one wrapper around one environment.
   *
   * @param position of the wrapper in the list, the innermost is 0
   * @param env index of the environment
   */
  WrapContext(boolean training, double gamma, RandomStreams streams, int position, int env) {
    this.training = training;
    this.gamma = gamma;
    this.stream =
        new EpisodeStream(streams, (training ? "wrapper/" : "evaluation/wrapper/") + position, env);
  }

  /**
   * {@return whether an agent learns from this environment, as opposed to being evaluated in it;
   * what distorts rewards does so only then}
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
   * the wrapper's position and the environment's index}
   */
  public EpisodeStream stream() {
    return stream;
  }
}
