package io.rein4j.nn.model;

import java.util.List;
import java.util.Optional;

/**
 * The way in which a row of floats holds an image: one group of channels after the other; of each
 * group the pixels, row by row; of each pixel the group's channels.
 *
 * <p>Between layers there is one group, so that channels come last. Stacked grey frames are groups
 * of one channel each, stacked frames of colours groups of three.
 *
 * @param groups number of groups, ≥ 1
 * @param height rows of pixels, ≥ 1
 * @param width pixels of a row, ≥ 1
 * @param channels channels of a group, ≥ 1
 */
public record Image(int groups, int height, int width, int channels) {

  public Image {
    if (groups < 1 || height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "An image has at least one pixel with one channel, but is given %s groups of %s × %s pixels with %s channels."
              .formatted(groups, height, width, channels));
    }
  }

  /**
   * {@return the image that an array of a shape is; empty if it is none}
   *
   * <p>Two dimensions are the height and width of one channel. Of three, the first or the last is
   * that of channels: the one beside two that are equal, otherwise the smaller one, the last if
   * they are equal, too. Four are frames of three.
   *
   * @param shape the array's dimensions
   */
  public static Optional<Image> of(List<Integer> shape) {
    return Optional.ofNullable(
        switch (shape.size()) {
          case 2 -> new Image(1, shape.get(0), shape.get(1), 1);
          case 3 -> frames(1, shape.get(0), shape.get(1), shape.get(2));
          case 4 -> frames(shape.get(0), shape.get(1), shape.get(2), shape.get(3));
          default -> null;
        });
  }

  private static Image frames(int count, int first, int second, int third) {
    boolean channelsFirst =
        (first == second) == (second == third) ? first < third : second == third;
    return channelsFirst
        ? new Image(Math.multiplyExact(count, first), second, third, 1)
        : new Image(count, first, second, third);
  }

  /** {@return the number of floats} */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(height, width), depth());
  }

  /** {@return the channels of all groups} */
  public int depth() {
    return Math.multiplyExact(groups, channels);
  }

  @Override
  public String toString() {
    return "%s × %s × %s".formatted(height, width, depth());
  }
}
