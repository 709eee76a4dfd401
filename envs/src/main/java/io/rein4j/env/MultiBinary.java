package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.Optional;

/** Arrays of bits; a value is one float each, 0 or 1, in row-major order. */
public final class MultiBinary implements Space {

  private static final int BYTES_OF_A_DRAW = 4;

  private final int[] shape;
  private final int size;

  /**
   * Makes a space.
   *
   * @param shape the dimensions, each 1 or larger; a single one is the number of bits
   */
  public MultiBinary(int... shape) {
    this.size = Shapes.elements("A multi-binary space", shape);
    this.shape = shape.clone();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean contains(float[] values, int offset) {
    for (int i = offset; i < offset + size; i++) {
      if (values[i] != 0 && values[i] != 1) {
        return false;
      }
    }
    return true;
  }

  /** Draws the highest bit of each of the next bytes, of which four come at once. */
  @Override
  public void sample(Pcg64 random, float[] values, int offset) {
    int bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes = i % BYTES_OF_A_DRAW == 0 ? random.nextInt() : bytes >>> Byte.SIZE;
      values[offset + i] = bytes >>> (Byte.SIZE - 1) & 1;
    }
  }

  @Override
  public Optional<Box> asBox() {
    double[] high = new double[size];
    Arrays.fill(high, 1);
    return Optional.of(new Box(new double[size], high, shape, ElementType.INT8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MultiBinary that && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return "MultiBinary(%s)".formatted(shape.length == 1 ? shape[0] : Shapes.text(shape));
  }
}
