package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;

/**
 * Several integers side by side, each in {start, …, start + n − 1} with its own n and start; a
 * value is one float each.
 */
public final class MultiDiscrete implements Space {

  private final Discrete[] parts;

  /**
   * Makes a space of integers from 0 on.
   *
   * @param nvec for each integer, how many values it has, 1 or larger
   */
  public MultiDiscrete(int... nvec) {
    this(nvec, new int[nvec.length]);
  }

  /**
   * Makes a space.
   *
   * @param nvec for each integer, how many values it has, 1 or larger
   * @param start for each integer, the smallest of its values
   */
  public MultiDiscrete(int[] nvec, int[] start) {
    if (nvec.length == 0) {
      throw new IllegalArgumentException("A multi-discrete space holds 1 or more integers.");
    }
    if (start.length != nvec.length) {
      throw new IllegalArgumentException(
          "A multi-discrete space of %s integers has as many starts, but there are %s."
              .formatted(nvec.length, start.length));
    }
    this.parts = new Discrete[nvec.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Discrete(nvec[i], start[i]);
    }
  }

  /** {@return for each integer, how many values it has} */
  public int[] nvec() {
    return Arrays.stream(parts).mapToInt(Discrete::n).toArray();
  }

  /** {@return for each integer, the smallest of its values} */
  public int[] start() {
    return Arrays.stream(parts).mapToInt(Discrete::start).toArray();
  }

  /** {@return for each integer, the space of its values} */
  public Discrete[] parts() {
    return parts.clone();
  }

  @Override
  public int size() {
    return parts.length;
  }

  @Override
  public int[] shape() {
    return new int[] {parts.length};
  }

  @Override
  public boolean contains(float[] values, int offset) {
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].contains(values, offset + i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void sample(Pcg64 random, float[] values, int offset) {
    // Gymnasium scales doubles here, where a Discrete draws integers.
    for (int i = 0; i < parts.length; i++) {
      values[offset + i] = parts[i].start() + (long) (random.nextDouble() * parts[i].n());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MultiDiscrete that && Arrays.equals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parts);
  }

  @Override
  public String toString() {
    int[] start = start();
    return Arrays.stream(start).allMatch(first -> first == 0)
        ? "MultiDiscrete(%s)".formatted(listed(nvec()))
        : "MultiDiscrete(%s, start=%s)".formatted(listed(nvec()), listed(start));
  }

  private static String listed(int[] integers) {
    return Arrays.toString(integers).replace(",", "");
  }
}
