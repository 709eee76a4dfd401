package io.rein4j.report;

import io.rein4j.report.StudyFigures.Place;
import io.rein4j.report.Table.Cell;
import io.rein4j.report.Table.Column;
import io.rein4j.study.analysis.ResultColumn;
import io.rein4j.study.analysis.Share;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The columns of a table in the making, each with the cell that it has for a row.
 *
 * @param <R> the rows
 */
final class Columns<R> {

  private final List<Column> columns = new ArrayList<>();
  private final List<Function<R, Cell>> cells = new ArrayList<>();

  /** Begins a table whose rows are grouped by places. */
  static <R> Columns<R> byPlace(Function<R, Place> place) {
    return new Columns<R>().add(Table.PLACE, "where", row -> Cell.text(place.apply(row).words()));
  }

  Columns<R> add(String name, String label, Function<R, Cell> cell) {
    columns.add(new Column(name, label));
    cells.add(cell);
    return this;
  }

  /** Adds the column of a figure that a run's files hold too, under its name and heading there. */
  Columns<R> add(io.rein4j.record.Column<?> figure, Function<R, Cell> cell) {
    return add(figure.key(), figure.heading(), cell);
  }

  /** Adds those of some columns that have these keys. */
  Columns<R> add(List<ResultColumn<R>> all, String... keys) {
    ResultColumn.select(all, keys)
        .forEach(one -> add(one.key(), one.heading(), row -> cell(one, row)));
    return this;
  }

  Table table(String id, String title, String reading, List<R> rows) {
    return new Table(
        id,
        title,
        reading,
        columns,
        rows.stream().map(row -> cells.stream().map(cell -> cell.apply(row)).toList()).toList());
  }

  private static <R> Cell cell(ResultColumn<R> column, R row) {
    Object value = column.value().apply(row);
    if (value instanceof Double number) {
      return column.kind() == ResultColumn.Kind.SHARE ? Cell.share(number) : Cell.number(number);
    } else if (value instanceof Number number) {
      return Cell.count(number.longValue());
    } else if (value instanceof Estimate estimate) {
      return Cell.number(estimate.value());
    } else if (value instanceof Share share) {
      return new Cell.Figure("%s/%s".formatted(share.count(), share.of()), share.value());
    } else if (value instanceof OptionalLong number) {
      return number.isPresent() ? Cell.count(number.getAsLong()) : Cell.number(Double.NaN);
    }
    return Cell.text(value instanceof Outcome outcome ? outcome.words() : String.valueOf(value));
  }
}
