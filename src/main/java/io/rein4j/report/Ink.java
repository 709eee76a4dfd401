package io.rein4j.report;

import java.util.List;

/** The colours of a drawing, and whether it has to say its own title. */
enum Ink {
  /** White paper and Okabe and Ito's colours, for files that stand alone. */
  PAPER(
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7d838c"),
      "#000000",
      "#333333",
      "#e3e5e8"),
  /** The page's custom properties, which follow light and dark; the page has the title. */
  PAGE(
      List.of(
          "var(--c0)",
          "var(--c1)",
          "var(--c2)",
          "var(--c3)",
          "var(--c4)",
          "var(--c5)",
          "var(--c6)",
          "var(--c7)"),
      "var(--ink)",
      "var(--soft)",
      "var(--grid)");

  private final List<String> series;
  private final String text;
  private final String axis;
  private final String grid;

  Ink(List<String> series, String text, String axis, String grid) {
    this.series = series;
    this.text = text;
    this.axis = axis;
    this.grid = grid;
  }

  /** {@return a colour of the palette, of which there are eight} */
  String series(int index) {
    return series.get(index);
  }

  String text() {
    return text;
  }

  String axis() {
    return axis;
  }

  String grid() {
    return grid;
  }
}
