package io.rein4j.random;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * NumPy's ziggurats: the normal and the exponential distribution as 256 layers of equal area, most
 * draws of which cost one comparison and one product (Marsaglia and Tsang, "The Ziggurat Method for
 * Generating Random Variables", 2000).
 *
 * <p>The tables are NumPy's own, because a table computed here would differ from them in last bits.
 */
final class Ziggurat {

  private static final int LAYERS = 256;
  private static final double NORMAL_TAIL = 3.654152885361009;
  private static final double NORMAL_TAIL_INVERSE = 0.2736612373297583;
  private static final double EXPONENTIAL_TAIL = 7.69711747013105;

  private static final long[] NORMAL_LIMITS = new long[LAYERS];
  private static final double[] NORMAL_WIDTHS = new double[LAYERS];
  private static final double[] NORMAL_HEIGHTS = new double[LAYERS];
  private static final long[] EXPONENTIAL_LIMITS = new long[LAYERS];
  private static final double[] EXPONENTIAL_WIDTHS = new double[LAYERS];
  private static final double[] EXPONENTIAL_HEIGHTS = new double[LAYERS];

  static {
    try (InputStream resource = Ziggurat.class.getResourceAsStream("ziggurat.bin")) {
      if (resource == null) {
        throw new IllegalStateException(
            "The class path lacks io/rein4j/random/ziggurat.bin, which belongs beside this class.");
      }
      DataInputStream in = new DataInputStream(resource);
      read(in, NORMAL_LIMITS, NORMAL_WIDTHS, NORMAL_HEIGHTS);
      read(in, EXPONENTIAL_LIMITS, EXPONENTIAL_WIDTHS, EXPONENTIAL_HEIGHTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ziggurat() {}

  private static void read(DataInputStream in, long[] limits, double[] widths, double[] heights)
      throws IOException {
    for (int i = 0; i < LAYERS; i++) {
      limits[i] = in.readLong();
    }
    for (int i = 0; i < LAYERS; i++) {
      widths[i] = in.readDouble();
    }
    for (int i = 0; i < LAYERS; i++) {
      heights[i] = in.readDouble();
    }
  }

  static double normal(Pcg64 random) {
    while (true) {
      long bits = random.nextLong();
      int layer = (int) bits & 0xff;
      boolean negative = (bits & 0x100) != 0;
      long magnitude = bits >>> 9 & 0x000fffffffffffffL;
      double x = magnitude * NORMAL_WIDTHS[layer];
      if (magnitude < NORMAL_LIMITS[layer]) {
        return negative ? -x : x;
      }
      if (layer == 0) {
        double tail = normalTail(random);
        // The tail's sign is a bit of the magnitude, as in NumPy.
        return (magnitude >>> 8 & 1) != 0 ? -tail : tail;
      }
      double below = NORMAL_HEIGHTS[layer];
      double height = (NORMAL_HEIGHTS[layer - 1] - below) * random.nextDouble() + below;
      if (height < StrictMath.exp(-0.5 * x * x)) {
        return negative ? -x : x;
      }
    }
  }

  private static double normalTail(Pcg64 random) {
    while (true) {
      double x = -NORMAL_TAIL_INVERSE * StrictMath.log1p(-random.nextDouble());
      double y = -StrictMath.log1p(-random.nextDouble());
      if (y + y > x * x) {
        return NORMAL_TAIL + x;
      }
    }
  }

  static double exponential(Pcg64 random) {
    while (true) {
      long bits = random.nextLong() >>> 3;
      int layer = (int) bits & 0xff;
      long magnitude = bits >>> 8;
      double x = magnitude * EXPONENTIAL_WIDTHS[layer];
      if (magnitude < EXPONENTIAL_LIMITS[layer]) {
        return x;
      }
      if (layer == 0) {
        return EXPONENTIAL_TAIL - StrictMath.log1p(-random.nextDouble());
      }
      double below = EXPONENTIAL_HEIGHTS[layer];
      double height = (EXPONENTIAL_HEIGHTS[layer - 1] - below) * random.nextDouble() + below;
      if (height < StrictMath.exp(-x)) {
        return x;
      }
    }
  }
}
