package io.rein4j.nn.model;

/**
 * A square window that slides over an image.
 *
 * @param size its height and width in pixels, ≥ 1
 * @param stride pixels from one stop to the next, in both directions, ≥ 1
 * @param padding what it meets at the image's edges
 */
public record Window(int size, int stride, Padding padding) {

  public Window {
    if (size < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "A window's size and stride are at least 1, but are %s and %s.".formatted(size, stride));
    }
  }

  /**
   * Checks that the window stops at least once in each direction.
   *
   * @param what what the window is, at the beginning of a sentence
   * @param image what it slides over
   * @throws IllegalArgumentException if the image is smaller than the window
   */
  public void requireFits(String what, Image image) {
    if (padding == Padding.NONE && (image.height() < size || image.width() < size)) {
      throw new IllegalArgumentException(
          "%s of %s × %s pixels does not fit an image of %s × %s: choose a smaller one, a smaller stride in the layers before it, or 'padding: same'."
              .formatted(what, size, size, image.height(), image.width()));
    }
  }

  /**
   * {@return at how many places it stops}
   *
   * @param pixels of the image in one direction
   */
  public int stops(int pixels) {
    return padding == Padding.SAME ? (pixels - 1) / stride + 1 : (pixels - size) / stride + 1;
  }

  /**
   * {@return the pixels of nothing before the image}
   *
   * @param pixels of the image in one direction
   */
  public int before(int pixels) {
    return padding == Padding.SAME
        ? Math.max(0, (stops(pixels) - 1) * stride + size - pixels) / 2
        : 0;
  }

  /**
   * {@return the image that has a pixel for each stop}
   *
   * @param image what it slides over
   * @param channels numbers of each stop
   */
  public Image outputs(Image image, int channels) {
    return new Image(1, stops(image.height()), stops(image.width()), channels);
  }
}
