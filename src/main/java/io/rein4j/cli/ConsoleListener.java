package io.rein4j.cli;

import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.ParameterUpdateStatistics;
import io.rein4j.record.Console;
import io.rein4j.record.Numbers;
import io.rein4j.record.Pace;
import io.rein4j.record.Progress;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;
import java.util.function.LongSupplier;

/** Shows on the console how a run goes. */
final class ConsoleListener implements RunListener, AutoCloseable {

  private final Console console;
  private final long totalSteps;
  private final LongSupplier nanoTime;
  private final Pace pace = new Pace();
  private double evaluation = Double.NaN;

  ConsoleListener(Console console, long totalSteps) {
    this(console, totalSteps, System::nanoTime);
  }

  ConsoleListener(Console console, long totalSteps, LongSupplier nanoTime) {
    this.console = console;
    this.totalSteps = totalSteps;
    this.nanoTime = nanoTime;
  }

  @Override
  public void logged(LogPoint point) {
    long now = nanoTime.getAsLong();
    if (point.updates().updates() > 0) {
      pace.learned(now, point.step());
    }
    if (console.due(now)) {
      double steady = pace.stepsPerSecond();
      console.show(
          new Progress(
              point.step(),
              totalSteps,
              point.meanReturn(),
              point.updates().whole().clippedFraction(),
              steady > 0 ? steady : point.stepsPerSecond(),
              steady,
              evaluation),
          now);
    }
  }

  @Override
  public void evaluated(EvaluationRecord result) {
    evaluation = result.meanReturn();
    console.print(
        "step %s: evaluation return %s ± %s over %s"
            .formatted(
                Numbers.grouped(result.step()),
                Numbers.measured(result.meanReturn(), 1),
                Numbers.measured(result.returnDeviation(), 1),
                Numbers.counted(result.returns().size(), "episode")));
  }

  /** Prints what came of the run. */
  void print(RunSummary summary) {
    console.print(
        "%s, %s in %s s (%s steps/s)"
            .formatted(
                Numbers.counted(summary.steps(), "step"),
                Numbers.counted(summary.episodes(), "episode"),
                Numbers.rounded(summary.seconds(), 1),
                Numbers.grouped(Math.round(summary.steps() / summary.seconds()))));
    console.print(
        "final evaluation %s, best %s at step %s"
            .formatted(
                Numbers.measured(summary.evaluation().meanReturn(), 1),
                Numbers.measured(summary.best().meanReturn(), 1),
                Numbers.grouped(summary.best().step())));
    if (summary.updates().updates() == 0) {
      console.print("No update was made, so nothing was learned.");
    } else {
      ClippingStatistics updates = summary.updates();
      for (int path = 0; path < updates.paths().size(); path++) {
        console.print(
            "update path '%s': %s"
                .formatted(updates.paths().get(path), clipped(updates.path(path))));
      }
      if (updates.paths().isEmpty()) {
        console.print(clipped(updates));
      }
    }
    printUpdateClipping(summary.updates());
    double samples = summary.updates().clippedSampleFraction();
    if (!Double.isNaN(samples)) {
      console.print("%s of the samples were clipped".formatted(Numbers.percent(samples, 1)));
    }
    if (summary.diverged()) {
      console.print("The run diverged: a non-finite gradient was let through.");
    }
    summary.advice().forEach(sentence -> console.print("- " + sentence));
  }

  private void printUpdateClipping(ClippingStatistics updates) {
    updates
        .parameterUpdates()
        .map(ParameterUpdateStatistics::whole)
        .filter(whole -> whole.finiteUpdates() > 0)
        .ifPresent(
            whole ->
                console.print(
                    "behind the optimizer, %s of the updates were limited; an update changed the parameters by %s of their norm on average"
                        .formatted(
                            Numbers.percent(whole.clippedFraction(), 1),
                            Numbers.percent(whole.ratioMean(), 3))));
  }

  private static String clipped(ClippingStatistics updates) {
    double removed = updates.whole().removedNormShare();
    String effect = removed < 0 ? "added %s to" : "removed %s of";
    long skipped = updates.skippedUpdates();
    return "%s of %s updates were clipped (%s), %s skipped; clipping %s the gradient's norm"
        .formatted(
            Numbers.grouped(updates.whole().clippedUpdates()),
            Numbers.grouped(updates.updates() - skipped) + (skipped > 0 ? " applied" : ""),
            Numbers.percent(updates.whole().clippedFraction(), 1),
            Numbers.grouped(skipped),
            effect.formatted(Numbers.percent(Math.abs(removed), 1)));
  }

  /** Lets something else be printed on the terminal, above the progress. */
  void above(Runnable print) {
    console.above(print);
  }

  @Override
  public void close() {
    console.close();
  }
}
