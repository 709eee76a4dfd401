package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/**
 * The smallest rectangle that holds what differs between two pictures.
 *
 * @param x its first column
 * @param y its first row
 * @param width number of columns, ≥ 1
 * @param height number of rows, ≥ 1
 */
record Changes(int x, int y, int width, int height) {

  /**
   * {@return the rectangle; the whole of a picture before which there is none, and one pixel if
   * nothing differs}
   */
  static Changes of(@Nullable RgbImage before, RgbImage picture) {
    if (before == null) {
      return new Changes(0, 0, picture.width(), picture.height());
    }
    int left = picture.width();
    int right = -1;
    int top = picture.height();
    int bottom = -1;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        if (before.color(x, y) != picture.color(x, y)) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    return right < 0
        ? new Changes(0, 0, 1, 1)
        : new Changes(left, top, right - left + 1, bottom - top + 1);
  }

  /** {@return what a picture has there} */
  BufferedImage cut(RgbImage picture) {
    BufferedImage cut = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    cut.setRGB(0, 0, width, height, picture.colors(), y * picture.width() + x, picture.width());
    return cut;
  }
}
