package io.rein4j.report;

import java.util.List;

/**
 * The colours of a drawing.
 *
 * @param isPaper whether it is a file that stands alone, which has to say its own title
 * @param palette eight colours of series
 * @param text of texts
 * @param axis of axes
 * @param grid of the lines behind what is drawn
 */
record Ink(boolean isPaper, List<String> palette, String text, String axis, String grid) {

  /** White paper and Okabe and Ito's colours. */
  static final Ink PAPER =
      new Ink(
          true,
          List.of(
              "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
              "#7d838c"),
          "#000000",
          "#333333",
          "#e3e5e8");

  /** The page's custom properties, which follow light and dark. */
  static final Ink PAGE =
      new Ink(
          false,
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

  /** {@return a colour of the palette} */
  String series(int index) {
    return palette.get(index);
  }
}
