package io.rein4j.report;

import io.rein4j.record.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table of the page.
 *
 * @param id names it on the page and its CSV
 * @param title what it shows
 * @param reading sentences that say how to read it
 * @param columns its columns
 * @param rows a cell for each column
 */
record Table(String id, String title, String reading, List<Column> columns, List<List<Cell>> rows) {

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

    /** A number, as people read it and as it is. */
    record Figure(String text, double value) implements Cell {}

    static Cell text(String text) {
      return new Text(text, "");
    }

    static Cell link(String text, String href) {
      return new Text(text, href);
    }

    static Cell number(double value, int decimals) {
      return new Figure(Numbers.rounded(value, decimals), value);
    }

    static Cell share(double value, int decimals) {
      return new Figure(Numbers.percent(value, decimals), value);
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
            "The table '%s' has %d columns, but a row of %d cells."
                .formatted(id, columns.size(), row.size()));
      }
    }
  }

  void write(Html html) {
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (int i = 0; i < columns.size(); i++) {
      boolean numbers = !rows.isEmpty() && rows.get(0).get(i) instanceof Cell.Figure;
      html.element(
          "th", columns.get(i).label(), "scope", "col", "class", numbers ? "number" : "text");
    }
    html.close("tr").close("thead").open("tbody");
    for (List<Cell> row : rows) {
      html.open("tr");
      row.forEach(cell -> write(html, cell));
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private static void write(Html html, Cell cell) {
    if (cell instanceof Cell.Figure number) {
      html.element("td", number.text(), "class", "number");
    } else if (cell instanceof Cell.Text text && text.href().isEmpty()) {
      html.element("td", text.text());
    } else if (cell instanceof Cell.Text text) {
      html.open("td").element("a", text.text(), "href", text.href()).close("td");
    }
  }

  /** {@return the table as the page's script takes it, to write it as CSV} */
  Map<String, Object> toJson() {
    List<Object> values = new ArrayList<>();
    for (List<Cell> row : rows) {
      List<Object> cells = new ArrayList<>();
      for (Cell cell : row) {
        cells.add(cell instanceof Cell.Figure number ? number.value() : ((Cell.Text) cell).text());
      }
      values.add(cells);
    }
    return Map.of("columns", columns.stream().map(Column::name).toList(), "rows", values);
  }
}
