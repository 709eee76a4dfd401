package io.rein4j.nn;

/** Arrays that grow to the largest size asked for, and columns of rows in them. */
final class Buffers {

  private Buffers() {}

  /** {@return the array, or a new one if it has fewer than n elements} */
  static float[] atLeast(float[] array, int n) {
    return array.length < n ? new float[n] : array;
  }

  /** Copies columns of rows, from one width to another. */
  static void copyColumns(
      float[] source,
      int sourceWidth,
      int sourceColumn,
      float[] target,
      int targetWidth,
      int targetColumn,
      int columns,
      int rows) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        target[row * targetWidth + targetColumn + i] = source[row * sourceWidth + sourceColumn + i];
      }
    }
  }
}
