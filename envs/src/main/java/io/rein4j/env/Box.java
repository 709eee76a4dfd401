package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of floats of one shape, each element between its own bounds, both included; a bound may be
 * infinite.
 *
 * <p>Where the environment is written the elements may have another type. If that is one of whole
 * numbers, so are the elements here. Bounds that floats cannot hold are rounded to the nearest,
 * which may lie outside: {@link #exactLow} and {@link #exactHigh} give them as they are.
 */
public final class Box implements Space {

  private final float[] low;
  private final float[] high;
  private final double[] exactLow;
  private final double[] exactHigh;
  private final int[] shape;
  private final ElementType type;
  private final @Nullable FrameStacking stacking;

  /**
   * Makes a space of 32-bit numbers.
   *
   * @param low the smallest value of each element, row-major
   * @param high the largest value of each element, row-major
   * @param shape the dimensions
   */
  public Box(float[] low, float[] high, int[] shape) {
    this(widened(low), widened(high), shape, ElementType.FLOAT32);
  }

  /**
   * Makes a space.
   *
   * @param low the smallest value of each element, row-major
   * @param high the largest value of each element, row-major
   * @param shape the dimensions
   * @param type the elements' type where the environment is written
   */
  public Box(double[] low, double[] high, int[] shape, ElementType type) {
    int elements = elements(shape);
    if (low.length != elements || high.length != elements) {
      throw new IllegalArgumentException(
          "A box of shape %s has %s elements, but there are %s lower and %s upper bounds."
              .formatted(Arrays.toString(shape), elements, low.length, high.length));
    }
    for (int i = 0; i < elements; i++) {
      if (!(low[i] <= high[i])) {
        throw new IllegalArgumentException(
            "A box's lower bounds are not above its upper bounds, but element %s goes from %s to %s."
                .formatted(i, low[i], high[i]));
      }
    }
    this.low = narrowed(low);
    this.high = narrowed(high);
    this.exactLow = low.clone();
    this.exactHigh = high.clone();
    this.shape = shape.clone();
    this.type = type;
    this.stacking = null;
  }

  private Box(Box other, @Nullable FrameStacking stacking) {
    this.low = other.low;
    this.high = other.high;
    this.exactLow = other.exactLow;
    this.exactHigh = other.exactHigh;
    this.shape = other.shape;
    this.type = other.type;
    this.stacking = stacking;
  }

  private static double[] widened(float[] bounds) {
    double[] wide = new double[bounds.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = bounds[i];
    }
    return wide;
  }

  private static float[] narrowed(double[] bounds) {
    float[] narrow = new float[bounds.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) bounds[i];
    }
    return narrow;
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
    return Shapes.elements("A box", shape);
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

  /** {@return a copy of the smallest values, as the environment has them} */
  public double[] exactLow() {
    return exactLow.clone();
  }

  /** {@return a copy of the largest values, as the environment has them} */
  public double[] exactHigh() {
    return exactHigh.clone();
  }

  /**
   * {@return the value of the space that is nearest to a number, as the environment has it}
   *
   * @param element index of the element, row-major
   * @param value the number
   */
  public double nearest(int element, double value) {
    double whole = type.isWhole() ? Math.rint(value) : value;
    return Math.max(exactLow[element], Math.min(exactHigh[element], whole));
  }

  /** {@return the elements' type where the environment is written} */
  public ElementType type() {
    return type;
  }

  /** {@return the way in which values are stacks of frames, if they are; equal boxes may differ} */
  public Optional<FrameStacking> stacking() {
    return Optional.ofNullable(stacking);
  }

  /**
   * {@return an equal box whose values are stacks of frames}
   *
   * @param frames the way in which they are; null if they are none
   */
  public Box stackedBy(@Nullable FrameStacking frames) {
    return new Box(this, frames);
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
  public Optional<Box> asBox() {
    return Optional.of(this);
  }

  @Override
  public boolean contains(float[] values, int offset) {
    for (int i = 0; i < low.length; i++) {
      float value = values[offset + i];
      if (!(value >= low[i] && value <= high[i])) {
        return false;
      }
    }
    return !type.isWhole() || areWhole(values, offset);
  }

  private boolean areWhole(float[] values, int offset) {
    for (int i = 0; i < low.length; i++) {
      if (values[offset + i] != Math.rint(values[offset + i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Draws each element by the kind of its bounds: uniformly between two, exponentially from one,
   * normally with none; all unbounded elements first, then those bounded below, above, and on both
   * sides, as Gymnasium does. Whole numbers are such a draw with the upper bound one higher,
   * rounded down.
   */
  @Override
  public void sample(Pcg64 random, float[] values, int offset) {
    int above = type.isWhole() ? 1 : 0;
    for (int i = 0; i < low.length; i++) {
      if (!boundedBelow(i) && !boundedAbove(i)) {
        values[offset + i] = drawn(i, random.standardNormal());
      }
    }
    for (int i = 0; i < low.length; i++) {
      if (boundedBelow(i) && !boundedAbove(i)) {
        values[offset + i] = drawn(i, random.standardExponential() + exactLow[i]);
      }
    }
    for (int i = 0; i < low.length; i++) {
      if (!boundedBelow(i) && boundedAbove(i)) {
        values[offset + i] = drawn(i, -random.standardExponential() + exactHigh[i] + above);
      }
    }
    for (int i = 0; i < low.length; i++) {
      if (boundedBelow(i) && boundedAbove(i)) {
        values[offset + i] = drawn(i, random.uniform(exactLow[i], exactHigh[i] + above));
      }
    }
  }

  private float drawn(int element, double draw) {
    if (!type.isWhole()) {
      return (float) draw;
    }
    double whole = Math.min(Math.max(Math.floor(draw), type.leastSample()), type.largestSample());
    // As a bound that is no float may have been rounded.
    return Math.max(low[element], Math.min(high[element], (float) whole));
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
        && type == that.type
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
    return "Box(%s, %s, %s, %s)"
        .formatted(bounds(exactLow), bounds(exactHigh), Shapes.text(shape), type);
  }

  private String bounds(double[] bounds) {
    for (double bound : bounds) {
      if (bound != bounds[0]) {
        return Arrays.stream(bounds)
            .mapToObj(this::text)
            .collect(Collectors.joining(", ", "[", "]"));
      }
    }
    return text(bounds[0]);
  }

  private String text(double bound) {
    if (type.isWhole() && Double.isFinite(bound)) {
      return Long.toString((long) bound);
    }
    return type == ElementType.FLOAT64 ? Double.toString(bound) : Float.toString((float) bound);
  }
}
