package io.rein4j.record;

import io.rein4j.train.LogPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of {@code metrics.jsonl} that holds the figures of a stretch of training, since the log
 * point before.
 *
 * @param step agent steps over all environments
 * @param frames environment steps over all environments
 * @param episodes finished episodes
 * @param seconds wall-clock time of training so far, resumed stretches included
 * @param stepsPerSecond agent steps per second since the last log point
 * @param returnMean mean return of the last 100 episodes
 * @param lengthMean mean length of the last 100 episodes
 * @param metrics the agent's figures by name
 * @param clipping what was clipped
 * @param tail what the run's last norms say of their tail
 */
public record LogRow(
    long step,
    long frames,
    long episodes,
    double seconds,
    double stepsPerSecond,
    double returnMean,
    double lengthMean,
    Map<String, Double> metrics,
    ClippingFigures clipping,
    TailFigures tail) {

  /** The lines' kind. */
  static final String KIND = "training";

  /** What the names of the gradient's figures begin with. */
  static final String GRADIENT = "gradient/";

  /** Agent steps so far. */
  static final Column<LogRow> STEP = Columns.step(LogRow::step);

  private static final Column<LogRow> FRAMES = Columns.frames(LogRow::frames);
  private static final Column<LogRow> EPISODES =
      Columns.episodes(
          "Episodes that have ended so far. An episode counts once its updates have been made, which for a rollout agent is at the end of its rollout.",
          LogRow::episodes);
  private static final Column<LogRow> SECONDS = Columns.seconds(LogRow::seconds);

  /** Agent steps per second. */
  static final Column<LogRow> STEPS_PER_SECOND =
      Column.number(
          "steps_per_second",
          "steps/s",
          "steps per second",
          "Agent steps per second since the last log point.",
          LogRow::stepsPerSecond);

  /** Mean return of the last episodes. */
  static final Column<LogRow> RETURN_MEAN =
      Columns.returnMean(
          "Mean return of the last 100 episodes that count; null before the first.",
          LogRow::returnMean);

  /** Mean length of the last episodes. */
  static final Column<LogRow> LENGTH_MEAN =
      Columns.lengthMean(
          "Mean length of the last 100 episodes that count; null before the first.",
          LogRow::lengthMean);

  /** How far training is. */
  static final List<Column<LogRow>> PROGRESS = List.of(STEP, FRAMES, EPISODES, SECONDS);

  /** Those of training that TensorBoard shows too. */
  static final List<Column<LogRow>> SHOWN = List.of(STEPS_PER_SECOND, RETURN_MEAN, LENGTH_MEAN);

  private static final Set<String> OWN =
      Stream.concat(
              Stream.of(JsonFields.KIND),
              Stream.concat(PROGRESS.stream(), SHOWN.stream()).map(Column::key))
          .collect(Collectors.toUnmodifiableSet());

  public LogRow {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  static LogRow of(LogPoint point) {
    return new LogRow(
        point.step(),
        point.frames(),
        point.episodes(),
        point.seconds(),
        point.stepsPerSecond(),
        point.meanReturn(),
        point.meanLength(),
        point.metrics(),
        ClippingFigures.of(point.updates()),
        TailFigures.of(point.norms()));
  }

  static LogRow read(JsonFields fields) throws IOException {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (String key : fields.keys()) {
      if (!OWN.contains(key) && !key.startsWith(GRADIENT)) {
        metrics.put(key, fields.number(key));
      }
    }
    Scopes scopes = Scopes.in(fields.keys(), GRADIENT);
    return new LogRow(
        fields.whole(STEP),
        fields.whole(FRAMES),
        fields.whole(EPISODES),
        fields.number(SECONDS),
        fields.number(STEPS_PER_SECOND),
        fields.number(RETURN_MEAN),
        fields.number(LENGTH_MEAN),
        metrics,
        ClippingFigures.read(fields, GRADIENT, scopes),
        TailFigures.read(fields, Scope.WHOLE.under(GRADIENT), scopes));
  }

  /** Returns the columns of everything that the row holds. */
  List<Column<LogRow>> columns() {
    List<Column<LogRow>> columns = new ArrayList<>(PROGRESS);
    columns.addAll(SHOWN);
    metrics.keySet().forEach(name -> columns.add(metric(name)));
    columns.addAll(gradientColumns());
    return columns;
  }

  /** Returns the column of one of the agent's figures. */
  private static Column<LogRow> metric(String name) {
    return Diagnostics.called(name)
        .orElseGet(
            () ->
                Column.number(
                    name,
                    name.replace('_', ' '),
                    "",
                    "A figure of the agent's own learning.",
                    row -> row.metrics().getOrDefault(name, Double.NaN)));
  }

  /** Returns the columns of the gradient's figures. */
  List<Column<LogRow>> gradientColumns() {
    List<Column<LogRow>> columns = new ArrayList<>();
    clipping
        .columns()
        .forEach(column -> columns.add(column.<LogRow>of(LogRow::clipping).under(GRADIENT)));
    tail.columns().forEach(column -> columns.add(column.<LogRow>of(LogRow::tail).under(GRADIENT)));
    return columns;
  }
}
