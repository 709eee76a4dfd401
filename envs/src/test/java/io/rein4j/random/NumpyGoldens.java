package io.rein4j.random;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** What NumPy gives, from {@code numpy.txt.gz}, which {@code make_goldens.py} writes. */
final class NumpyGoldens {

  /** One line: arguments and the values that NumPy gave for them. */
  record Case(List<String> arguments, List<String> values) {

    long longArgument(int index) {
      return Long.parseLong(arguments.get(index));
    }

    @Override
    public String toString() {
      return String.join(" ", arguments);
    }
  }

  private NumpyGoldens() {}

  static List<Case> of(String what) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(NumpyGoldens.class.getResourceAsStream("numpy.txt.gz"))),
                StandardCharsets.UTF_8))) {
      List<Case> cases =
          lines
              .lines()
              .filter(line -> line.startsWith(what + " "))
              .map(line -> line.substring(what.length() + 1).split(" = "))
              .map(halves -> new Case(List.of(halves[0].split(" ")), List.of(halves[1].split(" "))))
              .toList();
      if (cases.isEmpty()) {
        throw new IllegalStateException("numpy.txt.gz has no case '%s'.".formatted(what));
      }
      return cases;
    }
  }
}
