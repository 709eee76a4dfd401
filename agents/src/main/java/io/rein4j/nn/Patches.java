package io.rein4j.nn;

import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Window;
import java.util.Arrays;

/**
 * What a window sees of images at each of its stops, as the rows of a matrix ("im2col"): row of the
 * window by row of the window; of each, group by group; of each, the pixels with their channels.
 */
final class Patches {

  private static final int LONGEST_MOVED = 16;

  private final Image image;
  private final Window window;
  private final int stopsDown;
  private final int stopsAcross;
  private final int above;
  private final int left;

  /** Floats of a row of a group, of a row of the window in it, and of a whole patch. */
  private final int line;

  private final int run;
  private final int width;

  Patches(Image image, Window window) {
    this.image = image;
    this.window = window;
    this.stopsDown = window.stops(image.height());
    this.stopsAcross = window.stops(image.width());
    this.above = window.before(image.height());
    this.left = window.before(image.width());
    this.line = image.width() * image.channels();
    this.run = Math.multiplyExact(window.size(), image.channels());
    this.width = Math.multiplyExact(Math.multiplyExact(window.size(), image.groups()), run);
  }

  /** {@return floats of a patch} */
  int width() {
    return width;
  }

  /** {@return patches of an image} */
  int count() {
    return stopsDown * stopsAcross;
  }

  /**
   * Writes the patches of some images.
   *
   * @param images one row each
   * @param first the first of them
   * @param n how many
   * @param patches receives n × count × width floats from index 0
   */
  void gather(float[] images, int first, int n, float[] patches) {
    int overlap = Math.max(0, window.size() - window.stride());
    int shared = overlap * image.groups() * run;
    int lineOfPatches = stopsAcross * width;
    int to = 0;
    for (int i = first; i < first + n; i++) {
      for (int down = 0; down < stopsDown; down++) {
        for (int across = 0; across < stopsAcross; across++) {
          if (down == 0) {
            gather(images, i * image.size(), down, across, 0, patches, to);
          } else {
            System.arraycopy(patches, to - lineOfPatches + width - shared, patches, to, shared);
            gather(images, i * image.size(), down, across, overlap, patches, to + shared);
          }
          to += width;
        }
      }
    }
  }

  /** Writes the rows of one patch from a row of the window on. */
  private void gather(
      float[] images, int origin, int down, int across, int from, float[] patches, int at) {
    int y = down * window.stride() - above;
    int x = across * window.stride() - left;
    int skipped = skipped(x);
    int seen = seen(x) - skipped;
    int to = at;
    for (int row = y + from; row < y + window.size(); row++) {
      for (int group = 0; group < image.groups(); group++) {
        if (row < 0 || row >= image.height()) {
          Arrays.fill(patches, to, to + run, 0);
        } else {
          if (seen < run) {
            Arrays.fill(patches, to, to + run, 0);
          }
          copy(images, at(origin, group, row, x) + skipped, patches, to + skipped, seen);
        }
        to += run;
      }
    }
  }

  /** Short runs are copied faster by moves than by a call. */
  private static void copy(float[] source, int from, float[] target, int to, int n) {
    if (n > LONGEST_MOVED) {
      System.arraycopy(source, from, target, to, n);
      return;
    }
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      target[to + i] = source[from + i];
      target[to + i + 1] = source[from + i + 1];
      target[to + i + 2] = source[from + i + 2];
      target[to + i + 3] = source[from + i + 3];
    }
    for (; i < n; i++) {
      target[to + i] = source[from + i];
    }
  }

  /**
   * Adds to each float of an image what stands in its places in patches.
   *
   * @param patches n × count × width floats from index 0
   * @param images one row each, changed in place
   * @param first the first of them
   * @param n how many
   */
  void addTo(float[] patches, float[] images, int first, int n) {
    int from = 0;
    for (int i = first; i < first + n; i++) {
      for (int down = 0; down < stopsDown; down++) {
        for (int across = 0; across < stopsAcross; across++) {
          addOne(patches, from, images, i * image.size(), down, across);
          from += width;
        }
      }
    }
  }

  private void addOne(
      float[] patches, int patch, float[] images, int origin, int down, int across) {
    int y = down * window.stride() - above;
    int x = across * window.stride() - left;
    int skipped = skipped(x);
    int seen = seen(x);
    int from = patch;
    for (int row = y; row < y + window.size(); row++) {
      for (int group = 0; group < image.groups(); group++) {
        if (row >= 0 && row < image.height()) {
          int to = at(origin, group, row, x);
          for (int i = skipped; i < seen; i++) {
            images[to + i] += patches[from + i];
          }
        }
        from += run;
      }
    }
  }

  private int at(int origin, int group, int row, int x) {
    return origin + (group * image.height() + row) * line + x * image.channels();
  }

  /** {@return the floats of a window's row that are before the image} */
  private int skipped(int x) {
    return Math.max(0, -x) * image.channels();
  }

  /** {@return the floats of a window's row that are before the image's end} */
  private int seen(int x) {
    return Math.min(window.size(), image.width() - x) * image.channels();
  }
}
