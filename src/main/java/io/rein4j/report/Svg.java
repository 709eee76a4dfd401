package io.rein4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An SVG image in the making, from the top down.
 *
 * <p>On paper it begins with its title. On a page, which has the title as a heading, the image is
 * cut off below it, so that whatever is drawn stands in the same place in both.
 */
final class Svg {

  /** The space at the edges of an image. */
  static final int MARGIN = 8;

  /** The height of a line of text. */
  static final int LINE = 16;

  private static final int FONT = 12;
  private static final int TITLE_FONT = 14;
  private static final int TITLE_LINE = 18;

  /** About how wide a character is, as a share of the font's size. */
  private static final double CHARACTER = 0.6;

  private final Layout layout;
  private final Ink ink;
  private final double titleHeight;
  private final StringBuilder out = new StringBuilder();

  Svg(Layout layout, Ink ink, String title) {
    this.layout = layout;
    this.ink = ink;
    List<String> lines = wrapped(title, (layout.width() - 2.0 * MARGIN) * FONT / TITLE_FONT / 1.08);
    double baseline = 20;
    if (ink.isPaper()) {
      for (String line : lines) {
        text(MARGIN, baseline, "start", "font-weight=\"bold\" font-size=\"14\"", line);
        baseline += TITLE_LINE;
      }
    }
    this.titleHeight = 10.0 + TITLE_LINE * lines.size();
  }

  /** {@return where there is room below the title} */
  double top() {
    return titleHeight;
  }

  /** {@return about how wide a text is} */
  static double width(String text) {
    return CHARACTER * FONT * text.codePointCount(0, text.length());
  }

  /**
   * {@return a text in lines that are no wider than there is room, broken at spaces if it can be}
   */
  static List<String> wrapped(String text, double room) {
    int most = Math.max(4, (int) (room / (CHARACTER * FONT)));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > most) {
        lines.add(rest.substring(0, most));
        rest = rest.substring(most);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Adds what a format in the notation of {@link String#format} gives. */
  Svg add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  /** Adds a text in the colour of text; its anchor is start, middle or end. */
  Svg text(double at, double baseline, String anchor, String attributes, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s%s>%s</text>",
        at,
        baseline,
        anchor,
        attributes.contains("fill=") ? "" : " fill=\"" + ink.text() + "\"",
        attributes.isEmpty() ? "" : " " + attributes,
        Html.escaped(text));
  }

  /** Adds lines of text below one another, the first at a baseline. */
  Svg lines(double at, double baseline, String anchor, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      text(at, baseline + i * LINE, anchor, "", lines.get(i));
    }
    return this;
  }

  /**
   * {@return the image}
   *
   * @param height of all of it, the title included
   * @param attributes further ones of the element, such as {@code class="wide"}
   */
  String finished(double height, String attributes) {
    double cut = ink.isPaper() ? 0 : titleHeight;
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\"%s viewBox=\"0 %.0f %d %.0f\" font-family=\"sans-serif\" font-size=\"%d\"%s>\n",
            ink.isPaper()
                ? String.format(
                    Locale.ROOT, " width=\"%d\" height=\"%.0f\"", layout.width(), height)
                : "",
            cut,
            layout.width(),
            height - cut,
            FONT,
            attributes.isEmpty() ? "" : " " + attributes)
        + (ink.isPaper()
            ? String.format(
                Locale.ROOT,
                "<rect width=\"%d\" height=\"%.0f\" fill=\"#ffffff\"/>\n",
                layout.width(),
                height)
            : "")
        + out
        + "</svg>\n";
  }
}
