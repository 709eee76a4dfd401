package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.random.RandomStreams;
import java.util.List;

/** The wrappers of a run's environments, in their order. */
public final class WrapperStack {

  private final List<Wrapper> wrappers;
  private final double gamma;
  private final RandomStreams streams;

  /**
   * Makes the wrappers of a run.
   *
   * @param wrappers their settings, the innermost first
   * @param gamma the agent's discount factor
   * @param streams the run's random streams
   */
  public WrapperStack(List<Wrapper> wrappers, double gamma, RandomStreams streams) {
    this.wrappers = List.copyOf(wrappers);
    this.gamma = gamma;
    this.streams = streams;
  }

  /**
   * {@return an environment to learn in}
   *
   * @param innermost the environment within, which the returned one owns
   * @param index which of the run's environments it is, from 0
   * @throws IllegalArgumentException if a wrapper does not fit; the environment is then closed
   */
  public Env forTraining(Env innermost, int index) {
    return wrapped(innermost, true, index);
  }

  /**
   * {@return an environment to evaluate in: what random wrappers do in an episode depends on its
   * seed, and not on which of several environments runs it}
   *
   * @param innermost the environment within, which the returned one owns
   * @throws IllegalArgumentException if a wrapper does not fit; the environment is then closed
   */
  public Env forEvaluation(Env innermost) {
    return wrapped(innermost, false, 0);
  }

  private Env wrapped(Env innermost, boolean training, int index) {
    Env env = innermost;
    try {
      for (int position = 0; position < wrappers.size(); position++) {
        WrapContext context = new WrapContext(training, gamma, streams, position, index);
        env = wrappers.get(position).wrap(env, context);
      }
    } catch (RuntimeException e) {
      env.close();
      throw e;
    }
    return env;
  }
}
