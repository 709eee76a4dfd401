package io.rein4j.report;

import io.rein4j.record.Numbers;
import io.rein4j.report.Table.Cell;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities that a row's level beats a column's: the further from one half, the deeper the
 * colour, one for above and another for below.
 *
 * @param id names it on the page and its CSV
 * @param title what it shows
 * @param reading sentences that say how to read it
 * @param names of rows and columns
 * @param entries the probabilities, by row's and column's name; the diagonal is not among them
 */
record Matrix(
    String id,
    String title,
    String reading,
    List<String> names,
    Map<List<String>, Cell.Interval> entries) {

  void write(Html html) {
    html.open("div", "class", "scroll").open("table", "class", "matrix");
    html.open("thead").open("tr").element("th", "better, over →", "class", "corner");
    names.forEach(name -> html.element("th", name, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    for (String row : names) {
      html.open("tr").element("th", row, "scope", "row");
      names.forEach(column -> write(html, entries.get(List.of(row, column))));
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  private static void write(Html html, Cell.@Nullable Interval entry) {
    if (entry == null || Double.isNaN(entry.value())) {
      html.element("td", "", "class", "none");
      return;
    }
    String colour = entry.value() >= 0.5 ? "--c0" : "--c1";
    long depth = Math.round(Math.abs(entry.value() - 0.5) * 110);
    html.open(
        "td",
        "style",
        "background: color-mix(in srgb, var(%s) %s%%, transparent)".formatted(colour, depth));
    html.element("b", Numbers.rounded(entry.value(), 2));
    html.element(
        "small",
        "%s–%s".formatted(Numbers.rounded(entry.low(), 2), Numbers.rounded(entry.high(), 2)));
    html.close("td");
  }

  /** {@return the same as a table, one row an entry} */
  Table table() {
    return new Columns<List<String>>()
        .add("level", "level", pair -> Cell.text(pair.get(0)))
        .add("over", "over", pair -> Cell.text(pair.get(1)))
        .add("probability", "probability", pair -> Objects.requireNonNull(entries.get(pair)))
        .table(
            id,
            title,
            reading,
            names.stream()
                .flatMap(row -> names.stream().map(column -> List.of(row, column)))
                .filter(entries::containsKey)
                .toList());
  }
}
