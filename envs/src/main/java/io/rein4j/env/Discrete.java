package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.List;

/**
 * The integers {start, …, start + n − 1}; a value is one float.
 *
 * @param n how many integers, 1 or larger
 * @param start the smallest integer; no integer of the space is beyond ±2²⁴, where floats get gaps
 */
public record Discrete(int n, int start) implements Space {

  private static final int LARGEST = 1 << 24;

  public Discrete {
    if (n < 1) {
      throw new IllegalArgumentException(
          "A discrete space holds 1 or more integers, but its n is %s.".formatted(n));
    }
    if (start < -LARGEST || (long) start + n - 1 > LARGEST) {
      throw new IllegalArgumentException(
          "A discrete space lies within ±2^24, but this one goes from %s to %s."
              .formatted(start, (long) start + n - 1));
    }
  }

  /**
   * Makes the space {0, …, n − 1}.
   *
   * @param n how many integers, 1 or larger
   */
  public Discrete(int n) {
    this(n, 0);
  }

  /**
   * Reads a value.
   *
   * @param values holds the value
   * @param offset index of its float
   * @return the integer
   * @throws IllegalArgumentException if the float is not a value of this space
   */
  public int value(float[] values, int offset) {
    if (!contains(values, offset)) {
      require(values, offset);
    }
    return (int) values[offset];
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int[] shape() {
    return new int[0];
  }

  @Override
  public List<Discrete> integers() {
    return List.of(this);
  }

  @Override
  public boolean contains(float[] values, int offset) {
    float value = values[offset];
    int integer = (int) value;
    return integer == value && integer >= start && integer <= start + n - 1;
  }

  @Override
  public void sample(Pcg64 random, float[] values, int offset) {
    values[offset] = start + random.nextInt(n);
  }

  @Override
  public String toString() {
    return start == 0 ? "Discrete(%s)".formatted(n) : "Discrete(%s, start=%s)".formatted(n, start);
  }
}
