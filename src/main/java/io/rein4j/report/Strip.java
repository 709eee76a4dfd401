package io.rein4j.report;

import java.util.Locale;

/** A row of an interval plot: a point with its interval, as wide as its column. */
final class Strip {

  /** Room at both ends, in percent, for points and tick labels. */
  private static final double MARGIN = 6;

  private Strip() {}

  /** Draws the interval of a number, with lines where the axis has its ticks. */
  static void write(Html html, double value, double low, double high, int colour, Range range) {
    html.open("svg", "class", "strip", "aria-hidden", "true");
    for (double tick : range.ticks(3)) {
      html.open(
              "line",
              "class",
              tick == 0 ? "zero" : "tick",
              "x1",
              at(tick, range),
              "x2",
              at(tick, range),
              "y1",
              "0",
              "y2",
              "100%")
          .close("line");
    }
    if (Double.isFinite(value)) {
      String style = "stroke: var(--c%s); fill: var(--c%s)".formatted(colour, colour);
      html.open("g", "style", style);
      if (Double.isFinite(low)) {
        html.open(
                "line",
                "x1",
                at(low, range),
                "x2",
                at(high, range),
                "y1",
                "50%",
                "y2",
                "50%",
                "stroke-width",
                "3")
            .close("line");
      }
      html.open("circle", "cx", at(value, range), "cy", "50%", "r", "5").close("circle");
      html.close("g");
    }
    html.close("svg");
  }

  /** Draws the axis above the column. */
  static void writeAxis(Html html, Range range) {
    html.open("svg", "class", "strip scale", "aria-hidden", "true");
    for (double tick : range.ticks(3)) {
      html.element(
          "text", Labels.number(tick), "x", at(tick, range), "y", "80%", "text-anchor", "middle");
    }
    html.close("svg");
  }

  private static String at(double number, Range range) {
    return String.format(Locale.ROOT, "%.2f%%", MARGIN + (100 - 2 * MARGIN) * range.place(number));
  }
}
