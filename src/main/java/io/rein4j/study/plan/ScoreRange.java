package io.rein4j.study.plan;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The two returns of an environment that scores are measured by: 0 is what random actions get, 1
 * what the reference gets.
 *
 * @param random the return of random actions
 * @param reference the return of the reference
 * @param measured how the random one was measured, or null if it was not
 * @param isKnown whether both are those that Rein4J knows of the environment
 * @param solved the return from which the environment counts as solved, where Gymnasium gives one
 */
public record ScoreRange(
    double random,
    double reference,
    @Nullable RandomReturn measured,
    boolean isKnown,
    OptionalDouble solved) {

  public ScoreRange {
    if (!Double.isFinite(reference - random) || !(reference > random)) {
      throw new IllegalArgumentException(
          "A score range needs a reference return above the random one, both finite, but random is"
              + " %s and reference is %s.".formatted(random, reference));
    }
  }

  /**
   * A range of two returns that a study gives.
   *
   * @param random the return of random actions
   * @param reference the return of the reference
   */
  public ScoreRange(double random, double reference) {
    this(random, reference, null, false, OptionalDouble.empty());
  }

  /** Returns whether it is between the same two returns as another one. */
  boolean isSame(ScoreRange other) {
    return random == other.random && reference == other.reference;
  }

  /** Returns the range of two returns that Rein4J knows. */
  static ScoreRange known(double random, double reference) {
    return new ScoreRange(random, reference, null, true, OptionalDouble.empty());
  }

  /** Returns the same range of an environment that counts as solved from a return on. */
  ScoreRange withSolved(OptionalDouble threshold) {
    return new ScoreRange(random, reference, measured, isKnown, threshold);
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
