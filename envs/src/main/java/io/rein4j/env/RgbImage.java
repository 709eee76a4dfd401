package io.rein4j.env;

import java.util.Arrays;

/** A picture of red, green and blue pixels, row by row from the upper left corner. */
public final class RgbImage {

  private static final int COLOR = 0xFFFFFF;

  private final int width;
  private final int height;
  private final int[] pixels;

  /**
   * Makes a picture.
   *
   * @param width pixels in a row, ≥ 1
   * @param height number of rows, ≥ 1
   * @param pixels width × height colours as 0xRRGGBB, of which a copy is kept; higher bits are left
   *     out
   */
  public RgbImage(int width, int height, int[] pixels) {
    if (width < 1 || height < 1 || pixels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "A picture has one or more pixels, width × height of them, but is given %s × %s and %s."
              .formatted(width, height, pixels.length));
    }
    this.width = width;
    this.height = height;
    this.pixels = new int[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      this.pixels[i] = pixels[i] & COLOR;
    }
  }

  /** {@return the number of pixels in a row} */
  public int width() {
    return width;
  }

  /** {@return the number of rows} */
  public int height() {
    return height;
  }

  /**
   * {@return the colour of a pixel, as 0xRRGGBB}
   *
   * @param x from 0 at the left
   * @param y from 0 at the top
   */
  public int color(int x, int y) {
    if (x < 0 || x >= width) {
      throw new IndexOutOfBoundsException(x);
    }
    return pixels[y * width + x];
  }

  /** {@return a copy of all colours, row by row from the top, as 0xRRGGBB} */
  public int[] colors() {
    return pixels.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage image
        && width == image.width
        && height == image.height
        && Arrays.equals(pixels, image.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(pixels);
  }

  /** {@return the size} */
  @Override
  public String toString() {
    return "RgbImage[%s × %s]".formatted(width, height);
  }
}
