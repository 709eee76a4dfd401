package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wrappers of a run's environments, in their order, and the statistics that each of them shares
 * over all environments.
 */
public final class WrapperStack implements Stateful {

  private final List<Wrapper> wrappers;
  private final double gamma;
  private final RandomStreams streams;

  /** By the wrapper's position; null for those that have not asked for any. */
  private final @Nullable RunningStatistics[] statistics;

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
    this.statistics = new @Nullable RunningStatistics[wrappers.size()];
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

  /** {@return whether the environments within get other actions than the wrapped ones are given} */
  public boolean changesActions() {
    return wrappers.stream().anyMatch(Wrapper::changesActions);
  }

  private Env wrapped(Env innermost, boolean training, int index) {
    Env env = innermost;
    try {
      for (int position = 0; position < wrappers.size(); position++) {
        env = wrappers.get(position).wrap(env, context(position, training, index));
      }
    } catch (RuntimeException | Error e) {
      env.close();
      throw e;
    }
    return env;
  }

  private WrapContext context(int position, boolean training, int index) {
    String name = (training ? "wrapper/" : "evaluation/wrapper/") + position;
    return new WrapContext(
        training,
        gamma,
        new EpisodeStream(streams, name, index),
        size -> statistics(position, size));
  }

  RunningStatistics statistics(int position, int size) {
    RunningStatistics shared = statistics[position];
    if (shared == null) {
      shared = new RunningStatistics(size);
      statistics[position] = shared;
    } else if (shared.size() != size) {
      throw new IllegalArgumentException(
          "The statistics of a wrapper are of %s elements in one environment and of %s in another."
              .formatted(shared.size(), size));
    }
    return shared;
  }

  /**
   * {@return what normalisation does to observations at the moment, for a model that is to take
   * them as they are before it; empty if they are not normalised} Once the environments to train in
   * are made.
   *
   * @throws IllegalArgumentException if another wrapper changes observations behind normalisation
   */
  public Optional<ObservationScaling> observationScaling() {
    Optional<ObservationScaling> scaling = Optional.empty();
    for (int position = 0; position < wrappers.size(); position++) {
      Wrapper wrapper = wrappers.get(position);
      RunningStatistics shared = statistics[position];
      if (wrapper instanceof ObservationNormalization normalization && shared != null) {
        requireLast(scaling.isEmpty());
        scaling = Optional.of(normalization.scaling(shared));
      } else if (wrapper instanceof FrameStack || wrapper instanceof ObservationMask) {
        requireLast(scaling.isEmpty());
      }
    }
    return scaling;
  }

  /**
   * {@return what the wrappers make of the environment's observations, the innermost first, by the
   * statistics of the moment} Once the environments to train in are made.
   *
   * @throws IllegalArgumentException if actions are repeated behind a frame stack, which then holds
   *     frames that the agent is not asked at
   */
  public List<ObservationStep> observationSteps() {
    List<ObservationStep> steps = new ArrayList<>();
    for (int position = 0; position < wrappers.size(); position++) {
      Wrapper wrapper = wrappers.get(position);
      RunningStatistics shared = statistics[position];
      if (wrapper instanceof ObservationNormalization normalization && shared != null) {
        steps.add(normalization.scaling(shared));
      } else if (wrapper instanceof ObservationStep step) {
        steps.add(step);
      } else if (wrapper instanceof ActionRepeat repeat && repeat.times() > 1) {
        requireNoFrames(steps);
      }
    }
    return steps;
  }

  private static void requireNoFrames(List<ObservationStep> within) {
    if (within.stream().anyMatch(ObservationStep::remembers)) {
      throw new IllegalArgumentException(
          "A policy takes in the wrapper 'frame-stack' where 'action-repeat' stands before it, but it"
              + " stands behind it: a model for DL4J or ONNX takes the stacked frames themselves.");
    }
  }

  private static void requireLast(boolean last) {
    if (!last) {
      throw new IllegalArgumentException(
          "A model takes in the wrapper 'observation-normalization' where it is the last that"
              + " changes observations, but another comes after it.");
    }
  }

  /**
   * Writes or reads what the wrappers share over all environments, once those to train in are made;
   * the rest is the environments' own state.
   */
  @Override
  public void state(State state) throws IOException {
    for (int position = 0; position < statistics.length; position++) {
      RunningStatistics shared = statistics[position];
      if (state.of(shared != null) != (shared != null)) {
        throw new IOException(
            "Wrapper %s %s statistics, other than in the state that was read."
                .formatted(position, shared == null ? "has no" : "has"));
      }
      if (shared != null) {
        shared.state(state);
      }
    }
  }

  /**
   * Takes over the statistics of observation normalisation from the state of another stack, if both
   * stacks have one; of several, each that of its turn. Once the environments to train in are made.
   *
   * @param others the wrappers of the other stack
   * @param state gives back its state
   * @throws IOException if the state cannot be read or is something else, or the observations are
   *     of other sizes
   */
  public void readObservationStatistics(List<Wrapper> others, State state) throws IOException {
    int position = 0;
    for (Wrapper other : others) {
      if (!state.of(false)) {
        continue;
      }
      if (other instanceof ObservationNormalization) {
        position = nextNormalization(position);
      }
      RunningStatistics shared = position < statistics.length ? statistics[position] : null;
      if (other instanceof ObservationNormalization && shared != null) {
        shared.state(state);
        position++;
      } else {
        RunningStatistics.skip(state);
      }
    }
  }

  private int nextNormalization(int from) {
    int position = from;
    while (position < wrappers.size()
        && !(wrappers.get(position) instanceof ObservationNormalization)) {
      position++;
    }
    return position;
  }
}
