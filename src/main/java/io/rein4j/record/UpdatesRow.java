package io.rein4j.record;

import io.rein4j.train.UpdatesRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@code updates.csv}: consecutive updates, each of which is in one row, and what was
 * clipped in them.
 *
 * @param row number of the row, from 0
 * @param step agent steps over all environments at its last update
 * @param firstUpdate number of its first update in the run, from 0
 * @param clipping what was clipped
 */
public record UpdatesRow(long row, long step, long firstUpdate, ClippingFigures clipping) {

  private static final Column<UpdatesRow> ROW =
      Column.whole("row", "row", "", "Number of the row, from 0.", UpdatesRow::row);

  /** Agent steps at the row's last update. */
  public static final Column<UpdatesRow> STEP = Columns.step(UpdatesRow::step);

  private static final Column<UpdatesRow> FIRST_UPDATE =
      Column.whole(
          "first_update",
          "first update",
          "",
          "Number of the row's first update in the run, from 0.",
          UpdatesRow::firstUpdate);

  static final List<Column<UpdatesRow>> OWN = List.of(ROW, STEP, FIRST_UPDATE);

  static UpdatesRow of(UpdatesRecord record) {
    return new UpdatesRow(
        record.row(),
        record.step(),
        record.firstUpdate(),
        ClippingFigures.ofUpdates(record.updates()));
  }

  static UpdatesRow read(Values values, Scopes scopes) throws IOException {
    return new UpdatesRow(
        values.whole(ROW),
        values.whole(STEP),
        values.whole(FIRST_UPDATE),
        ClippingFigures.read(values, "", scopes));
  }

  /**
   * {@return the columns of the table}
   *
   * @param scopes the groups of the agent's parameters and its update paths
   */
  public static List<Column<UpdatesRow>> columns(Scopes scopes) {
    List<Column<UpdatesRow>> columns = new ArrayList<>(OWN);
    List<Column<ClippingFigures>> clipping = new ArrayList<>(ClippingFigures.COLUMNS);
    clipping.addAll(ClippingFigures.groupColumns(scopes));
    clipping.addAll(ClippingFigures.pathColumns(scopes));
    clipping.addAll(ClippingFigures.updateColumns(scopes));
    clipping.forEach(column -> columns.add(column.of(UpdatesRow::clipping)));
    return columns;
  }

  /**
   * {@return a column of the clipping on an update path}
   *
   * @param column the column
   * @param path the path's name; empty for the only one
   */
  public static Column<UpdatesRow> onPath(Column<ScopeFigures> column, String path) {
    return column.<UpdatesRow>of(row -> row.clipping().path(path).whole()).in(Scope.path(path));
  }

  /**
   * {@return the column of the threshold on an update path}
   *
   * @param path the path's name; empty for the only one
   */
  public static Column<UpdatesRow> threshold(String path) {
    return ClippingFigures.THRESHOLD_MEAN
        .<UpdatesRow>of(row -> row.clipping().path(path))
        .in(Scope.path(path));
  }

  /**
   * {@return a column of the clipping of a group of parameters}
   *
   * @param column one of those that tables hold of groups
   * @param group the group's name
   */
  public static Column<UpdatesRow> ofGroup(Column<ScopeFigures> column, String group) {
    return column
        .<UpdatesRow>of(row -> row.clipping().groups().getOrDefault(group, ScopeFigures.NONE))
        .in(Scope.group(group));
  }

  /**
   * {@return a column of the updates of the parameters on an update path}
   *
   * @param column the column
   * @param path the path's name; empty for the only one
   */
  public static Column<UpdatesRow> ofUpdates(Column<ParameterUpdateFigures> column, String path) {
    return column
        .<UpdatesRow>of(row -> row.clipping().path(path).whole().updateOrNone())
        .in(Scope.path(path));
  }

  /**
   * {@return a column of the updates of a group of parameters}
   *
   * @param column one of those that tables hold of groups
   * @param group the group's name
   */
  public static Column<UpdatesRow> ofGroupsUpdates(
      Column<ParameterUpdateFigures> column, String group) {
    return column
        .<UpdatesRow>of(
            row -> row.clipping().groups().getOrDefault(group, ScopeFigures.NONE).updateOrNone())
        .in(Scope.group(group));
  }

  /**
   * {@return the number of applied updates that a column's figure is of: those of its update path,
   * if it is of one, or of the path that has the name of its group}
   *
   * @param column a column of this row
   */
  public long appliedUpdates(Column<UpdatesRow> column) {
    return clipping.paths().getOrDefault(column.scope().name(), clipping).appliedUpdates();
  }
}
