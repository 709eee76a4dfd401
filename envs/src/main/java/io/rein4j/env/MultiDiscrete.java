package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;

/**
 * Several integers side by side, each in {0, …, n − 1} with its own n; a value is one float each.
 */
public final class MultiDiscrete implements Space {

  private final Discrete[] parts;

  /**
   * Makes a space.
   *
   * @param nvec for each integer, how many values it has, 1 or larger
   */
  public MultiDiscrete(int... nvec) {
    if (nvec.length == 0) {
      throw new IllegalArgumentException("A multi-discrete space holds 1 or more integers.");
    }
    this.parts = Arrays.stream(nvec).mapToObj(Discrete::new).toArray(Discrete[]::new);
  }

  /** {@return for each integer, how many values it has} */
  public int[] nvec() {
    return Arrays.stream(parts).mapToInt(Discrete::n).toArray();
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
      values[offset + i] = (long) (random.nextDouble() * parts[i].n());
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
    return "MultiDiscrete(%s)".formatted(Arrays.toString(nvec()).replace(",", ""));
  }
}
