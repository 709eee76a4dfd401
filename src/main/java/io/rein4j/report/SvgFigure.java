package io.rein4j.report;

import io.rein4j.report.Series.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a figure as SVG, for paper: 720 × 440, on white, in Okabe and Ito's colours. */
final class SvgFigure {

  private static final int WIDTH = 720;
  private static final int LEFT = 66;
  private static final int RIGHT = 28;
  private static final int PLOT = 320;
  private static final int LINE = 18;
  private static final int FONT = 12;

  /** About how wide a character is, as a share of the font's size. */
  private static final double CHARACTER = 0.6;

  private static final List<String> PALETTE =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7d838c");

  private static final Map<Style, String> DASHES = Map.of(Style.DASHED, "7 4", Style.DOTTED, "2 4");

  private final XyFigure figure;
  private final Span x;
  private final Span y;
  private final double top;
  private final StringBuilder out = new StringBuilder();

  /** The values that an axis shows, and whether by their logarithms. */
  private record Span(double low, double high, boolean log) {

    /** Returns where a value lies: 0 at the low end, 1 at the high one. */
    double place(double value) {
      return log
          ? (Math.log(Math.max(value, low / 2)) - Math.log(low)) / (Math.log(high) - Math.log(low))
          : (value - low) / (high - low);
    }

    List<Double> ticks(int wanted) {
      return log ? Ticks.log(low, high) : Ticks.linear(low, high, wanted);
    }
  }

  private SvgFigure(XyFigure figure) {
    this.figure = figure;
    this.x = span(figure.x(), figure.xs().toArray(), 0.01);
    this.y = span(figure.y(), figure.ys().toArray(), 0.05);
    int rows = legendRows().size() + (figure.markers().isEmpty() ? 0 : 1);
    this.top = 34 + LINE * rows;
  }

  /** {@return the text of an SVG file} */
  static String draw(XyFigure figure) {
    return new SvgFigure(figure).svg();
  }

  private static Span span(Axis axis, double[] values, double room) {
    boolean log = axis.scale() == Axis.Scale.LOG;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (!log || value > 0) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      return new Span(log ? 1 : 0, 10, log);
    }
    if (axis.unit() == Axis.Unit.SHARE && low >= 0 && high <= 1) {
      return new Span(0, 1, false);
    }
    if (log) {
      return new Span(low / 1.15, high * 1.15, true);
    }
    double space = low == high ? Math.max(1, Math.abs(low)) / 2 : room * (high - low);
    return new Span(low >= 0 && low - space < 0 ? 0 : low - space, high + space, false);
  }

  private String svg() {
    double height = top + PLOT + 52;
    out.append(head(WIDTH, height));
    text(LEFT, 20, "start", "font-weight=\"bold\" font-size=\"14\"", figure.title());
    legend();
    axes();
    add(
        "<clipPath id=\"plot\"><rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%d\"/></clipPath>",
        LEFT, top, WIDTH - LEFT - RIGHT, PLOT);
    out.append("<g clip-path=\"url(#plot)\">\n");
    // No band may lie on a line.
    figure.series().stream()
        .filter(series -> series.isLine() && series.hasIntervals())
        .forEach(this::band);
    figure.series().forEach(this::draw);
    out.append("</g>\n");
    figure.markers().forEach(this::draw);
    return out.append("</svg>\n").toString();
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private void text(double at, double baseline, String anchor, String more, String text) {
    out.append(textElement(at, baseline, anchor, more, text));
  }

  /** {@return how an SVG file of a size begins: its element, and white paper} */
  static String head(double width, double height) {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$.0f" height="%2$.0f" viewBox="0 0 %1$.0f %2$.0f" font-family="sans-serif" font-size="%3$d">
        <rect width="%1$.0f" height="%2$.0f" fill="#ffffff"/>
        """,
        width,
        height,
        FONT);
  }

  /** {@return a text, whose anchor is start, middle or end} */
  static String textElement(
      double at, double baseline, String anchor, String attributes, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>\n",
        at,
        baseline,
        anchor,
        attributes,
        Html.escaped(text));
  }

  /** {@return a colour of the palette} */
  static String colour(int index) {
    return PALETTE.get(index);
  }

  private double across(double value) {
    return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private double down(double value) {
    return top + (1 - y.place(value)) * PLOT;
  }

  private void axes() {
    for (double tick : y.ticks(6)) {
      double at = down(tick);
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e3e5e8\"/>",
          LEFT, WIDTH - RIGHT, at, at);
      text(LEFT - 7, at + 4, "end", "", label(figure.y(), tick));
    }
    double bottom = top + PLOT;
    for (double tick : x.ticks(8)) {
      double at = across(tick);
      add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#333333\"/>",
          at, at, bottom, bottom + 5);
      text(at, bottom + 19, "middle", "", label(figure.x(), tick));
    }
    add(
        "<path d=\"M%d %.1fV%.1fH%d\" fill=\"none\" stroke=\"#333333\"/>",
        LEFT, top, bottom, WIDTH - RIGHT);
    text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 42, "middle", "", figure.x().label());
    double middle = top + PLOT / 2.0;
    text(
        14,
        middle,
        "middle",
        String.format(Locale.ROOT, "transform=\"rotate(-90 14 %.1f)\"", middle),
        figure.y().label());
  }

  private static String label(Axis axis, double value) {
    return axis.unit() == Axis.Unit.SHARE ? Labels.number(100 * value) + "%" : Labels.number(value);
  }

  /** Returns the series, as many in a row as there is room for. */
  private List<List<Series>> legendRows() {
    List<List<Series>> rows = new ArrayList<>();
    double used = WIDTH;
    for (Series series : figure.series()) {
      double width = legendWidth(series);
      if (used + width > WIDTH - LEFT - RIGHT) {
        rows.add(new ArrayList<>());
        used = 0;
      }
      rows.get(rows.size() - 1).add(series);
      used += width;
    }
    return rows;
  }

  private static double legendWidth(Series series) {
    return 46 + CHARACTER * FONT * series.name().length();
  }

  private void legend() {
    double baseline = 38;
    for (List<Series> row : legendRows()) {
      double at = LEFT;
      for (Series series : row) {
        swatch(series, at, baseline - 4);
        text(at + 28, baseline, "start", "", series.name());
        at += legendWidth(series);
      }
      baseline += LINE;
    }
  }

  private void swatch(Series series, double left, double middle) {
    String colour = PALETTE.get(series.colour());
    if (!series.isLine()) {
      dot(series, left + 11, middle);
      return;
    }
    if (series.hasIntervals()) {
      add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"22\" height=\"10\" fill=\"%s\" fill-opacity=\"0.22\"/>",
          left, middle - 5, colour);
    }
    add(
        "<path d=\"M%.1f %.1fh22\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        left, middle, colour, dash(series));
  }

  private static String dash(Series series) {
    String dash = DASHES.get(series.style());
    return dash == null ? "" : " stroke-dasharray=\"" + dash + "\"";
  }

  private void draw(Series series) {
    String colour = PALETTE.get(series.colour());
    if (!series.isLine()) {
      for (int i = 0; i < series.x().size(); i++) {
        if (Double.isFinite(series.y().get(i))) {
          errorBar(series, i, colour);
          dot(series, across(series.x().get(i)), down(series.y().get(i)));
        }
      }
      return;
    }
    add(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"%s/>",
        line(series), colour, dash(series));
  }

  private void errorBar(Series series, int i, String colour) {
    if (series.hasIntervals() && Double.isFinite(series.low().get(i))) {
      add(
          "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>",
          across(series.x().get(i)), down(series.low().get(i)), down(series.high().get(i)), colour);
    }
  }

  private void dot(Series series, double atX, double atY) {
    boolean faint = series.style() == Style.FAINT_POINTS;
    add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" fill=\"%s\" fill-opacity=\"%s\"/>",
        atX, atY, faint ? "1.6" : "3.6", PALETTE.get(series.colour()), faint ? "0.35" : "1");
  }

  /** Returns the line's path; it is broken where there is no value. */
  private String line(Series series) {
    StringBuilder path = new StringBuilder();
    boolean extended = series.style() == Style.EXTENDED;
    boolean drawing = extended;
    if (extended) {
      path.append(edge('M', LEFT, series.y().get(0)));
    }
    for (int i = 0; i < series.x().size(); i++) {
      boolean here = Double.isFinite(series.y().get(i));
      if (here) {
        path.append(drawing ? 'L' : 'M').append(point(series.x().get(i), series.y().get(i)));
      }
      drawing = here;
    }
    if (extended) {
      path.append(edge('L', WIDTH - RIGHT, series.y().get(series.y().size() - 1)));
    }
    return path.toString();
  }

  private String edge(char command, int at, double value) {
    return String.format(Locale.ROOT, "%c%d %.1f", command, at, down(value));
  }

  /** Draws a band's stretches between the places where it has no ends. */
  private void band(Series series) {
    String colour = PALETTE.get(series.colour());
    int from = 0;
    while (from < series.x().size()) {
      int to = from;
      while (to < series.x().size()
          && Double.isFinite(series.low().get(to))
          && Double.isFinite(series.high().get(to))) {
        to++;
      }
      if (to > from) {
        StringBuilder path = new StringBuilder();
        for (int i = from; i < to; i++) {
          path.append(i == from ? 'M' : 'L');
          path.append(point(series.x().get(i), series.high().get(i)));
        }
        for (int i = to - 1; i >= from; i--) {
          path.append('L').append(point(series.x().get(i), series.low().get(i)));
        }
        add("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.22\"/>", path, colour);
      }
      from = to + 1;
    }
  }

  private String point(double atX, double atY) {
    return String.format(Locale.ROOT, "%.1f %.1f", across(atX), down(atY));
  }

  private void draw(Marker marker) {
    double at = across(marker.x());
    add(
        "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"/>",
        at, top, top + PLOT, PALETTE.get(1));
    // Above the plot: within it, the label would lie on lines.
    double half = CHARACTER * FONT * marker.label().length() / 2;
    text(
        Math.max(LEFT + half, Math.min(WIDTH - RIGHT - half, at)),
        top - 5,
        "middle",
        "fill=\"" + PALETTE.get(1) + "\"",
        marker.label());
  }
}
