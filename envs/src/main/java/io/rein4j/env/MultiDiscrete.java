package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays of integers, each in {start, …, start + n − 1} with its own n and start; a value is one
 * float each, in row-major order.
 */
public final class MultiDiscrete implements Space {

  private final Discrete[] parts;
  private final int[] shape;

  /**
   * Makes a space of integers from 0 on.
   *
   * @param nvec for each integer, how many values it has, 1 or larger
   */
  public MultiDiscrete(int... nvec) {
    this(nvec, new int[nvec.length]);
  }

  /**
   * Makes a space of integers side by side.
   *
   * @param nvec for each integer, how many values it has, 1 or larger
   * @param start for each integer, the smallest of its values
   */
  public MultiDiscrete(int[] nvec, int[] start) {
    this(nvec, start, new int[] {nvec.length});
  }

  /**
   * Makes a space.
   *
   * @param nvec for each integer, how many values it has, 1 or larger, row-major
   * @param start for each integer, the smallest of its values, row-major
   * @param shape the dimensions
   */
  public MultiDiscrete(int[] nvec, int[] start, int[] shape) {
    if (nvec.length == 0) {
      throw new IllegalArgumentException("A multi-discrete space holds 1 or more integers.");
    }
    if (start.length != nvec.length) {
      throw new IllegalArgumentException(
          "A multi-discrete space of %s integers has as many starts, but there are %s."
              .formatted(nvec.length, start.length));
    }
    if (Shapes.elements("A multi-discrete space", shape) != nvec.length) {
      throw new IllegalArgumentException(
          "A multi-discrete space of %s integers does not have the shape %s."
              .formatted(nvec.length, Shapes.text(shape)));
    }
    this.shape = shape.clone();
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

  @Override
  public int size() {
    return parts.length;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public List<Discrete> integers() {
    return List.of(parts);
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
    return other instanceof MultiDiscrete that
        && Arrays.equals(parts, that.parts)
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parts);
  }

  @Override
  public String toString() {
    int[] start = start();
    return Arrays.stream(start).allMatch(first -> first == 0)
        ? "MultiDiscrete(%s)".formatted(Shapes.nested(nvec(), shape))
        : "MultiDiscrete(%s, start=%s)"
            .formatted(Shapes.nested(nvec(), shape), Shapes.nested(start, shape));
  }
}
