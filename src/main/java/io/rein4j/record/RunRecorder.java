package io.rein4j.record;

import io.rein4j.api.Incubating;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.train.EpisodeRecord;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;
import io.rein4j.train.UpdatesRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Writes what happens in a run into its folder: episodes.csv, updates.csv, metrics.jsonl,
 * TensorBoard events, summary.json.
 */
@Incubating
public final class RunRecorder implements RunListener, Closeable {

  private final RunFolder folder;
  private final DoubleSupplier epochSeconds;
  private final List<Column<EpisodeRow>> episodeColumns;
  private final List<Column<UpdatesRow>> updatesColumns;
  private final CsvWriter episodes;
  private final CsvWriter updates;
  private final JsonLinesWriter metrics;
  private final TensorBoardWriter events;

  /**
   * Opens the folder's files, at their ends where they exist.
   *
   * @param folder the run's folder
   * @param layout of the agent's parameters: names the groups
   * @param paths the names of the agent's update paths; empty if there is only one
   * @param updates whether the updates of the parameters are measured
   * @param epochSeconds the wall clock, in seconds since 1970
   * @throws IOException if a file cannot be opened
   */
  public RunRecorder(
      RunFolder folder,
      ParameterLayout layout,
      List<String> paths,
      boolean updates,
      DoubleSupplier epochSeconds)
      throws IOException {
    this.folder = folder;
    this.epochSeconds = epochSeconds;
    Scopes scopes = Scopes.of(layout, paths, updates);
    this.episodeColumns = EpisodeRow.columns(scopes);
    this.updatesColumns = UpdatesRow.columns(scopes);
    this.episodes = CsvWriter.open(folder.episodes(), Column.keys(episodeColumns));
    this.updates = CsvWriter.open(folder.updates(), Column.keys(updatesColumns));
    this.metrics = JsonLinesWriter.open(folder.metrics());
    double now = epochSeconds.getAsDouble();
    this.events = TensorBoardWriter.open(folder.events((long) now), now);
  }

  @Override
  public void episodeEnded(EpisodeRecord episode) throws IOException {
    episodes.row(episodeColumns, EpisodeRow.of(episode));
  }

  @Override
  public void updatesMade(UpdatesRecord record) throws IOException {
    updates.row(updatesColumns, UpdatesRow.of(record));
  }

  @Override
  public void logged(LogPoint point) throws IOException {
    LogRow row = LogRow.of(point);
    Map<String, Object> figures = new LinkedHashMap<>();
    JsonFields.put(figures, LogRow.SHOWN, row);
    figures.putAll(row.metrics());
    JsonFields.put(figures, row.gradientColumns(), row);
    Map<String, Object> fields = line(LogRow.KIND);
    JsonFields.put(fields, LogRow.PROGRESS, row);
    fields.putAll(figures);
    metrics.write(fields);
    writeEvents(row.step(), figures);
  }

  @Override
  public void evaluated(EvaluationRecord evaluation) throws IOException {
    EvaluationRow row = EvaluationRow.of(evaluation);
    Map<String, Object> fields = line(EvaluationRow.KIND);
    JsonFields.put(fields, EvaluationRow.COLUMNS, row);
    metrics.write(fields);
    Map<String, Object> figures = new LinkedHashMap<>();
    JsonFields.put(figures, EvaluationRow.SHOWN, row);
    writeEvents(evaluation.step(), figures);
  }

  private static Map<String, Object> line(String kind) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(JsonFields.KIND, kind);
    return fields;
  }

  /** Undefined figures have no point in TensorBoard. */
  private void writeEvents(long step, Map<String, Object> figures) throws IOException {
    Map<String, Double> defined = new LinkedHashMap<>();
    figures.forEach(
        (name, value) -> {
          if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
            defined.put(name, number.doubleValue());
          }
        });
    events.write(step, epochSeconds.getAsDouble(), TensorBoardTags.scalars(defined));
  }

  @Override
  public void finished(RunSummary summary) throws IOException {
    Summary.of(summary).write(folder.summary());
  }

  @Override
  public void close() throws IOException {
    try (episodes;
        updates;
        metrics) {
      events.close();
    }
  }
}
