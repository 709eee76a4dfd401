package io.rein4j.report;

import io.rein4j.report.Series.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a figure as SVG: the same drawing for page, report and paper, but for its colours. */
final class SvgFigure {

  /** Between the plot and the right edge of the image. */
  private static final int RIGHT = 16;

  /** Between two labels of an axis. */
  private static final int GAP = 10;

  /** What a point of the plot may stand out of it, above and below. */
  private static final int RIM = 4;

  /** The path of a point that no line leads to: one without a length, which has round ends. */
  private static final String ALONE =
      "<path d=\"%s\" stroke=\"%s\" stroke-width=\"6\" stroke-linecap=\"round\"/>";

  /** What a legend's swatch takes, with the space behind it. */
  private static final int SWATCH = 28;

  private static final Map<Style, String> DASHES = Map.of(Style.DASHED, "7 4", Style.DOTTED, "2 4");

  private final XyFigure figure;
  private final Layout layout;
  private final Ink ink;
  private final Svg svg;
  private final Span x;
  private final Span y;
  private final List<String> yLabel;
  private final List<Double> yTicks;
  private final List<List<Entry>> legend;

  /** The edges of the area between the axes. */
  private final double left;

  private final double right;
  private final double top;
  private final double bottom;

  /** The values that an axis shows, and whether by their logarithms. */
  private record Span(double low, double high, boolean log) {

    static Span of(Axis axis, double[] values, double room) {
      boolean log = axis.scale() == Axis.Scale.LOG;
      double low = axis.fromZero() && values.length > 0 ? 0 : Double.POSITIVE_INFINITY;
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

    /** Returns where a value lies: 0 at the low end, 1 at the high one. */
    double place(double value) {
      return log
          ? (Math.log(Math.max(value, low / 2)) - Math.log(low)) / (Math.log(high) - Math.log(low))
          : (value - low) / (high - low);
    }

    List<Double> ticks(int most) {
      return log ? Ticks.log(low, high, most) : Ticks.linear(low, high, most);
    }
  }

  /** A series in the legend. */
  private record Entry(int index, Series series, List<String> lines) {

    double width() {
      return SWATCH + lines.stream().mapToDouble(Svg::width).max().orElse(0) + 14;
    }

    double height() {
      return Svg.LINE * lines.size() + 2;
    }
  }

  private SvgFigure(XyFigure figure, Layout layout, Ink ink) {
    this.figure = figure;
    this.layout = layout;
    this.ink = ink;
    this.svg = new Svg(layout, ink, figure.title());
    this.x = Span.of(figure.x(), figure.xs().toArray(), 0.01);
    this.y = Span.of(figure.y(), figure.ys().toArray(), 0.05);
    this.legend = legendRows();
    this.yLabel = Svg.wrapped(figure.y().label(), layout.width() - 2.0 * Svg.MARGIN);
    this.yTicks = y.ticks(layout.plotHeight() / 48);
    this.left =
        Svg.MARGIN
            + 8
            + yTicks.stream()
                .mapToDouble(tick -> Svg.width(label(figure.y(), tick)))
                .max()
                .orElse(0);
    this.right = layout.width() - (double) RIGHT;
    this.top =
        svg.top()
            + legend.stream().mapToDouble(SvgFigure::height).sum()
            + Svg.LINE * (yLabel.size() + figure.markers().size())
            + 12;
    this.bottom = top + layout.plotHeight();
  }

  /** {@return the figure in a size and in colours} */
  static String draw(XyFigure figure, Layout layout, Ink ink) {
    return new SvgFigure(figure, layout, ink).image();
  }

  private String image() {
    legend();
    axes();
    String clip = "%s-%s-plot".formatted(figure.id(), layout.name().toLowerCase(Locale.ROOT));
    svg.add(
        "<clipPath id=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>",
        Html.escaped(clip), left, top - RIM, right - left, bottom - top + (y.log() ? 1 : 2) * RIM);
    svg.add("<g clip-path=\"url(#%s)\">", Html.escaped(clip));
    // No band may lie on a line.
    for (int i = 0; i < figure.series().size(); i++) {
      Series series = figure.series().get(i);
      if (series.isLine() && series.hasIntervals()) {
        svg.add("<g data-series=\"%d\">", i);
        band(series);
        svg.add("</g>");
      }
    }
    for (int i = 0; i < figure.series().size(); i++) {
      svg.add("<g data-series=\"%d\">", i);
      draw(figure.series().get(i));
      svg.add("</g>");
    }
    svg.add("</g>");
    for (int i = 0; i < figure.markers().size(); i++) {
      draw(figure.markers().get(i), i);
    }
    List<String> xLabel = Svg.wrapped(figure.x().label(), layout.width() - 2.0 * Svg.MARGIN);
    svg.lines((left + right) / 2, bottom + 38, "middle", xLabel);
    return svg.finished(
        bottom + 38 + Svg.LINE * (xLabel.size() - 1) + Svg.MARGIN,
        ink.isPaper()
            ? ""
            : "data-x=\"%s\" data-y=\"%s\""
                .formatted(placed(x, left, right), placed(y, bottom, top)));
  }

  /** Returns what the page's script needs to find the value of a place: scale, values, places. */
  private static String placed(Span span, double low, double high) {
    return "%s %s %s %s %s"
        .formatted(span.log() ? "log" : "linear", span.low(), span.high(), low, high);
  }

  private double across(double value) {
    return left + x.place(value) * (right - left);
  }

  private double down(double value) {
    return top + (1 - y.place(value)) * (bottom - top);
  }

  private void axes() {
    svg.lines(
        Svg.MARGIN,
        top - 12 - Svg.LINE * (figure.markers().size() + yLabel.size() - 1),
        "start",
        yLabel);
    for (double tick : yTicks) {
      double at = down(tick);
      svg.add("<path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\"/>", left, at, right, ink.grid());
      svg.text(left - 6, at + 4, "end", "", label(figure.y(), tick));
    }
    for (double tick : xTicks()) {
      double at = across(tick);
      svg.add("<path d=\"M%.1f %.1fv5\" stroke=\"%s\"/>", at, bottom, ink.axis());
      svg.text(
          centre(at, label(figure.x(), tick)), bottom + 19, "middle", "", label(figure.x(), tick));
    }
    svg.add(
        "<path d=\"M%.1f %.1fV%.1fH%.1f\" fill=\"none\" stroke=\"%s\"/>",
        left, top, bottom, right, ink.axis());
  }

  /** Returns as many ticks, up to eight, as have labels that do not run into one another. */
  private List<Double> xTicks() {
    for (int most = 8; most > 2; most--) {
      List<Double> ticks = x.ticks(most);
      if (haveRoom(ticks)) {
        return ticks;
      }
    }
    List<Double> few = x.ticks(2);
    return haveRoom(few) ? few : few.subList(0, 1);
  }

  private boolean haveRoom(List<Double> ticks) {
    double end = Double.NEGATIVE_INFINITY;
    for (double tick : ticks) {
      String label = label(figure.x(), tick);
      double centre = centre(across(tick), label);
      if (centre - Svg.width(label) / 2 < end + GAP) {
        return false;
      }
      end = centre + Svg.width(label) / 2;
    }
    return true;
  }

  /**
   * Returns the middle of a text that would stand at a place, so that it does not leave the image.
   */
  private double centre(double at, String text) {
    double half = Svg.width(text) / 2;
    return Math.max(2 + half, Math.min(layout.width() - 2 - half, at));
  }

  private static String label(Axis axis, double value) {
    return axis.unit() == Axis.Unit.SHARE ? Labels.number(100 * value) + "%" : Labels.number(value);
  }

  /** Returns the series, as many in a row as there is room for. */
  private List<List<Entry>> legendRows() {
    List<List<Entry>> rows = new ArrayList<>();
    double room = layout.width() - 2.0 * Svg.MARGIN;
    double used = room;
    for (int i = 0; i < figure.series().size(); i++) {
      Series series = figure.series().get(i);
      Entry entry = new Entry(i, series, Svg.wrapped(series.name(), room - SWATCH - 14));
      if (used + entry.width() > room) {
        rows.add(new ArrayList<>());
        used = 0;
      }
      rows.get(rows.size() - 1).add(entry);
      used += entry.width();
    }
    return rows;
  }

  private static double height(List<Entry> row) {
    return row.stream().mapToDouble(Entry::height).max().orElse(0);
  }

  private void legend() {
    double baseline = svg.top() + 14;
    for (List<Entry> row : legend) {
      double at = Svg.MARGIN;
      for (Entry entry : row) {
        svg.add("<g data-key=\"%d\">", entry.index());
        swatch(entry.series(), at, baseline - 4);
        svg.lines(at + SWATCH, baseline, "start", entry.lines());
        svg.add("</g>");
        at += entry.width();
      }
      baseline += height(row);
    }
  }

  private void swatch(Series series, double at, double middle) {
    String colour = ink.series(series.colour());
    if (!series.isLine()) {
      svg.add(dot(series), String.format(Locale.ROOT, "M%.1f %.1fh0", at + 11, middle), colour);
      return;
    }
    if (series.hasIntervals()) {
      svg.add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"22\" height=\"10\" fill=\"%s\" fill-opacity=\"0.22\"/>",
          at, middle - 5, colour);
    }
    svg.add(
        "<path d=\"M%.1f %.1fh22\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        at, middle, colour, dash(series));
  }

  private static String dash(Series series) {
    String dash = DASHES.get(series.style());
    return dash == null ? "" : " stroke-dasharray=\"" + dash + "\"";
  }

  /** Returns a format for points: lines without a length, which have round ends. */
  private static String dot(Series series) {
    return series.style() == Style.FAINT_POINTS
        ? "<path d=\"%s\" stroke=\"%s\" stroke-width=\"3.2\" stroke-linecap=\"round\" stroke-opacity=\"0.4\"/>"
        : "<path d=\"%s\" stroke=\"%s\" stroke-width=\"7.2\" stroke-linecap=\"round\"/>";
  }

  private void draw(Series series) {
    String colour = ink.series(series.colour());
    if (series.isLine()) {
      svg.add(
          "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"%s/>",
          line(series), colour, dash(series));
      String alone = pointsAlone(series);
      if (!alone.isEmpty()) {
        svg.add(ALONE, alone, colour);
      }
      return;
    }
    StringBuilder bars = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < series.x().size(); i++) {
      if (!Double.isFinite(series.y().get(i))) {
        continue;
      }
      if (series.hasIntervals() && Double.isFinite(series.low().get(i))) {
        bars.append('M').append(point(series.x().get(i), series.low().get(i)));
        bars.append(String.format(Locale.ROOT, "V%.1f", down(series.high().get(i))));
      }
      dots.append('M').append(point(series.x().get(i), series.y().get(i))).append("h0");
    }
    if (!bars.isEmpty()) {
      svg.add("<path d=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/>", bars, colour);
    }
    if (!dots.isEmpty()) {
      svg.add(dot(series), dots, colour);
    }
  }

  /** Returns the line's path; it is broken where there is no value. */
  private String line(Series series) {
    StringBuilder path = new StringBuilder();
    boolean extended = series.style() == Style.EXTENDED;
    boolean drawing = extended;
    if (extended) {
      path.append(edge('M', left, series.y().get(0)));
    }
    for (int i = 0; i < series.x().size(); i++) {
      boolean here = Double.isFinite(series.y().get(i));
      if (here) {
        path.append(drawing ? 'L' : 'M').append(point(series.x().get(i), series.y().get(i)));
      }
      drawing = here;
    }
    if (extended) {
      path.append(edge('L', right, series.y().get(series.y().size() - 1)));
    }
    return path.toString();
  }

  /** Returns the path of the points that no line leads to, because their neighbours are missing. */
  private String pointsAlone(Series series) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < series.x().size(); i++) {
      if (hasValue(series, i) && !isDrawn(series, i - 1) && !isDrawn(series, i + 1)) {
        path.append('M').append(point(series.x().get(i), series.y().get(i))).append("h0");
      }
    }
    return path.toString();
  }

  /** Returns whether a line goes on to a point, or beyond its ends if it is extended. */
  private static boolean isDrawn(Series series, int index) {
    return (index < 0 || index == series.x().size())
        ? series.style() == Style.EXTENDED
        : hasValue(series, index);
  }

  private static boolean hasValue(Series series, int index) {
    return Double.isFinite(series.y().get(index));
  }

  private String edge(char command, double at, double value) {
    return String.format(Locale.ROOT, "%c%.1f %.1f", command, at, down(value));
  }

  /** Draws a band's stretches between the places where it has no ends. */
  private void band(Series series) {
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
        String colour = ink.series(series.colour());
        // A band of one place has no area.
        String outline =
            to - from > 1
                ? ""
                : " stroke=\"%s\" stroke-width=\"10\" stroke-opacity=\"0.22\"".formatted(colour);
        svg.add("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.22\"%s/>", path, colour, outline);
      }
      from = to + 1;
    }
  }

  private String point(double atX, double atY) {
    return String.format(Locale.ROOT, "%.1f %.1f", across(atX), down(atY));
  }

  /** Draws a marker; its label stands above the plot, where it lies on no line. */
  private void draw(Marker marker, int row) {
    double at = across(marker.x());
    String colour = ink.series(1);
    svg.add(
        "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"/>",
        at, top, bottom, colour);
    svg.text(
        Math.max(left + Svg.width(marker.label()) / 2, centre(at, marker.label())),
        top - 5 - row * Svg.LINE,
        "middle",
        "fill=\"" + colour + "\"",
        marker.label());
  }
}
