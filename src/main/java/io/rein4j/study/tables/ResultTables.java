package io.rein4j.study.tables;

import io.rein4j.record.CsvWriter;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.analysis.Aggregate;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.GridSensitivity;
import io.rein4j.study.analysis.ResultColumn;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.Share;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.statistics.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A study's results as files: one JSON object, and tables in CSV. Each replaces what was there.
 *
 * <p>What the clock says is in timing.csv alone, so that the files of studies that have shown the
 * same are the same.
 */
public final class ResultTables {

  private ResultTables() {}

  /**
   * Writes all of them.
   *
   * @param results the results
   * @param folder the study's folder
   * @throws IOException if one of them cannot be written
   */
  public static void write(StudyResults results, StudyFolder folder) throws IOException {
    JsonFiles.write(folder.results(), ResultsJson.of(results));
    List<String> paths = paths(results.runs().stream().map(score -> score.run().clipping()));
    boolean updates =
        results.runs().stream().anyMatch(score -> score.run().clipping().measuresUpdates());
    write(folder.scores(), RunScore.columns(paths, updates), results.runs());
    write(folder.comparisons(), Comparison.COLUMNS, results.comparisons());
    write(folder.aggregates(), Aggregate.COLUMNS, results.aggregates());
    if (!results.grids().isEmpty()) {
      write(folder.grids(), GridSensitivity.COLUMNS, results.grids());
    }
    List<String> ofCells = paths(results.cells().stream().map(CellResult::clipping));
    write(folder.cells(), CellResult.columns(ofCells, updates), results.cells());
    write(folder.timing(), RunScore.TIMING, results.runs().stream().map(RunScore::run).toList());
  }

  /** Returns the names of all update paths that any of the runs has several of. */
  private static List<String> paths(Stream<RunClipping> clippings) {
    return clippings.flatMap(clipping -> clipping.paths().keySet().stream()).distinct().toList();
  }

  /** Writes a table. */
  static <R> void write(Path path, List<ResultColumn<R>> columns, List<R> rows) throws IOException {
    List<String> header = new ArrayList<>();
    for (ResultColumn<R> column : columns) {
      header.add(column.key());
      if (column.kind() == ResultColumn.Kind.ESTIMATE) {
        header.add(column.key() + "_low");
        header.add(column.key() + "_high");
      }
    }
    Files.deleteIfExists(path);
    try (CsvWriter table = CsvWriter.open(path, header)) {
      for (R row : rows) {
        columns.forEach(column -> cell(table, column.value().apply(row)));
        table.endRow();
      }
    }
  }

  private static void cell(CsvWriter table, Object value) {
    if (value instanceof Estimate estimate) {
      table.cell(estimate.value()).cell(estimate.low()).cell(estimate.high());
    } else if (value instanceof OptionalLong number) {
      table.cell(number.isPresent() ? Long.toString(number.getAsLong()) : "");
    } else {
      table.cell(plain(value));
    }
  }

  /** Returns a value as files have it: constants as words, and of a share how many it is. */
  static Object plain(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT)
        : value instanceof Share share ? share.count() : value;
  }
}
