package io.rein4j.train;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Learner;
import io.rein4j.env.Env;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.random.RandomStreams;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Evaluates an agent: a number of episodes, acted greedily, in environments of its own with the
 * same seeds every time, touching no stream that training draws from. Returns and lengths are the
 * innermost environment's own, before any wrapper.
 */
public final class Evaluation {

  /** Episodes that run side by side, so that one forward pass serves them all. */
  private static final int WIDTH = 16;

  private final Supplier<Env> innermost;
  private final UnaryOperator<Env> wrapping;
  private final RandomStreams streams;
  private final long maxEpisodeSteps;

  /**
   * Plans evaluations.
   *
   * @param innermost makes a fresh environment without wrappers
   * @param wrapping puts the wrappers around it
   * @param seed the seed that the episodes' seeds depend on
   * @param maxEpisodeSteps steps of the innermost environment after which an episode is cut, ≥ 1
   */
  public Evaluation(
      Supplier<Env> innermost, UnaryOperator<Env> wrapping, long seed, long maxEpisodeSteps) {
    this.innermost = innermost;
    this.wrapping = wrapping;
    this.streams = new RandomStreams(seed);
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  /**
   * Runs the episodes.
   *
   * @param agent acts greedily; its state of learning is not touched
   * @param episodes number of episodes, ≥ 1
   * @param step agent steps of training so far, told in the result
   * @return returns and lengths, in order of the episodes' seeds
   */
  public EvaluationRecord evaluate(Learner agent, int episodes, long step) {
    int width = Math.min(WIDTH, episodes);
    EpisodeMonitor[] monitors = new EpisodeMonitor[width];
    Env[] envs = new Env[width];
    int made = 0;
    try {
      for (; made < width; made++) {
        monitors[made] = new EpisodeMonitor(innermost.get());
        envs[made] = wrapping.apply(monitors[made]);
      }
      return evaluate(agent, envs, monitors, episodes, step);
    } finally {
      for (int i = 0; i < made; i++) {
        envs[i].close();
      }
    }
  }

  private EvaluationRecord evaluate(
      Learner agent, Env[] envs, EpisodeMonitor[] monitors, int episodes, long step) {
    int width = envs.length;
    int observationSize = envs[0].observationSpace().size();
    int actionSize = envs[0].actionSpace().size();
    float[] observations = new float[width * observationSize];
    float[] actions = new float[width * actionSize];
    double[] returns = new double[episodes];
    long[] lengths = new long[episodes];
    int[] episode = new int[width];
    GreedyPolicy policy = agent.greedyPolicy(width);
    int started = 0;
    for (int i = 0; i < width; i++) {
      episode[i] = started++;
      envs[i].reset(seed(episode[i]), observations, i * observationSize);
    }
    int finished = 0;
    while (finished < episodes) {
      policy.act(observations, actions);
      for (int i = 0; i < width; i++) {
        if (episode[i] >= episodes) {
          continue;
        }
        envs[i].step(actions, i * actionSize, observations, i * observationSize);
        EpisodeMonitor monitor = monitors[i];
        if (envs[i].terminated() || envs[i].truncated() || monitor.length() >= maxEpisodeSteps) {
          returns[episode[i]] = monitor.episodeReturn();
          lengths[episode[i]] = monitor.length();
          finished++;
          episode[i] = started++;
          if (episode[i] < episodes) {
            envs[i].reset(seed(episode[i]), observations, i * observationSize);
            policy.startEpisode(i);
          }
        }
      }
    }
    return new EvaluationRecord(
        step, DoubleStream.of(returns).boxed().toList(), LongStream.of(lengths).boxed().toList());
  }

  private long seed(int episode) {
    return streams.seed("evaluation", episode);
  }
}
