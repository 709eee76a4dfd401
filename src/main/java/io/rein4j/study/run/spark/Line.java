package io.rein4j.study.run.spark;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line between this program and the Spark driver that it starts: a word and values, all of them
 * percent-encoded, with spaces between them.
 *
 * @param word what the line says
 * @param values the rest
 */
record Line(String word, List<String> values) {

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
