package io.rein4j.clip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads golden files: one case a line, its cells separated by semicolons. */
final class Goldens {

  private Goldens() {}

  static Stream<String> lines(String file) throws IOException {
    try (InputStream in = Objects.requireNonNull(Goldens.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
    }
  }

  static double number(String word) {
    return word.equals("inf")
        ? Double.POSITIVE_INFINITY
        : Double.parseDouble(word.replace("nan", "NaN"));
  }

  static double[] numbers(String cell) {
    return cell.isEmpty()
        ? new double[0]
        : Stream.of(cell.split(" ", -1)).mapToDouble(Goldens::number).toArray();
  }

  static float[] floats(String cell) {
    double[] numbers = numbers(cell);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers[i];
    }
    return values;
  }
}
