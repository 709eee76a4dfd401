package io.rein4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A figure of lines, bands and points over two axes.
 *
 * @param id names it on the page and in file names
 * @param title what it shows
 * @param reading sentences that say how to read it
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn, the last on top
 * @param markers places on the horizontal axis that are pointed out
 */
record XyFigure(
    String id,
    String title,
    String reading,
    Axis x,
    Axis y,
    List<Series> series,
    List<Marker> markers) {

  XyFigure {
    series = List.copyOf(series);
    markers = List.copyOf(markers);
  }

  /** {@return whether there is anything to draw} */
  boolean hasPoints() {
    return series.stream().flatMap(one -> one.y().stream()).anyMatch(Double::isFinite);
  }

  /** {@return the finite x of all series and markers} */
  DoubleStream xs() {
    return DoubleStream.concat(
            series.stream().flatMap(one -> one.x().stream()).mapToDouble(Double::doubleValue),
            markers.stream().mapToDouble(Marker::x))
        .filter(Double::isFinite);
  }

  /** {@return the finite y of all series, ends of intervals included} */
  DoubleStream ys() {
    return series.stream()
        .flatMap(one -> List.of(one.y(), one.low(), one.high()).stream())
        .flatMap(List::stream)
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite);
  }

  /** {@return the figure as the page's script takes it} */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("x", axis(x));
    json.put("y", axis(y));
    List<Object> drawn = new ArrayList<>();
    for (Series one : series) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", one.name());
      fields.put("style", name(one.style()));
      fields.put("colour", one.colour());
      fields.put("x", one.x());
      fields.put("y", one.y());
      if (one.hasIntervals()) {
        fields.put("low", one.low());
        fields.put("high", one.high());
      }
      drawn.add(fields);
    }
    json.put("series", drawn);
    return json;
  }

  private static Map<String, Object> axis(Axis axis) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", axis.name());
    json.put("unit", name(axis.unit()));
    return json;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
