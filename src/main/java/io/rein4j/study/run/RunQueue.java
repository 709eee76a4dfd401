package io.rein4j.study.run;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunPlan;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The runs of a study in the order in which they are trained: those of earlier looks first, and of
 * these the longest, so that no worker is left alone with a long one at the end.
 *
 * <p>How long a run will take is its steps times the seconds a step takes in runs that are like it:
 * of the same cell, or the same environment and level, or any. As long as nothing is measured, it
 * is its steps.
 *
 * <p>Nothing here takes longer for more seeds, as it is asked at each event: runs that wait are
 * kept by what decides between them, and the others are counted as they change.
 */
final class RunQueue {

  private static final Comparator<RunState> AS_ADDED = Comparator.comparing(RunState::number);

  /** What runs that wait for the same reason to be next have in common. */
  private record Alike(int look, boolean begun, Cell cell, long steps) {

    static Alike of(RunState state) {
      return new Alike(state.look(), state.step() > 0, state.run().cell(), state.run().steps());
    }
  }

  private final Map<Alike, TreeSet<RunState>> waiting = new HashMap<>();
  private final TreeSet<RunState> running = new TreeSet<>(AS_ADDED);
  private final TreeSet<RunState> elsewhere = new TreeSet<>(AS_ADDED);
  private final Speeds speeds = new Speeds(Map.of());
  private int added;
  private int needed;
  private int done;
  private int failed;

  /** {@return a run that is waiting} */
  RunState add(RunPlan.Request request) {
    RunState state = new RunState(request, added++, this);
    enter(state);
    return state;
  }

  /** Takes in that a run is at what it says. */
  void enter(RunState state) {
    count(state, 1);
    switch (state.phase()) {
      case WAITING -> {
        if (!state.isDropped()) {
          waiting.computeIfAbsent(Alike.of(state), unused -> new TreeSet<>(AS_ADDED)).add(state);
        }
      }
      case RUNNING -> running.add(state);
      case ELSEWHERE -> elsewhere.add(state);
      default -> {}
    }
  }

  /** Takes in that a run will not be any more at what it says. */
  void leave(RunState state) {
    count(state, -1);
    switch (state.phase()) {
      case WAITING -> {
        if (!state.isDropped()) {
          waiting.computeIfPresent(
              Alike.of(state),
              (unused, alike) -> {
                alike.remove(state);
                return alike.isEmpty() ? null : alike;
              });
        }
      }
      case RUNNING -> running.remove(state);
      case ELSEWHERE -> elsewhere.remove(state);
      default -> {}
    }
  }

  private void count(RunState state, int by) {
    if (!state.isDropped()) {
      needed += by;
      done += state.phase() == RunState.Phase.DONE ? by : 0;
      failed += state.phase() == RunState.Phase.FAILED ? by : 0;
    }
  }

  /** Takes in how long the steps of a run took that has finished. */
  void measured(RunState state) {
    state.secondsPerStep().ifPresent(seconds -> speeds.add(state, seconds));
  }

  /** {@return the next run to train; nothing if none is waiting} */
  Optional<RunState> next() {
    double slowest = speeds.slowest();
    // Those that have begun first: a study that is killed again leaves fewer half-done ones.
    return waiting.entrySet().stream()
        .max(
            Map.Entry.<Alike, TreeSet<RunState>>comparingByKey(
                    Comparator.comparing(Alike::look, Comparator.reverseOrder())
                        .thenComparing(Alike::begun)
                        .thenComparing(
                            alike -> speeds.of(alike.cell()).orElse(slowest) * alike.steps()))
                .thenComparing(alike -> alike.getValue().first(), AS_ADDED.reversed()))
        .map(next -> next.getValue().first());
  }

  /** {@return how many runs the executor has, those that are no longer needed among them} */
  int running() {
    return running.size();
  }

  boolean isOver() {
    return waiting.isEmpty() && running.isEmpty() && needed(elsewhere).findAny().isEmpty();
  }

  private static Stream<RunState> needed(Collection<RunState> states) {
    return states.stream().filter(state -> !state.isDropped());
  }

  /**
   * {@return how far the runs are}
   *
   * @param workers how many work here; those that work elsewhere come on top
   * @param nanos the time now
   */
  StudyProgress progress(int workers, long nanos) {
    return new StudyProgress(
        needed,
        done,
        failed,
        Stream.of(running, elsewhere)
            .flatMap(RunQueue::needed)
            .map(
                state ->
                    new StudyProgress.Running(
                        state.run().label(), state.step(), state.run().steps()))
            .toList(),
        secondsLeft(workers + (int) needed(elsewhere).count(), nanos));
  }

  /**
   * {@return the seconds until all is done, if anything is measured}
   *
   * @param workers how many work
   * @param nanos the time now
   */
  OptionalDouble secondsLeft(int workers, long nanos) {
    Speeds now = new Speeds(speeds.measured);
    List<RunState> trained = Stream.of(running, elsewhere).flatMap(TreeSet::stream).toList();
    for (RunState state : trained) {
      state.secondsPerStep(nanos).ifPresent(seconds -> now.add(state, seconds));
    }
    if (now.measured.isEmpty()) {
      return OptionalDouble.empty();
    }
    double slowest = now.slowest();
    double longest = 0;
    double sum = 0;
    for (RunState state : trained) {
      if (!state.isDropped()) {
        double left = secondsLeft(state, now, slowest);
        longest = Math.max(longest, left);
        sum += left;
      }
    }
    for (Map.Entry<Alike, TreeSet<RunState>> alike : waiting.entrySet()) {
      if (alike.getKey().begun()) {
        for (RunState state : alike.getValue()) {
          double left = secondsLeft(state, now, slowest);
          longest = Math.max(longest, left);
          sum += left;
        }
      } else {
        double left = secondsLeft(alike.getValue().first(), now, slowest);
        longest = Math.max(longest, left);
        sum += left * alike.getValue().size();
      }
    }
    return OptionalDouble.of(Math.max(longest, sum / workers));
  }

  private static double secondsLeft(RunState state, Speeds speeds, double slowest) {
    return speeds.of(state.run().cell()).orElse(slowest)
        * Math.max(0, state.run().steps() - state.step());
  }

  /** The mean of some numbers. */
  private record Mean(double sum, long count) {

    Mean plus(Mean other) {
      return new Mean(sum + other.sum, count + other.count);
    }

    double value() {
      return sum / count;
    }
  }

  /** Seconds per step as they were measured, by what runs have in common. */
  private static final class Speeds {

    private final Map<Object, Mean> measured;

    Speeds(Map<Object, Mean> measured) {
      this.measured = new HashMap<>(measured);
    }

    /** What it shares with others, the closest first. */
    private static List<Object> kinship(Cell cell) {
      return List.of(cell, List.of(cell.environment(), cell.level()), cell.environment());
    }

    void add(RunState state, double secondsPerStep) {
      Mean one = new Mean(secondsPerStep, 1);
      for (Object key : kinship(state.run().cell())) {
        measured.merge(key, one, Mean::plus);
      }
    }

    Optional<Double> of(Cell cell) {
      for (Object key : kinship(cell)) {
        Mean mean = measured.get(key);
        if (mean != null) {
          return Optional.of(mean.value());
        }
      }
      return Optional.empty();
    }

    /** What is not measured yet is taken for slow, so that it is soon known. */
    double slowest() {
      return measured.values().stream().mapToDouble(Mean::value).max().orElse(1);
    }
  }
}
