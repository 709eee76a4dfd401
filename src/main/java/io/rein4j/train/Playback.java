package io.rein4j.train;

import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Learner;
import io.rein4j.agent.ReturnEstimates;
import io.rein4j.api.Incubating;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.policy.Episodes;
import io.rein4j.policy.Policy;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Episodes of an agent, one after another, to be looked at. They are those of an {@link Evaluation}
 * with the same seed, and like it touch no stream that training draws from.
 */
@Incubating
public final class Playback implements AutoCloseable {

  /** Takes in an episode, moment by moment. */
  @FunctionalInterface
  public interface Viewer {

    /**
     * Looks at a moment.
     *
     * @param moment the moment
     * @return whether to go on
     * @throws IOException if what is seen cannot be written down
     */
    boolean see(Moment moment) throws IOException;
  }

  private final Learner agent;
  private final EpisodeMonitor monitor;
  private final Env env;
  private final Renderer renderer;
  private final EpisodeSeeds seeds;
  private final RandomStreams streams;
  private final long maxEpisodeSteps;

  /**
   * Prepares episodes.
   *
   * @param agent acts, and does not learn meanwhile
   * @param monitor has the environment, which can be drawn
   * @param env the monitor with wrappers around it, owned by this
   * @param seed the seed that the episodes' seeds depend on
   * @param maxEpisodeSteps steps of the innermost environment after which an episode is cut
   * @throws IllegalArgumentException if the environment cannot be drawn, which is then closed
   */
  Playback(Learner agent, EpisodeMonitor monitor, Env env, long seed, long maxEpisodeSteps) {
    this.agent = agent;
    this.monitor = monitor;
    this.env = env;
    this.seeds = EpisodeSeeds.derived(seed, "evaluation");
    this.streams = new RandomStreams(seed);
    this.maxEpisodeSteps = maxEpisodeSteps;
    try {
      this.renderer =
          env.renderer()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "This environment cannot be drawn: it has no renderer. One in Java gets"
                              + " it by Env.renderer(), one in Python by the render mode"
                              + " rgb_array."));
    } catch (RuntimeException | Error e) {
      env.close();
      throw e;
    }
  }

  /** {@return steps of the environment in a second of its own time} */
  public double framesPerSecond() {
    return renderer.framesPerSecond();
  }

  /** {@return the space of actions} */
  public Space actions() {
    return env.actionSpace();
  }

  /**
   * Plays an episode.
   *
   * @param episode which, from 0; its seed depends on that
   * @param draw whether actions are drawn from the agent's distribution, and not those that it
   *     holds for best
   * @param viewer sees every moment
   * @return the environment's own return
   * @throws IllegalArgumentException if actions are to be drawn, but the agent has no distribution
   * @throws IOException if the viewer fails
   */
  public double play(int episode, boolean draw, Viewer viewer) throws IOException {
    GreedyPolicy acting = draw ? drawing(episode) : agent.greedyPolicy(1);
    @Nullable ReturnEstimates estimates = agent.returnEstimates(1).orElse(null);
    float[] observation = new float[env.observationSpace().size()];
    float[] action = new float[env.actionSpace().size()];
    AllowedActions allowed = new AllowedActions(List.of(env));
    env.reset(seeds.seed(0, episode), observation, 0);
    for (long step = 0; ; step++) {
      Moment.End end = step == 0 ? Moment.End.NONE : end();
      if (end != Moment.End.NONE) {
        return ended(episode, step, end, viewer);
      }
      allowed.look(0);
      acting.act(observation, allowed.masks(), action);
      List<Float> expected =
          estimates == null
              ? List.of()
              : listed(estimates.of(observation, action), estimates.size());
      boolean goOn =
          viewer.see(
              new Moment(
                  renderer,
                  episode,
                  step,
                  monitor.episodeReturn(),
                  listed(action, action.length),
                  expected,
                  end));
      if (!goOn) {
        return monitor.episodeReturn();
      }
      env.step(action, 0, observation, 0);
      if (env.goesOn()) {
        boolean cut = isCut();
        env.reset(seeds.seed(0, episode + 1), observation, 0);
        acting.startEpisode(0);
        if (estimates != null) {
          estimates.startEpisode(0);
        }
        if (cut) {
          return ended(episode, step + 1, Moment.End.TRUNCATED, viewer);
        }
      }
    }
  }

  private double ended(int episode, long step, Moment.End end, Viewer viewer) throws IOException {
    viewer.see(
        new Moment(renderer, episode, step, monitor.episodeReturn(), List.of(), List.of(), end));
    return monitor.episodeReturn();
  }

  private boolean isCut() {
    return monitor.length() >= maxEpisodeSteps;
  }

  private static List<Float> listed(float[] values, int size) {
    return IntStream.range(0, size).mapToObj(i -> values[i]).toList();
  }

  private Moment.End end() {
    if (env.terminated()) {
      return Moment.End.TERMINATED;
    }
    return env.truncated() || isCut() ? Moment.End.TRUNCATED : Moment.End.NONE;
  }

  private GreedyPolicy drawing(int episode) {
    Policy policy =
        agent
            .policyLayers()
            .map(
                layers ->
                    Policy.of(
                        layers, env.observationSpace(), List.of(), env.actionSpace(), Map.of()))
            .filter(Policy::draws)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "This agent has no distribution to draw actions from, as it chooses by"
                            + " values or has actions that are fixed: leave out '--sample'."));
    Episodes drawn = policy.episode();
    Pcg64 random = new Pcg64(streams.seed("watch", episode));
    return new GreedyPolicy() {
      @Override
      public void act(float[] observations, float[] actions) {
        drawn.sample(observations, random, actions);
      }

      @Override
      public void act(float[] observations, boolean[] masks, float[] actions) {
        if (masks.length == 0) {
          act(observations, actions);
        } else {
          drawn.sample(observations, masks, random, actions);
        }
      }

      @Override
      public void startEpisode(int row) {
        drawn.start(row);
      }
    };
  }

  @Override
  public void close() {
    env.close();
  }
}
