package io.rein4j.study.plan;

import org.jspecify.annotations.Nullable;

/**
 * The two returns of an environment that scores are measured by: 0 is what random actions get, 1
 * what the reference gets.
 *
 * @param random the return of random actions
 * @param reference the return of the reference
 * @param measured how the random one was measured, or null if it was given
 */
public record ScoreRange(double random, double reference, @Nullable RandomReturn measured) {

  public ScoreRange {
    if (!Double.isFinite(reference - random) || !(reference > random)) {
      throw new IllegalArgumentException(
          "A score range needs a reference return above the random one, both finite, but random is"
              + " %s and reference is %s.".formatted(random, reference));
    }
  }

  /**
   * A range of two given returns.
   *
   * @param random the return of random actions
   * @param reference the return of the reference
   */
  public ScoreRange(double random, double reference) {
    this(random, reference, null);
  }

  /**
   * {@return the normalised score of a return}
   *
   * @param value the return
   */
  public double normalised(double value) {
    return (value - random) / (reference - random);
  }
}
