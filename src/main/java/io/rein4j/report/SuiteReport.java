package io.rein4j.report;

import io.rein4j.record.ScopeFigures;
import io.rein4j.report.Table.Cell;
import io.rein4j.study.analysis.EnvironmentSpeed;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.analysis.SuiteRow;
import io.rein4j.study.plan.RunClipping;
import java.util.List;
import java.util.Map;

/** The report of a suite: its page, and its returns as a figure. */
public final class SuiteReport {

  private static final double MEBIBYTE = 1 << 20;

  private final SuiteResults results;
  private final Ids ids = new Ids();

  private SuiteReport(SuiteResults results) {
    this.results = results;
  }

  /**
   * Makes the report of a suite's results.
   *
   * @param results what the suite has measured
   * @param settings the suite's settings, as they stand in its file
   * @return the report
   */
  public static Report of(SuiteResults results, String settings) {
    return new Report(new SuiteReport(results).page(settings));
  }

  private Page page(String settings) {
    Page made =
        new Page(
            results.name(),
            "A suite of Rein4J",
            "Configs: %s, seeds of each: %s, episodes of an evaluation: %s."
                .formatted(
                    results.rows().size(), results.seeds().size(), results.evaluationEpisodes()));
    made.section("Returns");
    results.rows().stream()
        .map(row -> row.cell().environment())
        .distinct()
        .forEach(environment -> made.table(returns(environment)));
    made.section("Speed").table(speed()).table(environments());
    return made.section("The suite").file("The exact suite, with its configs", settings);
  }

  /** Tabulates and plots the returns in one environment, on an axis of their own. */
  private Table returns(String environment) {
    List<List<Cell>> rows = new ArrayList<>();
    for (SuiteRow row : results.rows()) {
      if (!row.cell().environment().equals(environment)) {
        continue;
      }
      PublishedReturn reference = row.reference();
      rows.add(
          List.of(
              Cell.text(environment),
              Cell.text(row.cell().level()),
              Cell.count(row.steps()),
              Cell.count(row.runs()),
              new Cell.Interval(row.iqm().value(), row.iqm().low(), row.iqm().high(), 0),
              Cell.number(row.mean()),
              reference == null ? new Cell.Figure("-", Double.NaN) : Cell.number(reference.mean()),
              Cell.text(reference == null ? "" : reference.source()),
              Cell.number(row.stepsToThreshold()),
              new Cell.Figure(RunClipping.percents(row.clippedFractions()), row.clippedFraction()),
              Cell.count(row.failed())));
    }
    return new Table(
        ids.of("returns " + environment),
        "Return in %s after a fixed budget".formatted(environment),
        "Interquartile mean, over the runs, of the mean return of the last evaluation. It stands with its 95% bootstrap interval beside what others have published. Steps to learn: the median over the runs until an evaluation reached the return that counts as learned; ∞ if fewer than half did.",
        List.of(
            new Column(Table.PLACE, "environment"),
            new Column("config", "config"),
            new Column("steps", "steps"),
            new Column("runs", "runs"),
            new Column("return_iqm", "return, 95% interval"),
            new Column("return_mean", "mean"),
            new Column("reference_return", "published"),
            new Column("reference_source", "where"),
            new Column("steps_to_threshold", "steps to learn"),
            Column.of(ScopeFigures.CLIPPED_FRACTION),
            new Column("failed", "failed")),
        rows);
  }

  private Table speed() {
    List<List<Cell>> rows = new ArrayList<>();
    for (SuiteRow row : results.rows()) {
      rows.add(
          List.of(
              Cell.text(row.cell().environment()),
              Cell.text(row.cell().level()),
              Cell.number(row.stepsPerSecond()),
              Cell.number(row.updatesPerSecond()),
              Cell.number(row.secondsToThreshold()),
              Cell.number(row.peakMemoryBytes() / MEBIBYTE)));
    }
    return new Table(
        "speed",
        "Training",
        "Medians over the runs, including evaluations, on one thread each. The memory is the peak of a worker process.",
        List.of(
            new Column(Table.PLACE, "environment"),
            new Column("config", "config"),
            new Column("steps_per_second", "environment steps/s"),
            new Column("updates_per_second", "updates/s"),
            new Column("seconds_to_threshold", "seconds to learn"),
            new Column("peak_memory_mebibytes", "memory, MiB")),
        rows);
  }

  private Table environments() {
    List<List<Cell>> rows = new ArrayList<>();
    for (EnvironmentSpeed speed : results.environments()) {
      rows.add(List.of(Cell.text(speed.environment()), Cell.number(speed.stepsPerSecond())));
    }
    return new Table(
        "environments",
        "The environments by themselves",
        "Steps per second under random actions on one thread, including resets.",
        List.of(
            new Column("environment", "environment"), new Column("steps_per_second", "steps/s")),
        rows);
  }
}
