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
   * @param notices what is to be known first, sentences
   * @return the report
   */
  public static Report of(SuiteResults results, String settings, List<String> notices) {
    return new Report(new SuiteReport(results).page(settings, notices));
  }

  private Page page(String settings, List<String> notices) {
    Page made =
        new Page(
            results.name(),
            "A suite of Rein4J",
            "Configs: %s, seeds of each: %s, episodes of an evaluation: %s."
                .formatted(
                    results.rows().size(), results.seeds().size(), results.evaluationEpisodes()));
    if (!notices.isEmpty()) {
      made.notice("bad", notices);
    }
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
    return new Columns<SuiteRow>()
        .add(Table.PLACE, "environment", row -> Cell.text(environment))
        .add(SuiteRow.columns(List.of()), "config", "steps", "runs")
        .add(
            "return_iqm",
            "return, 95% interval",
            row -> new Cell.Interval(row.iqm().value(), row.iqm().low(), row.iqm().high(), 0))
        .add(
            SuiteRow.columns(List.of()),
            "return_mean",
            "reference_return",
            "reference_source",
            "steps_to_threshold")
        .add(
            ScopeFigures.CLIPPED_FRACTION,
            row ->
                new Cell.Figure(
                    RunClipping.percents(row.clippedFractions()), row.clippedFraction()))
        .add(SuiteRow.columns(List.of()), "failed")
        .table(
            ids.of("returns " + environment),
            "Return in %s after a fixed budget".formatted(environment),
            "Interquartile mean, over the runs, of the mean return of the last evaluation. It stands with its 95% bootstrap interval beside what others have published. Steps to learn: the median over the runs until an evaluation reached the return that counts as learned; ∞ if fewer than half did.",
            results.rows().stream()
                .filter(row -> row.cell().environment().equals(environment))
                .toList());
  }

  private Table speed() {
    return new Columns<SuiteRow>()
        .add(Table.PLACE, "environment", row -> Cell.text(row.cell().environment()))
        .add("config", "config", row -> Cell.text(row.cell().level()))
        .add(
            SuiteRow.timing(Map.of()),
            "steps_per_second",
            "updates_per_second",
            "seconds_to_threshold")
        .add(
            "peak_memory_mebibytes",
            "memory, MiB",
            row -> Cell.number(row.peakMemoryBytes() / MEBIBYTE))
        .table(
            "speed",
            "Training",
            "Medians over the runs, including evaluations, on one thread each. The memory is the peak of a worker process.",
            results.rows());
  }

  private Table environments() {
    return new Columns<EnvironmentSpeed>()
        .add("environment", "environment", speed -> Cell.text(speed.environment()))
        .add("steps_per_second", "steps/s", speed -> Cell.number(speed.stepsPerSecond()))
        .table(
            "environments",
            "The environments by themselves",
            "Steps per second under random actions on one thread, including resets.",
            results.environments());
  }
}
