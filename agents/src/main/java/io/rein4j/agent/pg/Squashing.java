package io.rein4j.agent.pg;

import io.rein4j.env.Box;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.model.BoundsModel;

/** The function from the unbounded vectors that a policy draws to actions within their bounds. */
final class Squashing {

  private static final float LOG_2 = 0.6931472f;

  private final int size;
  private final boolean tanh;
  private final float logWidths;
  private final BoundsModel layer;

  Squashing(Box actions, ActionBounds bounds) {
    this.size = actions.size();
    this.tanh = bounds == ActionBounds.TANH;
    this.layer =
        new BoundsModel(
            "actor/bounds", actions.low(), actions.high(), tanh, actions.type().isWhole());
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.log(0.5 * ((double) actions.high(i) - actions.low(i)));
    }
    this.logWidths = (float) sum;
  }

  /** Returns the function as a layer. */
  BoundsModel layer() {
    return layer;
  }

  /** Returns whether the density of the action is another than that of the vector. */
  boolean changesDensity() {
    return tanh;
  }

  /**
   * Turns rows of vectors into actions, which are rounded, halves to the even one, where they are
   * whole numbers; NaN becomes the lower bound.
   */
  void apply(float[] vectors, int from, int rows, float[] actions) {
    layer.apply(vectors, from, rows, actions);
  }

  /**
   * Returns the logarithm of the determinant of the function's derivative at a vector, without
   * clipping: for tanh Σ log(½(high − low)(1 − tanh² x)), where 1 − tanh² x = 4e / (1 + e)² with e
   * = exp(−2|x|).
   */
  float logScale(float[] vectors, int from) {
    if (!tanh) {
      return 0;
    }
    float sum = logWidths;
    for (int i = from; i < from + size; i++) {
      float x = -2 * Math.abs(vectors[i]);
      sum += 2 * (LOG_2 - VectorMath.log(1 + VectorMath.exp(x))) + x;
    }
    return sum;
  }

  /** Returns the derivative of {@link #logScale} by one element. */
  float logScaleDerivative(float element) {
    return -2 * VectorMath.tanh(element);
  }
}
