package io.rein4j.train;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Learner;
import io.rein4j.agent.replay.ReplayMemory;
import io.rein4j.catalog.Catalog;
import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.Space;
import io.rein4j.env.StepAhead;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.source.EnvSource;
import io.rein4j.env.wrap.ActionRepeat;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.env.wrap.FrameStack;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.env.wrap.WrapperStack;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.Stateful;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The environments of a run: those it trains in, each with its monitor, and fresh ones to evaluate
 * in.
 */
final class RunEnvironments implements AutoCloseable {

  /** Steps of an evaluation's episode in an environment without a limit of its own. */
  private static final int EVALUATION_LIMIT = 1000;

  private final EnvSettings settings;
  private final EnvSource source;
  private final RandomStreams streams;
  private final WrapperStack wrappers;
  private final EpisodeMonitor[] monitors;
  private final SyncVectorEnv vector;

  /**
   * Makes the environments to train in.
   *
   * @param catalog what has the environments of this process
   * @param gamma the agent's discount factor
   * @param notices hears of environments that were lost and made again
   */
  RunEnvironments(
      Catalog catalog, EnvSettings settings, long seed, double gamma, Consumer<String> notices) {
    RunMemory.requireEnvironments(settings.count());
    this.settings = settings;
    this.streams = new RandomStreams(seed);
    this.wrappers = new WrapperStack(settings.wrappers(), gamma, streams);
    this.monitors = new EpisodeMonitor[settings.count()];
    this.source = settings.open(catalog, notices);
    try {
      this.vector = vector(settings.count(), EpisodeSeeds.derived(seed, "training"));
    } catch (RuntimeException | Error e) {
      source.close();
      throw e;
    }
  }

  private SyncVectorEnv vector(int count, EpisodeSeeds seeds) {
    List<Env> innermost = new ArrayList<>();
    return SyncVectorEnv.of(
        count,
        index -> {
          innermost.add(source.make());
          monitors[index] = new EpisodeMonitor(innermost.get(index));
          return wrappers.forTraining(monitors[index], index);
        },
        seeds,
        () -> together(innermost));
  }

  private Optional<StepAhead> together(List<Env> innermost) {
    return wrappers.changesActions() ? Optional.empty() : source.together(innermost);
  }

  SyncVectorEnv vector() {
    return vector;
  }

  EpisodeMonitor[] monitors() {
    return monitors;
  }

  /** Returns what an agent acts in and draws from. */
  AgentContext context(long totalSteps) {
    return new AgentContext(
            vector.observationSpace(),
            vector.actionSpace(),
            vector.count(),
            totalSteps,
            streams,
            episodeLimit())
        .masked(vector.actionMasks().length / vector.count());
  }

  /**
   * {@return steps of the agent after which every episode has ended, or null if no limit is known}
   */
  private @Nullable Integer episodeLimit() {
    OptionalInt own = source.maxEpisodeSteps();
    Integer limit = own.isPresent() ? own.getAsInt() : null;
    for (Wrapper wrapper : settings.wrappers()) {
      if (wrapper instanceof TimeLimit other) {
        int steps = other.maxEpisodeSteps();
        limit = limit == null ? steps : Math.min(limit, steps);
      } else if (wrapper instanceof ActionRepeat repeat && limit != null) {
        limit = (limit + repeat.times() - 1) / repeat.times();
      }
    }
    return limit;
  }

  /**
   * Returns a sentence for each reason why a replay memory keeps frames several times: stacks that
   * are not known to be stacks where the agent is, and those that are made in Python.
   */
  List<String> wholeStacks() {
    List<String> sentences = new ArrayList<>();
    Space space = vector.observationSpace();
    boolean stacked = settings.wrappers().stream().anyMatch(FrameStack.class::isInstance);
    String whole = bytes(ReplayMemory.bytesOfWhole(space));
    if (stacked && space instanceof Box box && box.stacking().isEmpty()) {
      sentences.add(
          "The replay memory keeps every stack of frames whole, %s a transition: put 'frame-stack' after all wrappers that change observations or repeat actions, and it keeps each frame once."
              .formatted(whole));
    }
    source
        .frameStack()
        .ifPresent(
            frames ->
                sentences.add(
                    "The environment stacks its last %s observations itself, and the replay memory keeps such stacks whole, %s a transition: the wrapper 'frame-stack' here keeps each frame once."
                        .formatted(frames, whole)));
    return sentences;
  }

  private static String bytes(double bytes) {
    return bytes < 1000
        ? String.format(Locale.ROOT, "%.0f bytes", bytes)
        : String.format(Locale.ROOT, "%.0f kB", bytes / 1000);
  }

  /** Plans evaluations in environments like those to train in. */
  Evaluation evaluation(long seed, @Nullable Integer maxEpisodeSteps) {
    return new Evaluation(
        source::make,
        wrappers::forEvaluation,
        this::together,
        seed,
        maxEpisodeSteps(maxEpisodeSteps));
  }

  /**
   * Prepares episodes to be looked at, in an environment like those of evaluations.
   *
   * @throws IllegalArgumentException if it cannot be drawn
   */
  Playback playback(Learner agent, long seed, @Nullable Integer maxEpisodeSteps) {
    EpisodeMonitor monitor = new EpisodeMonitor(source.makeDrawn());
    return new Playback(
        agent, monitor, wrappers.forEvaluation(monitor), seed, maxEpisodeSteps(maxEpisodeSteps));
  }

  /**
   * Returns the limit of an evaluation's episodes: the configured one, the environment's, 1,000.
   */
  private long maxEpisodeSteps(@Nullable Integer configured) {
    return configured != null ? configured : source.maxEpisodeSteps().orElse(EVALUATION_LIMIT);
  }

  /** Returns access to the state of those to train in. */
  Stateful state() {
    return vector.state().orElseThrow();
  }

  /** Returns what the wrappers share over all environments, those of evaluations included. */
  WrapperStack wrappers() {
    return wrappers;
  }

  /** Returns what normalisation does to observations at the moment. */
  Optional<ObservationScaling> observationScaling() {
    return wrappers.observationScaling();
  }

  /**
   * Returns the space of observations before normalisation and behind every other wrapper: whatever
   * has the right shape, where a wrapper between them hides it.
   */
  Space modelInputs() {
    Space seen = vector.observationSpace();
    if (wrappers.observationScaling().isEmpty()) {
      return seen;
    }
    Space innermost = innermostObservations();
    return Arrays.equals(innermost.shape(), seen.shape())
        ? innermost
        : Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, seen.shape());
  }

  /** Returns the space of observations before any wrapper. */
  Space innermostObservations() {
    return monitors[0].observationSpace();
  }

  /** Returns the versions of Python and packages that the environments depend on. */
  Map<String, String> versions() {
    return source.versions();
  }

  /** Returns whether an episode could not be brought back to where its checkpoint was made. */
  boolean resumedInexactly() {
    return source.resumedInexactly();
  }

  @Override
  public void close() {
    try (source) {
      vector.close();
    }
  }
}
