package io.rein4j.report;

import io.rein4j.report.Table.Cell;
import java.util.List;
import java.util.Locale;

/** Draws a table's column of intervals as SVG, for paper: a row an interval, groups below names. */
final class SvgIntervals {

  private static final int WIDTH = 720;
  private static final int LEFT = 190;
  private static final int RIGHT = 28;
  private static final int ROW = 22;
  private static final int TOP = 36;

  private final Table table;
  private final int column;
  private final Range range;
  private final StringBuilder out = new StringBuilder();
  private double y = TOP;

  private SvgIntervals(Table table) {
    this.table = table;
    this.column = table.intervals().orElseThrow();
    this.range = table.range(column);
  }

  /** {@return the text of an SVG file} */
  static String draw(Table table) {
    return new SvgIntervals(table).svg();
  }

  private String svg() {
    StringBuilder head = new StringBuilder();
    String group = "";
    for (List<Cell> row : table.rows()) {
      String place = text(row.get(0));
      if (!place.equals(group)) {
        group = place;
        y += 8;
        text(8, y + 15, "start", "font-weight=\"bold\"", place);
        y += ROW;
      }
      draw(row);
      y += ROW;
    }
    double height = y + 48;
    head.append(SvgFigure.head(WIDTH, height));
    head.append(
        SvgFigure.textElement(
            8, 20, "start", "font-weight=\"bold\" font-size=\"14\"", table.title()));
    for (double tick : range.ticks(6)) {
      head.append(
          line(path("M%.1f %.1fV%.1f", at(tick), TOP, y), tick == 0 ? "#555555" : "#e3e5e8", 1));
      text(at(tick), y + 18, "middle", "", Labels.number(tick));
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, y + 38, "middle", "", table.columns().get(column).label());
    return head.append(out).append("</svg>\n").toString();
  }

  private void draw(List<Cell> row) {
    text(LEFT - 12, y + 15, "end", "", text(row.get(1)));
    if (row.get(column) instanceof Cell.Interval one && Double.isFinite(one.value())) {
      String colour = SvgFigure.colour(one.colour());
      double middle = y + ROW / 2.0;
      if (Double.isFinite(one.low())) {
        out.append(line(path("M%.1f %.1fH%.1f", at(one.low()), middle, at(one.high())), colour, 3));
      }
      out.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" fill=\"%s\"/>\n",
              at(one.value()),
              middle,
              colour));
    }
  }

  private void text(double at, double baseline, String anchor, String more, String text) {
    out.append(SvgFigure.textElement(at, baseline, anchor, more, text));
  }

  private static String path(String format, double... places) {
    return String.format(Locale.ROOT, format, places[0], places[1], places[2]);
  }

  private static String line(String path, String colour, int width) {
    return "<path d=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n".formatted(path, colour, width);
  }

  private double at(double number) {
    return LEFT + range.place(number) * (WIDTH - LEFT - RIGHT);
  }

  private static String text(Cell cell) {
    return cell instanceof Cell.Text text ? text.text() : "";
  }
}
