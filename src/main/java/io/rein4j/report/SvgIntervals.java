package io.rein4j.report;

import io.rein4j.report.Table.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws a table's column of intervals as SVG: a row an interval, groups below names, and the
 * numbers beside them; on narrow screens, above them.
 */
final class SvgIntervals {

  private static final int ROW = 22;

  /** How high the part of a row is that its interval has for itself on narrow screens. */
  private static final int PLOT = 16;

  /** The most room that names have beside their intervals. */
  private static final int NAMES = 250;

  private final Table table;
  private final Layout layout;
  private final Ink ink;
  private final int column;
  private final Range range;
  private final Svg svg;
  private final double left;
  private final double right;
  private double y;

  /** The part of the image between two heights. */
  private record Span(double top, double bottom) {}

  private SvgIntervals(Table table, Layout layout, Ink ink) {
    this.table = table;
    this.layout = layout;
    this.ink = ink;
    this.column = table.intervals().orElseThrow();
    this.range = table.range(column);
    this.svg = new Svg(layout, ink, table.title());
    this.y = svg.top();
    if (layout == Layout.WIDE) {
      double names = widest(row -> text(row.get(1)));
      this.left = Svg.MARGIN + Math.min(NAMES, names) + 12;
      this.right = layout.width() - Svg.MARGIN - widest(row -> words(row.get(column))) - 12;
    } else {
      this.left = 2.0 * Svg.MARGIN;
      this.right = layout.width() - 2.0 * Svg.MARGIN;
    }
  }

  private double widest(java.util.function.Function<List<Cell>, String> words) {
    return table.rows().stream().mapToDouble(row -> Svg.width(words.apply(row))).max().orElse(0);
  }

  /** {@return the column in a size and in colours} */
  static String draw(Table table, Layout layout, Ink ink) {
    return new SvgIntervals(table, layout, ink).image();
  }

  private String image() {
    String group = "";
    List<Double> ticks = ticks();
    List<Span> spans = spans();
    for (double tick : ticks) {
      String line =
          spans.stream()
              .map(
                  span ->
                      String.format(
                          Locale.ROOT, "M%.1f %.1fV%.1f", at(tick), span.top(), span.bottom()))
              .collect(Collectors.joining());
      svg.add("<path d=\"%s\" stroke=\"%s\"/>", line, tick == 0 ? ink.axis() : ink.grid());
    }
    for (List<Cell> row : table.rows()) {
      String place = text(row.get(0));
      if (!place.equals(group)) {
        group = place;
        y += 8;
        for (String line : groupLines(place)) {
          svg.text(Svg.MARGIN, y + 15, "start", "font-weight=\"bold\"", line);
          y += ROW;
        }
      }
      draw(row);
    }
    for (double tick : ticks) {
      svg.text(at(tick), y + 18, "middle", "", Labels.number(tick));
    }
    List<String> label =
        Svg.wrapped(table.columns().get(column).label(), layout.width() - 2.0 * Svg.MARGIN);
    svg.lines((left + right) / 2, y + 38, "middle", label);
    return svg.finished(y + 38 + Svg.LINE * (label.size() - 1) + Svg.MARGIN, "");
  }

  private List<String> groupLines(String place) {
    // Bold letters are wider.
    return Svg.wrapped(place, (layout.width() - 2.0 * Svg.MARGIN) / 1.1);
  }

  private List<String> nameLines(List<Cell> row) {
    return layout == Layout.WIDE
        ? Svg.wrapped(text(row.get(1)), left - 12 - Svg.MARGIN)
        : Svg.wrapped(
            text(row.get(1)),
            layout.width() - 2.0 * Svg.MARGIN - Svg.width(words(row.get(column))) - 12);
  }

  /** Returns where the axis may have lines: beside the intervals, but not behind texts. */
  private List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    double at = y;
    String group = "";
    for (List<Cell> row : table.rows()) {
      String place = text(row.get(0));
      if (!place.equals(group)) {
        group = place;
        at += 8 + ROW * groupLines(place).size();
      }
      double end = at + height(row);
      spans.add(new Span(layout == Layout.WIDE ? at : end - PLOT, end));
      at = end;
    }
    return spans;
  }

  private double height(List<Cell> row) {
    double names = Svg.LINE * nameLines(row).size();
    return layout == Layout.WIDE ? Math.max(ROW, names + 6) : names + 18;
  }

  private List<Double> ticks() {
    for (int most = 6; most > 2; most--) {
      List<Double> ticks = range.ticks(most);
      double widest =
          ticks.stream().mapToDouble(tick -> Svg.width(Labels.number(tick))).max().orElse(0);
      if (ticks.size() < 2 || at(ticks.get(1)) - at(ticks.get(0)) > widest + 10) {
        return ticks;
      }
    }
    return range.ticks(2);
  }

  private void draw(List<Cell> row) {
    boolean wide = layout == Layout.WIDE;
    svg.lines(wide ? left - 12 : Svg.MARGIN, y + 15, wide ? "end" : "start", nameLines(row));
    svg.text(layout.width() - (double) Svg.MARGIN, y + 15, "end", "", words(row.get(column)));
    double end = y + height(row);
    double middle = wide ? y + ROW / 2.0 : end - 10;
    if (row.get(column) instanceof Cell.Interval one && Double.isFinite(one.value())) {
      String colour = ink.series(one.colour());
      svg.add("<g class=\"interval\">");
      if (!Double.isNaN(one.low())) {
        svg.add(
            "<path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\" stroke-width=\"3\"/>",
            at(one.low()), middle, at(one.high()), colour);
      }
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" fill=\"%s\"/>",
          at(one.value()), middle, colour);
      svg.add("</g>");
    }
    y = end;
  }

  private double at(double number) {
    return left + range.place(number) * (right - left);
  }

  private static String text(Cell cell) {
    return cell instanceof Cell.Text text ? text.text() : "";
  }

  private static String words(Cell cell) {
    return cell instanceof Cell.Interval one
        ? Labels.interval(one.value(), one.low(), one.high())
        : "";
  }
}
