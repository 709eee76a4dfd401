package io.rein4j.study.run;

import io.rein4j.study.plan.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs of a study in the order in which they are trained: those of earlier looks first, and of
 * these the longest, so that no worker is left alone with a long one at the end.
 *
 * <p>How long a run will take is its steps times the seconds a step takes in runs that are like it:
 * of the same cell, or the same environment and level, or any. As long as nothing is measured, it
 * is its steps.
 */
final class RunQueue {

  private final Collection<RunState> states;

  /**
   * The queue of some runs.
   *
   * @param states where they are; there may be more of them later
   */
  RunQueue(Collection<RunState> states) {
    this.states = states;
  }

  /** {@return the needed runs that are in a phase} */
  private List<RunState> in(RunState.Phase phase) {
    return states.stream().filter(state -> state.phase() == phase && !state.isDropped()).toList();
  }

  /** {@return the next run to train; nothing if none is waiting} */
  Optional<RunState> next() {
    Speeds speeds = new Speeds(states, RunState::secondsPerStep);
    // Those that have begun first: a study that is killed again leaves fewer half-done ones.
    return in(RunState.Phase.WAITING).stream()
        .max(
            Comparator.comparing(RunState::look, Comparator.reverseOrder())
                .thenComparing(state -> state.step() > 0)
                .thenComparing(
                    state -> speeds.of(state).orElse(speeds.slowest()) * state.run().steps()));
  }

  /** {@return how many runs the executor has, those that are no longer needed among them} */
  long running() {
    return states.stream().filter(RunState::isRunning).count();
  }

  boolean isOver() {
    return in(RunState.Phase.WAITING).isEmpty()
        && in(RunState.Phase.ELSEWHERE).isEmpty()
        && running() == 0;
  }

  /**
   * {@return how far the runs are}
   *
   * @param workers how many work here; those that work elsewhere come on top
   * @param nanos the time now
   */
  StudyProgress progress(int workers, long nanos) {
    return new StudyProgress(
        (int) states.stream().filter(state -> !state.isDropped()).count(),
        in(RunState.Phase.DONE).size(),
        in(RunState.Phase.FAILED).size(),
        Stream.of(RunState.Phase.RUNNING, RunState.Phase.ELSEWHERE)
            .flatMap(phase -> in(phase).stream())
            .map(
                state ->
                    new StudyProgress.Running(
                        state.run().label(), state.step(), state.run().steps()))
            .toList(),
        secondsLeft(workers + in(RunState.Phase.ELSEWHERE).size(), nanos));
  }

  /**
   * {@return the seconds until all is done, if anything is measured}
   *
   * @param workers how many work
   * @param nanos the time now
   */
  OptionalDouble secondsLeft(int workers, long nanos) {
    Speeds speeds = new Speeds(states, state -> state.secondsPerStep(nanos));
    if (!speeds.anyMeasured()) {
      return OptionalDouble.empty();
    }
    double longest = 0;
    double sum = 0;
    for (RunState state : states) {
      if (!state.hasEnded() && !state.isDropped()) {
        double left =
            speeds.of(state).orElse(speeds.slowest())
                * Math.max(0, state.run().steps() - state.step());
        longest = Math.max(longest, left);
        sum += left;
      }
    }
    return OptionalDouble.of(Math.max(longest, sum / workers));
  }

  /** Seconds per step as they were measured, by what runs have in common. */
  private static final class Speeds {

    private final Map<Object, Double> measured;
    private final double slowest;

    Speeds(Collection<RunState> states, Function<RunState, Optional<Double>> secondsPerStep) {
      this.measured =
          states.stream()
              .filter(state -> secondsPerStep.apply(state).isPresent())
              .flatMap(state -> kinship(state).stream().map(key -> Map.entry(key, state)))
              .collect(
                  Collectors.groupingBy(
                      Map.Entry::getKey,
                      Collectors.averagingDouble(
                          entry -> secondsPerStep.apply(entry.getValue()).orElseThrow())));
      this.slowest = measured.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    }

    /** What it shares with others, the closest first. */
    private static List<Object> kinship(RunState state) {
      Cell cell = state.run().cell();
      return new ArrayList<>(
          List.of(cell, List.of(cell.environment(), cell.level()), cell.environment()));
    }

    Optional<Double> of(RunState state) {
      return kinship(state).stream().filter(measured::containsKey).map(measured::get).findFirst();
    }

    boolean anyMeasured() {
      return !measured.isEmpty();
    }

    /** What is not measured yet is taken for slow, so that it is soon known. */
    double slowest() {
      return slowest;
    }
  }
}
