package io.rein4j.record;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Writes what happens in a run into its folder: episodes.csv, updates.csv, metrics.jsonl,
 * TensorBoard events, summary.json.
 */
public final class RunRecorder implements RunListener, Closeable {

  private static final String GRADIENT = "gradient/";

  private final RunFolder folder;
  private final DoubleSupplier epochSeconds;
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
   * @param epochSeconds the wall clock, in seconds since 1970
   * @throws IOException if a file cannot be opened
   */
  public RunRecorder(
      RunFolder folder, ParameterLayout layout, List<String> paths, DoubleSupplier epochSeconds)
      throws IOException {
    this.folder = folder;
    this.epochSeconds = epochSeconds;
    this.episodes = openCsv(folder.episodes(), episodeColumns(layout.groups()));
    this.updates = openCsv(folder.updates(), updateColumns(layout.groups(), paths));
    this.metrics =
        Files.exists(folder.metrics())
            ? JsonLinesWriter.open(folder.metrics(), Files.size(folder.metrics()))
            : JsonLinesWriter.create(folder.metrics());
    double now = epochSeconds.getAsDouble();
    Path eventFile = folder.events((long) now);
    this.events =
        Files.exists(eventFile)
            ? TensorBoardWriter.open(eventFile, Files.size(eventFile))
            : TensorBoardWriter.create(eventFile, now);
  }

  private static CsvWriter openCsv(Path file, List<String> columns) throws IOException {
    return Files.exists(file)
        ? CsvWriter.open(file, columns, Files.size(file))
        : CsvWriter.create(file, columns);
  }

  private static List<String> episodeColumns(List<String> groups) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "episode",
                "env",
                "step",
                "frames",
                "return",
                "length",
                "training_return",
                "terminated",
                "truncated"));
    columns.addAll(ClippingColumns.names());
    columns.addAll(ClippingColumns.tailNames());
    columns.addAll(ClippingColumns.groupNames(groups));
    return columns;
  }

  private static List<String> updateColumns(List<String> groups, List<String> paths) {
    List<String> columns = new ArrayList<>(List.of("row", "step", "first_update"));
    columns.addAll(ClippingColumns.names());
    columns.addAll(ClippingColumns.groupNames(groups));
    columns.addAll(ClippingColumns.pathNames(paths));
    return columns;
  }

  @Override
  public void episodeEnded(EpisodeRecord episode) throws IOException {
    episodes
        .cell(episode.episode())
        .cell(episode.env())
        .cell(episode.step())
        .cell(episode.frames())
        .cell(episode.episodeReturn())
        .cell(episode.length())
        .cell(episode.trainingReturn())
        .cell(episode.terminated())
        .cell(episode.truncated());
    ClippingColumns.write(episodes, episode.updates());
    episodes.cell(episode.normKurtosis()).cell(episode.tailIndex());
    ClippingColumns.writeGroups(episodes, episode.updates());
    episodes.endRow();
  }

  @Override
  public void updatesMade(UpdatesRecord record) throws IOException {
    updates.cell(record.row()).cell(record.step()).cell(record.firstUpdate());
    ClippingColumns.write(updates, record.updates());
    ClippingColumns.writeGroups(updates, record.updates());
    ClippingColumns.writePaths(updates, record.updates());
    updates.endRow();
  }

  @Override
  public void logged(LogPoint point) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "training");
    fields.put("step", point.step());
    fields.put("frames", point.frames());
    fields.put("episodes", point.episodes());
    fields.put("seconds", point.seconds());
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("steps_per_second", point.stepsPerSecond());
    figures.put("return_mean", point.meanReturn());
    figures.put("length_mean", point.meanLength());
    figures.putAll(point.metrics());
    ClippingColumns.put(figures, GRADIENT, point.updates());
    ClippingColumns.put(figures, GRADIENT, point.norms());
    fields.putAll(figures);
    metrics.write(fields);
    writeEvents(point.step(), figures);
  }

  @Override
  public void evaluated(EvaluationRecord evaluation) throws IOException {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("evaluation_return_mean", evaluation.meanReturn());
    figures.put("evaluation_length_mean", evaluation.meanLength());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "evaluation");
    fields.put("step", evaluation.step());
    fields.putAll(figures);
    fields.put("evaluation_return_std", evaluation.returnDeviation());
    fields.put("evaluation_returns", evaluation.returns());
    metrics.write(fields);
    writeEvents(evaluation.step(), figures);
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
    SummaryFile.write(folder.summary(), summary);
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
