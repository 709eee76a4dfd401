package io.rein4j.env;

import io.rein4j.api.Incubating;
import java.util.Arrays;
import java.util.Optional;

/**
 * A mark in arrays that an environment is to write to: a NaN that no calculation gives, by which
 * what it leaves out is found.
 */
@Incubating
public final class Unwritten {

  private static final int BITS = 0x7fc5_1e4d;

  private Unwritten() {}

  /**
   * Marks every element of an array.
   *
   * @param values the array, before the call that is to write to it
   */
  public static void mark(float[] values) {
    Arrays.fill(values, Float.intBitsToFloat(BITS));
  }

  /**
   * {@return whether an element still has the mark}
   *
   * @param value the element
   */
  public static boolean is(float value) {
    return Float.floatToRawIntBits(value) == BITS;
  }

  /**
   * {@return what an environment did with an observation that it was to write as a whole, for the
   * inside of a sentence; empty if it did write it}
   *
   * @param observation the observation alone, marked before the call
   */
  public static Optional<String> in(float[] observation) {
    for (int i = 0; i < observation.length; i++) {
      if (is(observation[i])) {
        return Optional.of(
            "it does not write element %s of the observation, which has %s elements"
                .formatted(i, observation.length));
      }
    }
    return Optional.empty();
  }
}
