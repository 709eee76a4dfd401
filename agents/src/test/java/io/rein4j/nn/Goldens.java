package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Arrays of golden values by name, from a resource with one line an array. */
public final class Goldens {

  private final Map<String, float[]> arrays = new HashMap<>();

  /**
   * Reads a resource.
   *
   * @param test the class beside which it lies
   * @param name its file name
   */
  public Goldens(Class<?> test, String name) {
    try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(name), name)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] words = line.split(" ", -1);
        float[] values = new float[words.length - 1];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.parseFloat(words[i + 1]);
        }
        arrays.put(words[0], values);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return a fresh copy of an array} */
  public float[] get(String name) {
    return Objects.requireNonNull(arrays.get(name), name).clone();
  }

  /** Fails unless the first values of an array are golden, within an error mixed of both kinds. */
  public void check(String name, float[] actual, double relative, double absolute) {
    checkClose(name, actual, get(name), relative, absolute);
  }

  /** Fails unless the first values are as expected, within an error mixed of both kinds. */
  public static void checkClose(
      String name, float[] actual, float[] expected, double relative, double absolute) {
    assertThat(actual.length).as(name).isGreaterThanOrEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      double bound = absolute + relative * Math.abs(expected[i]);
      if (!(Math.abs((double) actual[i] - expected[i]) <= bound)) {
        throw new AssertionError(
            "%s: element %s is %s, but expected %s.\n actual %s\n expected %s"
                .formatted(
                    name,
                    i,
                    actual[i],
                    expected[i],
                    Arrays.toString(Arrays.copyOf(actual, expected.length)),
                    Arrays.toString(expected)));
      }
    }
  }
}
