package io.rein4j.report;

import io.rein4j.text.Printable;
import java.util.Set;
import java.util.stream.Collectors;

/** HTML in the making. Text and attribute values are escaped; names of tags are ours. */
final class Html {

  /** A line end after these would be a space on the page. */
  private static final Set<String> INLINE = Set.of("a", "b", "code", "pre", "span");

  private final StringBuilder out = new StringBuilder(1 << 14);

  /**
   * Begins an element.
   *
   * @param tag its name
   * @param attributes names and values in turn
   */
  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escaped(attributes[i + 1])).append('"');
    }
    out.append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append('>');
    if (!INLINE.contains(tag)) {
      out.append('\n');
    }
    return this;
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** Adds text in which what stands between backticks is code. */
  Html prose(String text) {
    boolean code = false;
    for (String part : text.split("`", -1)) {
      if (code) {
        element("code", part);
      } else {
        text(part);
      }
      code = !code;
    }
    return this;
  }

  /** Adds an element that holds text alone. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** Adds the content of a {@code style} or {@code script} element as it is. */
  Html raw(String content) {
    out.append(content);
    return this;
  }

  /**
   * {@return text for HTML and XML} XML knows no control characters, and nobody would see them: but
   * for the ends of lines they are shown as on a terminal.
   */
  static String escaped(String text) {
    return text.lines()
        .map(Printable::escaped)
        .collect(Collectors.joining("\n", "", text.endsWith("\n") ? "\n" : ""))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
