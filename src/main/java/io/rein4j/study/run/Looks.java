package io.rein4j.study.run;

import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The looks of a plan: what it has asked for so far, and when it is asked again. */
final class Looks {

  /** Finds something out about a run. */
  interface Reading<T> {
    T of(PlannedRun run) throws IOException;
  }

  private final RunPlan plan;
  private final Map<String, RunPlan.Request> needed = new HashMap<>();

  /** The needed runs of each look, by their names, as they were asked for. */
  private final NavigableMap<Integer, Map<String, PlannedRun>> byLook = new TreeMap<>();

  private final Map<String, RunOutcome> results = new HashMap<>();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final List<RunPlan.Request> fresh = new ArrayList<>();
  private final List<String> freshlyDropped = new ArrayList<>();

  /** The runs of the look that is next to be complete, without those that were seen to end. */
  private @Nullable Deque<PlannedRun> awaited;

  private int complete;

  Looks(RunPlan plan) {
    this.plan = plan;
    take(plan.next(0, List.of()));
  }

  /**
   * {@return the runs that have been asked for since the last call, look by look, as they were
   * asked for}
   */
  List<RunPlan.Request> takeNew() {
    List<RunPlan.Request> taken =
        fresh.stream().sorted(Comparator.comparing(RunPlan.Request::look)).toList();
    fresh.clear();
    return taken;
  }

  /**
   * {@return the names of the runs that were asked for and have been dropped since the last call}
   */
  List<String> takeDropped() {
    List<String> taken = List.copyOf(freshlyDropped);
    freshlyDropped.clear();
    return taken;
  }

  /**
   * Asks the plan on if the next look is complete.
   *
   * @param ended which runs have ended; one that has is not asked about again
   * @param reading reads what came of them
   * @return whether it was asked
   * @throws IOException if what came of a run cannot be read
   */
  boolean advance(Reading<Boolean> ended, Reading<RunOutcome> reading) throws IOException {
    if (byLook.isEmpty() || byLook.lastKey() <= complete) {
      return false;
    }
    Deque<PlannedRun> left = awaited;
    if (left == null) {
      left = new ArrayDeque<>(byLook.getOrDefault(complete + 1, Map.of()).values());
      awaited = left;
    }
    for (PlannedRun run = left.peek(); run != null; run = left.peek()) {
      if (!ended.of(run)) {
        return false;
      }
      left.remove();
    }
    complete++;
    List<RunOutcome> known =
        outcomes(complete, reading).stream().map(RunOutcome::withoutCosts).toList();
    take(plan.next(complete, known));
    return true;
  }

  /**
   * {@return what came of the runs of the looks that are complete, and of the one that follows}
   *
   * @param reading reads what came of a run, which need not have ended
   * @throws IOException if that cannot be read
   */
  List<RunOutcome> outcomes(Reading<RunOutcome> reading) throws IOException {
    return outcomes(complete + 1, reading);
  }

  /**
   * {@return what came of the runs of the looks that are complete, or of the first one if none is:
   * what can be judged}
   *
   * @param reading reads what came of a run, which need not have ended
   * @throws IOException if that cannot be read
   */
  List<RunOutcome> judged(Reading<RunOutcome> reading) throws IOException {
    return outcomes(Math.max(1, complete), reading);
  }

  private List<RunOutcome> outcomes(int look, Reading<RunOutcome> reading) throws IOException {
    List<RunOutcome> outcomes = new ArrayList<>();
    for (Map<String, PlannedRun> runs : byLook.headMap(look, true).values()) {
      for (PlannedRun run : runs.values()) {
        RunOutcome outcome = results.get(run.folderName());
        if (outcome == null) {
          outcome = reading.of(run);
          if (look <= complete) {
            results.put(run.folderName(), outcome);
          }
        }
        outcomes.add(outcome);
      }
    }
    return outcomes;
  }

  private void take(RunPlan.Decision decision) {
    // The next look may have lost or got runs.
    awaited = null;
    for (String name : decision.dropped()) {
      RunPlan.Request request = needed.remove(name);
      if (request == null || request.look() <= complete) {
        throw new IllegalStateException(
            "A plan can drop runs of looks that are not complete, but after look %s it dropped '%s'."
                .formatted(complete, name));
      }
      byLook.computeIfPresent(
          request.look(),
          (unused, runs) -> {
            runs.remove(name);
            return runs.isEmpty() ? null : runs;
          });
      dropped.add(name);
      freshlyDropped.add(name);
    }
    for (RunPlan.Request request : decision.start()) {
      String name = request.run().folderName();
      if (request.look() <= complete
          || dropped.contains(name)
          || needed.putIfAbsent(name, request) != null) {
        throw new IllegalStateException(
            "A plan asks for a run once, in a look that is not complete, but after look %s it asked for '%s' in look %s."
                .formatted(complete, name, request.look()));
      }
      byLook
          .computeIfAbsent(request.look(), unused -> new LinkedHashMap<>())
          .put(name, request.run());
      fresh.add(request);
    }
  }
}
