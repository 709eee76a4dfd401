package io.rein4j.env.draw;

import io.rein4j.env.RgbImage;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;

/** What tests compare pictures by. */
public final class Pictures {

  private static final int WINDOW = 7;
  private static final int FEW = 20;
  private static final int CLOSE = 3 * 16 * 16;
  private static final double C1 = Math.pow(0.01 * 255, 2);
  private static final double C2 = Math.pow(0.03 * 255, 2);

  private Pictures() {}

  /** Reads a PNG among the resources of a class. */
  public static RgbImage read(Class<?> of, String name) {
    try (InputStream in = Objects.requireNonNull(of.getResourceAsStream(name), name)) {
      BufferedImage image = ImageIO.read(in);
      int width = image.getWidth();
      int height = image.getHeight();
      return new RgbImage(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a PNG, to be looked at. */
  public static void write(RgbImage image, File file) {
    BufferedImage png =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    png.setRGB(0, 0, image.width(), image.height(), image.colors(), 0, image.width());
    try {
      ImageIO.write(png, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of pixels of each colour. */
  public static Map<Integer, Integer> counts(RgbImage image) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int color : image.colors()) {
      counts.merge(color, 1, Integer::sum);
    }
    return counts;
  }

  /**
   * Returns the mean structural similarity (Wang et al., "Image Quality Assessment: From Error
   * Visibility to Structural Similarity", 2004) of two pictures' brightness, over windows of 7 × 7
   * pixels inside the smallest box that holds what differs from a background in either.
   */
  public static double similarity(RgbImage expected, RgbImage found, int background) {
    int[] box = box(expected, found, background);
    double sum = 0;
    int windows = 0;
    for (int y = box[1]; y + WINDOW <= box[3]; y++) {
      for (int x = box[0]; x + WINDOW <= box[2]; x++) {
        sum += similarity(expected, found, x, y);
        windows++;
      }
    }
    return sum / windows;
  }

  private static int[] box(RgbImage a, RgbImage b, int background) {
    int[] box = {a.width(), a.height(), 0, 0};
    for (int y = 0; y < a.height(); y++) {
      for (int x = 0; x < a.width(); x++) {
        if (a.color(x, y) != background || b.color(x, y) != background) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x + 1);
          box[3] = Math.max(box[3], y + 1);
        }
      }
    }
    return box;
  }

  private static double similarity(RgbImage a, RgbImage b, int left, int top) {
    double sumA = 0;
    double sumB = 0;
    double squaresA = 0;
    double squaresB = 0;
    double products = 0;
    for (int y = top; y < top + WINDOW; y++) {
      for (int x = left; x < left + WINDOW; x++) {
        double grayA = brightness(a.color(x, y));
        double grayB = brightness(b.color(x, y));
        sumA += grayA;
        sumB += grayB;
        squaresA += grayA * grayA;
        squaresB += grayB * grayB;
        products += grayA * grayB;
      }
    }
    double n = WINDOW * WINDOW;
    double meanA = sumA / n;
    double meanB = sumB / n;
    double varianceA = (squaresA - n * meanA * meanA) / (n - 1);
    double varianceB = (squaresB - n * meanB * meanB) / (n - 1);
    double covariance = (products - n * meanA * meanB) / (n - 1);
    return (2 * meanA * meanB + C1)
        * (2 * covariance + C2)
        / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
  }

  private static double brightness(int rgb) {
    return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF);
  }

  /**
   * Returns, for each colour that fills an area of the first picture, the overlap of its shape in
   * both: how many pixels belong to it in both, divided by how many do in either. A pixel belongs
   * to the colour among these, and the background, that it is nearest to, as that of a smooth edge
   * lies between two of them, if it is at most two pixels away from inside the area.
   */
  public static Map<Integer, Double> overlaps(RgbImage expected, RgbImage found, int background) {
    List<Integer> frequent =
        counts(expected).entrySet().stream()
            .filter(entry -> distance(entry.getKey(), background) > CLOSE && entry.getValue() > FEW)
            .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
            .map(Map.Entry::getKey)
            .toList();
    List<Integer> shapes = new ArrayList<>();
    for (int color : frequent) {
      if (shapes.stream().allMatch(other -> distance(color, other) > CLOSE)
          && !inside(expected, color).isEmpty()) {
        shapes.add(color);
      }
    }
    Map<Integer, Double> overlaps = new HashMap<>();
    for (int shape : shapes) {
      BitSet inExpected = shape(expected, shape, shapes, background);
      BitSet both = (BitSet) inExpected.clone();
      BitSet inFound = shape(found, shape, shapes, background);
      both.and(inFound);
      inExpected.or(inFound);
      overlaps.put(shape, (double) both.cardinality() / inExpected.cardinality());
    }
    return overlaps;
  }

  private static BitSet shape(RgbImage image, int color, List<Integer> shapes, int background) {
    BitSet inside = inside(image, color);
    BitSet shape = new BitSet();
    int width = image.width();
    for (int i = inside.nextSetBit(0); i >= 0; i = inside.nextSetBit(i + 1)) {
      for (int y = Math.max(0, i / width - 2);
          y <= Math.min(image.height() - 1, i / width + 2);
          y++) {
        for (int x = Math.max(0, i % width - 2); x <= Math.min(width - 1, i % width + 2); x++) {
          if (nearest(image.color(x, y), shapes, background) == color) {
            shape.set(y * width + x);
          }
        }
      }
    }
    return shape;
  }

  /** Returns the pixels of a colour whose neighbours are of it, too. */
  private static BitSet inside(RgbImage image, int color) {
    BitSet inside = new BitSet();
    for (int y = 1; y < image.height() - 1; y++) {
      for (int x = 1; x < image.width() - 1; x++) {
        if (distance(image.color(x, y), color) <= CLOSE
            && distance(image.color(x - 1, y), color) <= CLOSE
            && distance(image.color(x + 1, y), color) <= CLOSE
            && distance(image.color(x, y - 1), color) <= CLOSE
            && distance(image.color(x, y + 1), color) <= CLOSE) {
          inside.set(y * image.width() + x);
        }
      }
    }
    return inside;
  }

  private static int nearest(int color, List<Integer> shapes, int background) {
    int nearest = background;
    for (int shape : shapes) {
      if (distance(color, shape) < distance(color, nearest)) {
        nearest = shape;
      }
    }
    return nearest;
  }

  private static int distance(int a, int b) {
    int red = (a >> 16) - (b >> 16);
    int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
    int blue = (a & 0xFF) - (b & 0xFF);
    return red * red + green * green + blue * blue;
  }
}
