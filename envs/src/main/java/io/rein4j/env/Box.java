package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Arrays of floats of one shape, each element between its own bounds, both included; a bound may be
 * infinite.
 */
public final class Box implements Space {

  private final float[] low;
  private final float[] high;
  private final int[] shape;

  /**
   * Makes a space.
   *
   * @param low the smallest value of each element, row-major
   * @param high the largest value of each element, row-major
   * @param shape the dimensions
   */
  public Box(float[] low, float[] high, int[] shape) {
    int elements = elements(shape);
    if (low.length != elements || high.length != elements) {
      throw new IllegalArgumentException(
          "A box of shape %s has %d elements, but there are %d lower and %d upper bounds."
              .formatted(Arrays.toString(shape), elements, low.length, high.length));
    }
    for (int i = 0; i < elements; i++) {
      if (!(low[i] <= high[i])) {
        throw new IllegalArgumentException(
            "A box's lower bounds are not above its upper bounds, but element %d goes from %s to %s."
                .formatted(i, low[i], high[i]));
      }
    }
    this.low = low.clone();
    this.high = high.clone();
    this.shape = shape.clone();
  }

  /**
   * {@return a box whose elements all have the same bounds}
   *
   * @param low the smallest value
   * @param high the largest value
   * @param shape the dimensions
   */
  public static Box of(float low, float high, int... shape) {
    int elements = elements(shape);
    float[] lows = new float[elements];
    float[] highs = new float[elements];
    Arrays.fill(lows, low);
    Arrays.fill(highs, high);
    return new Box(lows, highs, shape);
  }

  /**
   * {@return a box of vectors}
   *
   * @param low the smallest value of each element
   * @param high the largest value of each element
   */
  public static Box vector(float[] low, float[] high) {
    return new Box(low, high, new int[] {low.length});
  }

  /**
   * {@return a box of vectors that is symmetric around 0}
   *
   * @param high the largest value of each element
   */
  public static Box symmetric(float... high) {
    float[] low = new float[high.length];
    for (int i = 0; i < high.length; i++) {
      low[i] = -high[i];
    }
    return vector(low, high);
  }

  private static int elements(int[] shape) {
    int elements = 1;
    for (int dimension : shape) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "A box's dimensions are 1 or larger, but its shape is %s."
                .formatted(Arrays.toString(shape)));
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  /** {@return a copy of the smallest values} */
  public float[] low() {
    return low.clone();
  }

  /** {@return a copy of the largest values} */
  public float[] high() {
    return high.clone();
  }

  /**
   * {@return the smallest value of an element}
   *
   * @param element index of the element, row-major
   */
  public float low(int element) {
    return low[element];
  }

  /**
   * {@return the largest value of an element}
   *
   * @param element index of the element, row-major
   */
  public float high(int element) {
    return high[element];
  }

  /** {@return whether every bound is finite} */
  public boolean bounded() {
    for (int i = 0; i < low.length; i++) {
      if (!boundedBelow(i) || !boundedAbove(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int size() {
    return low.length;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean contains(float[] values, int offset) {
    for (int i = 0; i < low.length; i++) {
      float value = values[offset + i];
      if (!(value >= low[i] && value <= high[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Draws each element by the kind of its bounds: uniformly between two, exponentially from one,
   * normally with none; all unbounded elements first, then those bounded below, above, and on both
   * sides, as Gymnasium does.
   */
  @Override
  public void sample(Pcg64 random, float[] values, int offset) {
    for (int i = 0; i < low.length; i++) {
      if (!boundedBelow(i) && !boundedAbove(i)) {
        values[offset + i] = (float) random.standardNormal();
      }
    }
    for (int i = 0; i < low.length; i++) {
      if (boundedBelow(i) && !boundedAbove(i)) {
        values[offset + i] = (float) (random.standardExponential() + low[i]);
      }
    }
    for (int i = 0; i < low.length; i++) {
      if (!boundedBelow(i) && boundedAbove(i)) {
        values[offset + i] = (float) (-random.standardExponential() + high[i]);
      }
    }
    for (int i = 0; i < low.length; i++) {
      if (boundedBelow(i) && boundedAbove(i)) {
        values[offset + i] = (float) random.uniform(low[i], high[i]);
      }
    }
  }

  private boolean boundedBelow(int element) {
    return low[element] > Float.NEGATIVE_INFINITY;
  }

  private boolean boundedAbove(int element) {
    return high[element] < Float.POSITIVE_INFINITY;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Box that
        && Arrays.equals(low, that.low)
        && Arrays.equals(high, that.high)
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(low) + Arrays.hashCode(high)) + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    String dimensions =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return "Box(%s, %s, (%s%s), float32)"
        .formatted(bounds(low), bounds(high), dimensions, shape.length == 1 ? "," : "");
  }

  private static String bounds(float[] bounds) {
    for (float bound : bounds) {
      if (bound != bounds[0]) {
        return Arrays.toString(bounds);
      }
    }
    return Float.toString(bounds[0]);
  }
}
