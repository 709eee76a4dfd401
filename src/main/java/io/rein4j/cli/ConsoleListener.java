package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.record.Progress;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;

/** Shows on the console how a run goes. */
final class ConsoleListener implements RunListener, AutoCloseable {

  private final Console console;
  private final long totalSteps;
  private double evaluation = Double.NaN;

  ConsoleListener(Console console, long totalSteps) {
    this.console = console;
    this.totalSteps = totalSteps;
  }

  @Override
  public void logged(LogPoint point) {
    long now = System.nanoTime();
    if (console.due(now)) {
      console.show(
          new Progress(
              point.step(),
              totalSteps,
              point.meanReturn(),
              point.updates().clippedFraction(),
              point.stepsPerSecond(),
              evaluation),
          now);
    }
  }

  @Override
  public void evaluated(EvaluationRecord result) {
    evaluation = result.meanReturn();
    console.print(
        "step %,d: evaluation return %.1f ± %.1f over %d episodes"
            .formatted(
                result.step(),
                result.meanReturn(),
                result.returnDeviation(),
                result.returns().size()));
  }

  /** Prints what came of the run. */
  void print(RunSummary summary) {
    console.print(
        "%,d steps, %,d episodes in %.1f s (%,.0f steps/s); final evaluation %.1f, best %.1f at step"
                .formatted(
                    summary.steps(),
                    summary.episodes(),
                    summary.seconds(),
                    summary.steps() / summary.seconds(),
                    summary.evaluation().meanReturn(),
                    summary.best().meanReturn())
            + " %,d".formatted(summary.best().step()));
    console.print(
        "%,d of %,d updates were clipped (%.1f %%), %,d skipped; clipping removed %.1f %% of the"
                .formatted(
                    summary.updates().clippedUpdates(),
                    summary.updates().updates(),
                    100 * summary.updates().clippedFraction(),
                    summary.updates().skippedUpdates(),
                    100 * summary.updates().removedNormShare())
            + " gradient's norm");
    if (summary.diverged()) {
      console.print("The run diverged: a gradient that is not finite was let through.");
    }
  }

  @Override
  public void close() {
    console.close();
  }
}
