package io.rein4j.study.analysis;

import io.rein4j.agent.PathFigures;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunClipping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A column of the tables of a study or a suite, on pages and in files, and a key of their objects.
 *
 * @param key what files call it
 * @param heading what people are shown above it
 * @param kind what its values are
 * @param value its value in a row: text, a constant, a number, a flag, an {@link
 *     java.util.OptionalLong}, a {@link Share}, an estimate, or numbers
 * @param <R> the rows
 */
public record ResultColumn<R>(String key, String heading, Kind kind, Function<R, ?> value) {

  /** What values are, besides what their class says. */
  public enum Kind {
    /** Nothing. */
    PLAIN,
    /** Numbers from 0 to 1, which people read in percent. */
    SHARE,
    /** Estimates: in a CSV file with a column for either end of the interval. */
    ESTIMATE
  }

  static <R> ResultColumn<R> of(String key, String heading, Function<R, ?> value) {
    return new ResultColumn<>(key, heading, Kind.PLAIN, value);
  }

  static <R> ResultColumn<R> share(String key, String heading, Function<R, Double> value) {
    return new ResultColumn<>(key, heading, Kind.SHARE, value);
  }

  static <R> ResultColumn<R> estimate(String key, String heading, Function<R, ?> value) {
    return new ResultColumn<>(key, heading, Kind.ESTIMATE, value);
  }

  /** Returns the columns that tell cells apart. */
  static <R> List<ResultColumn<R>> ofCell(Function<R, Cell> cell) {
    return List.of(
        of("level", "level", row -> cell.apply(row).level()),
        of("environment", "environment", row -> cell.apply(row).environment()),
        of("condition", "condition", row -> cell.apply(row).condition()));
  }

  /** Returns some columns and those of a curve. */
  @SafeVarargs
  static <R> List<ResultColumn<R>> ofCurve(Function<R, Band> band, ResultColumn<R>... others) {
    List<ResultColumn<R>> columns = new ArrayList<>();
    for (ResultColumn<R> other : others) {
      columns.add(other);
    }
    columns.add(of("x", "x", row -> band.apply(row).x()));
    columns.add(of("value", "value", row -> band.apply(row).value()));
    columns.add(of("low", "low", row -> band.apply(row).low()));
    columns.add(of("high", "high", row -> band.apply(row).high()));
    return List.copyOf(columns);
  }

  /**
   * {@return the columns of what clipping did, over all update paths and on each of several}
   *
   * @param clipping what it did
   * @param paths the names of several update paths
   * @param updates whether there are also figures of the updates of the parameters
   * @param <R> the rows
   */
  public static <R> List<ResultColumn<R>> ofClipping(
      Function<R, RunClipping> clipping, Collection<String> paths, boolean updates) {
    List<ResultColumn<R>> columns = new ArrayList<>(ofPath(RunClipping.FIGURES, clipping, ""));
    paths.forEach(path -> columns.addAll(ofPath(RunClipping.FIGURES, clipping, path)));
    if (updates) {
      columns.addAll(ofPath(RunClipping.UPDATE_FIGURES, clipping, ""));
      paths.forEach(path -> columns.addAll(ofPath(RunClipping.UPDATE_FIGURES, clipping, path)));
    }
    return columns;
  }

  private static <R> List<ResultColumn<R>> ofPath(
      List<RunClipping.Figure> figures, Function<R, RunClipping> clipping, String path) {
    return figures.stream()
        .map(
            figure ->
                new ResultColumn<R>(
                    PathFigures.name(figure.column().key(), path),
                    figure.column().heading(),
                    figure.isShare() ? Kind.SHARE : Kind.PLAIN,
                    row -> figure.value().apply(clipping.apply(row).path(path))))
        .toList();
  }

  @SafeVarargs
  static <R> List<ResultColumn<R>> concat(List<ResultColumn<R>>... lists) {
    List<ResultColumn<R>> columns = new ArrayList<>();
    for (List<ResultColumn<R>> list : lists) {
      columns.addAll(list);
    }
    return List.copyOf(columns);
  }

  /**
   * {@return some of several columns, in the order of their keys here}
   *
   * @param columns all of them
   * @param keys the keys of those
   * @param <R> the rows
   */
  public static <R> List<ResultColumn<R>> select(List<ResultColumn<R>> columns, String... keys) {
    return Arrays.stream(keys)
        .map(key -> columns.stream().filter(column -> column.key().equals(key)).findFirst())
        .map(found -> found.orElseThrow())
        .toList();
  }

  /**
   * {@return the same column of rows that this one's rows are a part of}
   *
   * @param part the part of a row
   * @param <Q> the rows
   */
  public <Q> ResultColumn<Q> of(Function<Q, R> part) {
    return new ResultColumn<>(key, heading, kind, part.andThen(value));
  }
}
