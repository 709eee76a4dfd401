package io.rein4j.nn.model;

import io.rein4j.math.VectorMath;

/**
 * The step from unbounded vectors to actions within their bounds: elements beyond a bound become
 * the bound, if need be after a hyperbolic tangent that is scaled to the bounds, and whole numbers
 * are rounded. It has no parameters.
 */
public final class BoundsModel implements LayerModel {

  private final String name;
  private final float[] low;
  private final float[] high;
  private final boolean squashes;
  private final boolean whole;

  /**
   * Makes a layer.
   *
   * @param name what it is called
   * @param low the smallest value of each element; −∞ for none
   * @param high the largest value of each element; ∞ for none
   * @param squashes whether tangents come first; bounds are finite then
   * @param whole whether actions are whole numbers
   */
  public BoundsModel(String name, float[] low, float[] high, boolean squashes, boolean whole) {
    if (low.length != high.length) {
      throw new IllegalArgumentException(
          "There are as many lower bounds as upper ones, but these are %s and %s."
              .formatted(low.length, high.length));
    }
    this.name = name;
    this.low = low.clone();
    this.high = high.clone();
    this.squashes = squashes;
    this.whole = whole;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return low.length;
  }

  @Override
  public int outputs() {
    return low.length;
  }

  /** {@return a copy of the smallest values} */
  public float[] low() {
    return low.clone();
  }

  /** {@return a copy of the largest values} */
  public float[] high() {
    return high.clone();
  }

  /** {@return whether low + ½(tanh x + 1)(high − low) comes first} */
  public boolean squashes() {
    return squashes;
  }

  /** {@return whether actions are rounded, halves to the even one} */
  public boolean whole() {
    return whole;
  }

  /** {@return whether no element has a bound or is rounded} */
  public boolean isIdentity() {
    if (whole) {
      return false;
    }
    for (int i = 0; i < low.length; i++) {
      if (low[i] > Float.NEGATIVE_INFINITY || high[i] < Float.POSITIVE_INFINITY) {
        return false;
      }
    }
    return true;
  }

  @Override
  public float[] apply(float[] values, int rows) {
    float[] actions = new float[rows * low.length];
    apply(values, 0, rows, actions);
    return actions;
  }

  /**
   * Computes actions; NaN becomes the lower bound.
   *
   * @param vectors rows from index {@code from} on
   * @param from index of the first element
   * @param rows number of rows
   * @param actions receives rows from index 0 on; may be the same array if {@code from} is 0
   */
  public void apply(float[] vectors, int from, int rows, float[] actions) {
    int size = low.length;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < size; i++) {
        float x = vectors[from + row * size + i];
        float action = squashes ? low[i] + 0.5f * (VectorMath.tanh(x) + 1) * (high[i] - low[i]) : x;
        actions[row * size + i] = action >= high[i] ? high[i] : action > low[i] ? action : low[i];
      }
    }
    if (whole) {
      for (int i = 0; i < rows * size; i++) {
        // To which 0 is added, so that none is −0.
        actions[i] = (float) Math.rint(actions[i]) + 0f;
      }
    }
  }
}
