package io.rein4j.train;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Learner;
import io.rein4j.api.Incubating;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.StepAhead;
import io.rein4j.env.wrap.EpisodeMonitor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Evaluates an agent: a number of episodes, acted greedily, in environments of its own with the
 * same seeds every time, touching no stream that training draws from. Returns and lengths are the
 * innermost environment's own, before any wrapper.
 */
@Incubating
public final class Evaluation {

  /** Episodes that run side by side, so that one forward pass serves them all. */
  private static final int WIDTH = 16;

  private final Supplier<Env> innermost;
  private final UnaryOperator<Env> wrapping;
  private final Function<List<Env>, Optional<StepAhead>> together;
  private final EpisodeSeeds seeds;
  private final long maxEpisodeSteps;

  /**
   * Plans evaluations.
   *
   * @param innermost makes a fresh environment without wrappers
   * @param wrapping puts the wrappers around it
   * @param together finds a way to step environments without wrappers ahead, if there is one
   * @param seed the seed that the episodes' seeds depend on
   * @param maxEpisodeSteps steps of the innermost environment after which an episode is cut, ≥ 1
   */
  public Evaluation(
      Supplier<Env> innermost,
      UnaryOperator<Env> wrapping,
      Function<List<Env>, Optional<StepAhead>> together,
      long seed,
      long maxEpisodeSteps) {
    this.innermost = innermost;
    this.wrapping = wrapping;
    this.together = together;
    this.seeds = EpisodeSeeds.derived(seed, "evaluation");
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
    return evaluate(agent::greedyPolicy, episodes, step);
  }

  /**
   * Runs the episodes.
   *
   * @param policies gives what acts in a number of episodes side by side
   * @param episodes number of episodes, ≥ 1
   * @param step agent steps of training so far, told in the result
   * @return returns and lengths, in order of the episodes' seeds
   */
  EvaluationRecord evaluate(IntFunction<GreedyPolicy> policies, int episodes, long step) {
    int width = Math.min(WIDTH, episodes);
    EpisodeMonitor[] monitors = new EpisodeMonitor[width];
    Env[] within = new Env[width];
    Env[] envs = new Env[width];
    int made = 0;
    try {
      for (; made < width; made++) {
        within[made] = innermost.get();
        monitors[made] = new EpisodeMonitor(within[made]);
        envs[made] = wrapping.apply(monitors[made]);
      }
      return evaluate(policies, envs, monitors, within, episodes, step);
    } finally {
      for (int i = 0; i < made; i++) {
        envs[i].close();
      }
    }
  }

  private EvaluationRecord evaluate(
      IntFunction<GreedyPolicy> policies,
      Env[] envs,
      EpisodeMonitor[] monitors,
      Env[] within,
      int episodes,
      long step) {
    int width = envs.length;
    int observationSize = envs[0].observationSpace().size();
    int actionSize = envs[0].actionSpace().size();
    float[] observations = new float[width * observationSize];
    float[] actions = new float[width * actionSize];
    double[] returns = new double[episodes];
    long[] lengths = new long[episodes];
    int[] episode = new int[width];
    AllowedActions allowed = new AllowedActions(List.of(envs));
    GreedyPolicy policy = policies.apply(width);
    int started = 0;
    for (int i = 0; i < width; i++) {
      episode[i] = started++;
      envs[i].reset(seed(episode[i]), observations, i * observationSize);
      allowed.look(i);
    }
    Ahead ahead = new Ahead(within, actionSize);
    while (ahead.running.length > 0) {
      policy.act(observations, allowed.masks(), actions);
      int told = started;
      ahead.step(actions, told);
      for (int i : ahead.running) {
        envs[i].step(actions, i * actionSize, observations, i * observationSize);
        EpisodeMonitor monitor = monitors[i];
        boolean isCut = monitor.length() >= maxEpisodeSteps;
        if (envs[i].goesOn()) {
          envs[i].reset(seed(told), observations, i * observationSize);
          if (!isCut) {
            policy.startEpisode(i);
            allowed.look(i);
            continue;
          }
        }
        if (envs[i].terminated() || envs[i].truncated() || isCut) {
          returns[episode[i]] = monitor.episodeReturn();
          lengths[episode[i]] = monitor.length();
          episode[i] = started++;
          if (episode[i] < episodes) {
            envs[i].reset(seed(episode[i]), observations, i * observationSize);
            policy.startEpisode(i);
            allowed.look(i);
          }
        } else {
          allowed.look(i);
        }
      }
      ahead.keep(i -> episode[i] < episodes);
    }
    return new EvaluationRecord(
        step, DoubleStream.of(returns).boxed().toList(), LongStream.of(lengths).boxed().toList());
  }

  private long seed(int episode) {
    return seeds.seed(0, episode);
  }

  /** The environments that have an episode under way, told ahead of their steps where they can. */
  private final class Ahead {

    private final Env[] within;
    private final int actionSize;
    private int[] running;
    private Optional<StepAhead> way;

    Ahead(Env[] within, int actionSize) {
      this.within = within;
      this.actionSize = actionSize;
      this.running = IntStream.range(0, within.length).toArray();
      this.way = way();
    }

    private Optional<StepAhead> way() {
      return running.length == 0
          ? Optional.empty()
          : together.apply(IntStream.of(running).mapToObj(i -> within[i]).toList());
    }

    /**
     * Takes the next step in all of them, if they can.
     *
     * @param next the episode that the first of them to end its own starts
     */
    void step(float[] actions, int next) {
      if (way.isPresent()) {
        float[] told = new float[running.length * actionSize];
        for (int k = 0; k < running.length; k++) {
          System.arraycopy(actions, running[k] * actionSize, told, k * actionSize, actionSize);
        }
        long[] seeds = new long[running.length];
        Arrays.fill(seeds, seed(next));
        way.get().step(told, seeds);
      }
    }

    void keep(IntPredicate wanted) {
      int[] kept = IntStream.of(running).filter(wanted).toArray();
      if (kept.length < running.length) {
        running = kept;
        way = way();
      }
    }
  }
}
