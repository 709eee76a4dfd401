package io.rein4j.report;

import io.rein4j.record.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A table of the page. Its first column of intervals is drawn as well: all its rows share one axis.
 *
 * @param id names it on the page and its CSV
 * @param title what it shows
 * @param reading sentences that say how to read it
 * @param columns its columns
 * @param rows a cell for each column
 */
record Table(String id, String title, String reading, List<Column> columns, List<List<Cell>> rows) {

  /** The name of a first column by which rows are grouped. */
  static final String PLACE = "place";

  /**
   * A column.
   *
   * @param name its name in CSV
   * @param label what people read, with the unit
   */
  record Column(String name, String label) {}

  /** What stands in a cell. */
  sealed interface Cell {

    /** Text, with the address that it leads to, if any. */
    record Text(String text, String href) implements Cell {}

    /** A word that a colour underlines: good, bad or neutral. */
    record Badge(String text, String kind) implements Cell {}

    /** A number, as people read it and as it is. */
    record Figure(String text, double value) implements Cell {}

    /** A number with its interval; NaN if unknown. */
    record Interval(double value, double low, double high, int colour) implements Cell {}

    static Cell text(String text) {
      return new Text(text, "");
    }

    static Cell link(String text, String href) {
      return new Text(text, href);
    }

    static Cell number(double value) {
      return new Figure(Labels.number(value), value);
    }

    static Cell share(double value) {
      return new Figure(Numbers.percent(value, 1), value);
    }

    static Cell count(long value) {
      return new Figure(Numbers.grouped(value), value);
    }
  }

  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "The table '%s' has %s columns, but a row of %s cells."
                .formatted(id, columns.size(), row.size()));
      }
    }
  }

  void write(Html html) {
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (int i = isGrouped() ? 1 : 0; i < columns.size(); i++) {
      boolean numbers = !rows.isEmpty() && rows.get(0).get(i) instanceof Cell.Figure;
      html.element(
          "th",
          columns.get(i).label(),
          "scope",
          "col",
          "class",
          numbers || isInterval(i) ? "number" : "text");
    }
    html.close("tr").close("thead").open("tbody");
    String group = "\n";
    for (List<Cell> row : rows) {
      if (isGrouped() && !group(row).equals(group)) {
        group = group(row);
        html.open("tr", "class", "group");
        html.element("th", group, "colspan", Integer.toString(columns.size() - 1));
        html.close("tr");
      }
      html.open("tr");
      for (int i = isGrouped() ? 1 : 0; i < row.size(); i++) {
        write(html, row.get(i));
      }
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private static void write(Html html, Cell cell) {
    if (cell instanceof Cell.Figure number) {
      html.element("td", number.text(), "class", "number");
    } else if (cell instanceof Cell.Badge badge) {
      html.open("td").element("span", badge.text(), "class", "badge " + badge.kind()).close("td");
    } else if (cell instanceof Cell.Interval interval) {
      html.element(
          "td",
          Labels.interval(interval.value(), interval.low(), interval.high()),
          "class",
          "number");
    } else if (cell instanceof Cell.Text text && text.href().isEmpty()) {
      html.element("td", text.text());
    } else if (cell instanceof Cell.Text text) {
      html.open("td").element("a", text.text(), "href", text.href()).close("td");
    }
  }

  /** Rows of one place stand below its name; the column of the places is not shown as one. */
  private boolean isGrouped() {
    return columns.get(0).name().equals(PLACE);
  }

  /** {@return what stands in the first cell of a row of a table whose rows are grouped} */
  private static String group(List<Cell> row) {
    return row.get(0) instanceof Cell.Text text ? text.text() : "";
  }

  /** {@return the column of intervals, if there is one} */
  Optional<Integer> intervals() {
    return IntStream.range(0, columns.size()).filter(this::isInterval).boxed().findFirst();
  }

  private boolean isInterval(int column) {
    return !rows.isEmpty() && rows.get(0).get(column) instanceof Cell.Interval;
  }

  /** {@return the axis of a column of intervals} */
  Range range(int column) {
    return Range.of(
        rows.stream()
            .map(row -> row.get(column))
            .filter(Cell.Interval.class::isInstance)
            .map(Cell.Interval.class::cast)
            .flatMapToDouble(one -> DoubleStream.of(one.value(), one.low(), one.high())));
  }

  /** {@return the table as the page's script takes it, to write it as CSV} */
  Map<String, Object> toJson() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      names.add(name);
      if (isInterval(i)) {
        names.addAll(List.of(name + "_low", name + "_high"));
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("columns", names);
    json.put("rows", rows.stream().map(Table::values).toList());
    return json;
  }

  private static List<Object> values(List<Cell> row) {
    List<Object> values = new ArrayList<>();
    for (Cell cell : row) {
      if (cell instanceof Cell.Figure number) {
        values.add(number.value());
      } else if (cell instanceof Cell.Interval interval) {
        values.addAll(List.of(interval.value(), interval.low(), interval.high()));
      } else if (cell instanceof Cell.Badge badge) {
        values.add(badge.text());
      } else if (cell instanceof Cell.Text text) {
        values.add(text.text());
      }
    }
    return values;
  }
}
