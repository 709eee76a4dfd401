package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The set of values that an observation or an action can take, each value written as a fixed number
 * of floats.
 *
 * <p>A discrete value is one float that holds an integer; any other value is its elements in
 * row-major order.
 */
public sealed interface Space permits Discrete, MultiDiscrete, MultiBinary, Box {

  /** {@return the number of floats that one value takes} */
  int size();

  /** {@return the dimensions of a value; a {@link Discrete} value has none} */
  int[] shape();

  /**
   * {@return the integers that a value consists of, each a choice among values whose order says
   * nothing; none where elements are numbers or bits}
   */
  default List<Discrete> integers() {
    return List.of();
  }

  /** {@return the box with the same values; empty where they consist of {@link #integers}} */
  default Optional<Box> asBox() {
    return Optional.empty();
  }

  /**
   * Tells whether the {@link #size()} floats from {@code offset} on are a value of this space.
   *
   * @param values holds the value
   * @param offset index of the value's first float
   * @return whether the value lies in this space; NaN never does
   */
  boolean contains(float[] values, int offset);

  /**
   * Refuses floats that are no value of this space.
   *
   * @param values holds the value
   * @param offset index of the value's first float
   * @throws IllegalArgumentException if the floats are not a value of this space
   */
  default void require(float[] values, int offset) {
    if (!contains(values, offset)) {
      throw new IllegalArgumentException(
          "Expected a value of %s, but found %s."
              .formatted(
                  this, Arrays.toString(Arrays.copyOfRange(values, offset, offset + size()))));
    }
  }

  /**
   * Draws a value as Gymnasium's {@code Space.sample()} does with the same generator state; the
   * generator that {@code space.seed(n)} makes is {@code new Pcg64(n)}.
   *
   * @param random the generator that is advanced
   * @param values receives the value
   * @param offset index of the value's first float
   */
  void sample(Pcg64 random, float[] values, int offset);
}
