package io.rein4j.study.run;

import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The looks of a plan: what it has asked for so far, and when it is asked again. */
final class Looks {

  /** Finds something out about a run. */
  interface Reading<T> {
    T of(PlannedRun run) throws IOException;
  }

  private final RunPlan plan;
  private final Map<String, RunPlan.Request> needed = new LinkedHashMap<>();
  private final Map<String, RunOutcome> results = new LinkedHashMap<>();
  private final Set<String> dropped = new LinkedHashSet<>();
  private int complete;

  Looks(RunPlan plan) {
    this.plan = plan;
    take(plan.next(0, List.of()));
  }

  /**
   * {@return the runs that are needed, as it is known now: look by look, as they were asked for}
   */
  List<RunPlan.Request> needed() {
    return needed.values().stream().sorted(Comparator.comparing(RunPlan.Request::look)).toList();
  }

  /** {@return the names of the runs that were asked for and are not needed any more} */
  Set<String> dropped() {
    return dropped;
  }

  /**
   * Asks the plan on if the next look is complete.
   *
   * @param ended which runs have ended
   * @param reading reads what came of them
   * @return whether it was asked
   * @throws IOException if what came of a run cannot be read
   */
  boolean advance(Reading<Boolean> ended, Reading<RunOutcome> reading) throws IOException {
    if (needed.values().stream().allMatch(request -> request.look() <= complete)) {
      return false;
    }
    for (PlannedRun run : upTo(complete + 1)) {
      if (!ended.of(run)) {
        return false;
      }
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

  private List<RunOutcome> outcomes(int look, Reading<RunOutcome> reading) throws IOException {
    List<RunOutcome> outcomes = new ArrayList<>();
    for (PlannedRun run : upTo(look)) {
      RunOutcome outcome = results.get(run.folderName());
      if (outcome == null) {
        outcome = reading.of(run);
        if (look <= complete) {
          results.put(run.folderName(), outcome);
        }
      }
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private List<PlannedRun> upTo(int look) {
    return needed().stream()
        .filter(request -> request.look() <= look)
        .map(RunPlan.Request::run)
        .toList();
  }

  private void take(RunPlan.Decision decision) {
    for (String name : decision.dropped()) {
      RunPlan.Request request = needed.remove(name);
      if (request == null || request.look() <= complete) {
        throw new IllegalStateException(
            "A plan can drop runs of looks that are not complete, but after look %s it dropped '%s'."
                .formatted(complete, name));
      }
      dropped.add(name);
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
    }
  }
}
