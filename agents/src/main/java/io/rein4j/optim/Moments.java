package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;

/** Operations of optimizers on the arrays of their state. */
final class Moments {

  // Where a gradient stays 0, as behind a ReLU that is never active, its averages shrink into the
  // subnormal numbers and stay there, since 0.9 times the smallest one rounds to itself. Processors
  // are far slower with those. What is added here and taken away again leaves a multiple of its
  // last digit: 2⁻¹⁰³ for what a step is made of, so that step size times average is no subnormal
  // number either, and 2⁻¹²⁶, the smallest normal number, for squares.
  private static final float COARSE = 0x1p-80f;
  private static final float FINE = 0x1p-103f;

  private Moments() {}

  /**
   * Rounds an average of gradients to a multiple of 2⁻¹⁰³, which leaves all above 2⁻⁸⁰ as it is.
   */
  static float rounded(float mean) {
    return (mean + COARSE) - COARSE;
  }

  /** Rounds an average of squared gradients to a multiple of 2⁻¹²⁶; all above 2⁻¹⁰³ stay. */
  static float roundedSquare(float square) {
    return (square + FINE) - FINE;
  }

  /**
   * Returns the smallest ε that makes up for what {@link #roundedSquare} takes away: the root of a
   * squared gradient that, times its share in the average, is 2⁻¹²⁶. Divided by less, gradients
   * whose squares are lost would make steps many times as long as those of larger ones.
   *
   * @param beta2 decay of the average of squared gradients, in [0, 1)
   */
  static double leastEpsilon(double beta2) {
    return Math.sqrt(Float.MIN_NORMAL / (1 - beta2));
  }

  /** Fails unless parameters and gradient are arrays that a layout is of. */
  static void requireLength(ParameterLayout layout, float[] parameters, float[] gradient) {
    int length = layout.arrayLength();
    if (parameters.length != length || gradient.length != length) {
      throw new IllegalArgumentException(
          "The optimizer was made for %s parameters, but was given %s parameters and a gradient of %s."
              .formatted(length, parameters.length, gradient.length));
    }
  }
}
