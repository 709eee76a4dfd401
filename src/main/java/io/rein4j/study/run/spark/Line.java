package io.rein4j.study.run.spark;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line between this program and the Spark driver that it starts: a word and values, all of them
 * percent-encoded, with spaces between them.
 *
 * @param word what the line says
 * @param values the rest
 */
record Line(String word, List<String> values) {

  /** What tells the driver's lines from what libraries and the JVM print. */
  private static final String PREFIX = "rein4j-driver ";

  static Line of(String word, Object... values) {
    return new Line(word, Arrays.stream(values).map(String::valueOf).toList());
  }

  static Line parse(String text) {
    List<String> parts =
        Arrays.stream(text.split(" ", -1))
            .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
            .toList();
    return new Line(parts.get(0), parts.subList(1, parts.size()));
  }

  /**
   * {@return the line that a line of the driver's output is; nothing if something else printed it}
   */
  static Optional<Line> ofOutput(String text) {
    return text.startsWith(PREFIX)
        ? Optional.of(parse(text.substring(PREFIX.length())))
        : Optional.empty();
  }

  /** {@return the line of the driver's output that says it} */
  String output() {
    return PREFIX + text();
  }

  String value(int index) {
    return values.get(index);
  }

  long number(int index) {
    return Long.parseLong(values.get(index));
  }

  String text() {
    return word
        + values.stream()
            .map(value -> " " + URLEncoder.encode(value, StandardCharsets.UTF_8))
            .collect(Collectors.joining());
  }
}
