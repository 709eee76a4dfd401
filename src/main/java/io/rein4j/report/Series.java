package io.rein4j.report;

import java.util.Arrays;
import java.util.List;

/**
 * One line, or one set of points, of a figure.
 *
 * @param name what it is, as the legend says
 * @param style how it is drawn
 * @param colour an index into the palette
 * @param x where, in ascending order
 * @param y the values; NaN where there is none
 * @param low lower ends of a band around a line, or of a point's error bar; empty without them
 * @param high upper ends
 */
record Series(
    String name,
    Style style,
    int colour,
    List<Double> x,
    List<Double> y,
    List<Double> low,
    List<Double> high) {

  enum Style {
    LINE,
    /** A line that goes on level to both edges of the plot. */
    EXTENDED,
    DASHED,
    DOTTED,
    POINTS,
    FAINT_POINTS
  }

  Series {
    x = List.copyOf(x);
    y = List.copyOf(y);
    low = List.copyOf(low);
    high = List.copyOf(high);
    if (y.size() != x.size() || low.size() != high.size()) {
      throw new IllegalArgumentException("The columns of the series '%s' differ.".formatted(name));
    }
    if (!low.isEmpty() && low.size() != x.size()) {
      throw new IllegalArgumentException(
          "The series '%s' has %s points, but %s intervals.".formatted(name, x.size(), low.size()));
    }
  }

  static Series of(String name, Style style, int colour, double[] x, double[] y) {
    return new Series(name, style, colour, boxed(x), boxed(y), List.of(), List.of());
  }

  /** Returns the same with a band, or error bars. */
  Series between(double[] lower, double[] upper) {
    return new Series(name, style, colour, x, y, boxed(lower), boxed(upper));
  }

  boolean hasIntervals() {
    return !low.isEmpty();
  }

  boolean isLine() {
    return style != Style.POINTS && style != Style.FAINT_POINTS;
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
