package io.rein4j.study.tables;

import io.rein4j.agent.PathFigures;
import io.rein4j.record.CsvWriter;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.analysis.Aggregate;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunCosts;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.statistics.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A study's results as files: one JSON object, and tables in CSV. Each replaces what was there.
 *
 * <p>What the clock says is in timing.csv alone, so that the files of studies that have shown the
 * same are the same.
 */
public final class ResultTables {

  private final StudyResults results;

  private ResultTables(StudyResults results) {
    this.results = results;
  }

  /**
   * Writes all of them.
   *
   * @param results the results
   * @param folder the study's folder
   * @throws IOException if one of them cannot be written
   */
  public static void write(StudyResults results, StudyFolder folder) throws IOException {
    ResultTables tables = new ResultTables(results);
    JsonFiles.write(folder.results(), ResultsJson.of(results));
    tables.writeScores(folder.scores());
    tables.writeComparisons(folder.comparisons());
    tables.writeAggregates(folder.aggregates());
    tables.writeCells(folder.cells());
    tables.writeTiming(folder.timing());
  }

  /** One row a run. */
  private void writeScores(Path path) throws IOException {
    List<String> paths = paths(results.runs().stream().map(score -> score.run().clipping()));
    List<String> columns =
        new ArrayList<>(
            List.of(
                "level",
                "environment",
                "condition",
                "seed",
                "final_return",
                "final_score",
                "stability",
                "best_score",
                "evaluations",
                "steps_to_threshold",
                "failed",
                "diverged",
                "collapsed"));
    columns.addAll(clippingColumns(paths));
    columns.add("failure");
    write(path, columns, results.runs(), (row, score) -> score(row, score, paths));
  }

  private static void score(CsvWriter row, RunScore score, List<String> paths) {
    RunOutcome run = score.run();
    cell(row, run.cell())
        .cell(run.seed())
        .cell(score.finalReturn())
        .cell(score.finalScore())
        .cell(score.stability())
        .cell(score.bestScore())
        .cell(run.evaluations().size());
    if (score.stepsToThreshold().isPresent()) {
      row.cell(score.stepsToThreshold().getAsLong());
    } else {
      row.cell("");
    }
    row.cell(run.failed()).cell(run.diverged()).cell(score.collapsed());
    clipping(row, run.clipping(), paths).cell(run.failure());
  }

  /** One row a comparison. */
  private void writeComparisons(Path path) throws IOException {
    List<String> columns =
        List.of(
            "outcome",
            "level",
            "baseline",
            "environment",
            "condition",
            "seeds",
            "difference",
            "difference_low",
            "difference_high",
            "p",
            "adjusted_p",
            "verdict",
            "seeds_needed",
            "sentence");
    write(path, columns, results.comparisons(), ResultTables::comparison);
  }

  private static void comparison(CsvWriter row, Comparison comparison) {
    row.cell(ResultsJson.word(comparison.outcome()))
        .cell(comparison.level())
        .cell(comparison.baseline())
        .cell(comparison.environment())
        .cell(comparison.condition())
        .cell(comparison.seeds());
    estimate(row, comparison.difference())
        .cell(comparison.p())
        .cell(comparison.adjustedP())
        .cell(ResultsJson.word(comparison.verdict()));
    if (comparison.seedsNeeded().isPresent()) {
      row.cell(comparison.seedsNeeded().getAsLong());
    } else {
      row.cell("");
    }
    row.cell(comparison.sentence());
  }

  /** One row an outcome of a level in an environment, and overall. */
  private void writeAggregates(Path path) throws IOException {
    List<String> columns =
        new ArrayList<>(List.of("outcome", "level", "environment", "condition", "runs"));
    for (String statistic : List.of("iqm", "mean", "median", "optimality_gap")) {
      columns.addAll(List.of(statistic, statistic + "_low", statistic + "_high"));
    }
    write(path, columns, results.aggregates(), ResultTables::aggregate);
  }

  private static void aggregate(CsvWriter row, Aggregate aggregate) {
    row.cell(ResultsJson.word(aggregate.outcome()))
        .cell(aggregate.level())
        .cell(aggregate.environment())
        .cell(aggregate.condition())
        .cell(aggregate.runs());
    estimate(row, aggregate.iqm());
    estimate(row, aggregate.mean());
    estimate(row, aggregate.median());
    estimate(row, aggregate.optimalityGap());
  }

  /** One row a cell: its reliability and its clipping. */
  private void writeCells(Path path) throws IOException {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "level",
                "environment",
                "condition",
                "runs",
                "failed",
                "diverged",
                "collapsed",
                "reached_threshold"));
    for (String statistic :
        List.of(
            "steps_to_threshold",
            "dispersion_across_time",
            "dispersion_across_runs",
            "worst_changes",
            "max_drawdown",
            "worst_runs")) {
      columns.addAll(List.of(statistic, statistic + "_low", statistic + "_high"));
    }
    List<String> paths = paths(results.cells().stream().map(CellResult::clipping));
    columns.addAll(clippingColumns(paths));
    write(path, columns, results.cells(), (row, result) -> cellResult(row, result, paths));
  }

  private static void cellResult(CsvWriter row, CellResult result, List<String> paths) {
    cell(row, result.cell())
        .cell(result.runs())
        .cell(result.failed().count())
        .cell(result.diverged().count())
        .cell(result.collapsed().count())
        .cell(result.reachedThreshold().count());
    estimate(row, result.stepsToThreshold());
    estimate(row, result.dispersionAcrossTime());
    estimate(row, result.dispersionAcrossRuns());
    estimate(row, result.worstChanges());
    estimate(row, result.maxDrawdown());
    estimate(row, result.worstRuns());
    clipping(row, result.clipping(), paths);
  }

  /** One row a run: what it took of the machine. */
  private void writeTiming(Path path) throws IOException {
    List<String> columns =
        List.of(
            "level",
            "environment",
            "condition",
            "seed",
            "seconds",
            "environment_steps_per_second",
            "peak_memory_bytes");
    write(path, columns, results.runs(), (row, score) -> timing(row, score.run()));
  }

  private static void timing(CsvWriter row, RunOutcome run) {
    RunCosts costs = run.costs();
    cell(row, run.cell())
        .cell(run.seed())
        .cell(costs.seconds())
        .cell(costs.environmentStepsPerSecond())
        .cell(costs.peakMemoryBytes());
  }

  private static CsvWriter cell(CsvWriter row, Cell cell) {
    return row.cell(cell.level()).cell(cell.environment()).cell(cell.condition());
  }

  private static CsvWriter estimate(CsvWriter row, Estimate estimate) {
    return row.cell(estimate.value()).cell(estimate.low()).cell(estimate.high());
  }

  /** Returns the names of all update paths that any of the runs has several of. */
  private static List<String> paths(Stream<RunClipping> clippings) {
    return clippings.flatMap(clipping -> clipping.paths().keySet().stream()).distinct().toList();
  }

  private static List<String> clippingColumns(List<String> paths) {
    return Stream.concat(Stream.of(""), paths.stream())
        .flatMap(
            path ->
                RunClipping.FIGURES.stream().map(figure -> PathFigures.name(figure.name(), path)))
        .toList();
  }

  private static CsvWriter clipping(CsvWriter row, RunClipping clipping, List<String> paths) {
    figures(row, clipping);
    paths.forEach(path -> figures(row, clipping.paths().getOrDefault(path, RunClipping.UNKNOWN)));
    return row;
  }

  private static void figures(CsvWriter row, RunClipping clipping) {
    RunClipping.FIGURES.forEach(figure -> row.cell(figure.value().applyAsDouble(clipping)));
  }

  private static <T> void write(Path path, List<String> columns, List<T> elements, Row<T> row)
      throws IOException {
    Files.deleteIfExists(path);
    try (CsvWriter table = CsvWriter.create(path, columns)) {
      for (T element : elements) {
        row.fill(table, element);
        table.endRow();
      }
    }
  }

  /** Gives the cells of one row. */
  @FunctionalInterface
  private interface Row<T> {
    void fill(CsvWriter table, T element);
  }
}
