package io.rein4j.study.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of one run of a study.
 *
 * @param cell the run's cell
 * @param seed its seed
 * @param steps the steps that it was to take
 * @param failed whether it ended before its budget, retries included
 * @param diverged whether a gradient that is not finite was let through
 * @param failure why it failed, in a sentence; empty if it did not
 * @param evaluations its evaluations in order of their steps
 * @param clipping what clipping did
 * @param costs what it took of the machine
 * @param folder the run's folder
 */
public record RunOutcome(
    Cell cell,
    long seed,
    long steps,
    boolean failed,
    boolean diverged,
    String failure,
    List<EvaluationPoint> evaluations,
    RunClipping clipping,
    RunCosts costs,
    Path folder) {

  public RunOutcome {
    evaluations = List.copyOf(evaluations);
    for (int i = 1; i < evaluations.size(); i++) {
      if (evaluations.get(i).step() <= evaluations.get(i - 1).step()) {
        throw new IllegalArgumentException(
            "The evaluations of a run must be in order of their steps, but %s comes after %s (%s, seed"
                    .formatted(evaluations.get(i).step(), evaluations.get(i - 1).step(), cell)
                + " %s).".formatted(seed));
      }
    }
  }

  /** {@return the same of a run whose costs are not known} */
  public RunOutcome withoutCosts() {
    return new RunOutcome(
        cell,
        seed,
        steps,
        failed,
        diverged,
        failure,
        evaluations,
        clipping,
        RunCosts.UNKNOWN,
        folder);
  }
}
