package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;

/**
 * The norms of the gradients and weights of a block's units, of those units that matter: whose
 * ratio of the two may exceed a limit, or may be the largest of all.
 *
 * <p>Bounds of all ratios come from sums in float lanes, which C2 vectorises. Where they cannot
 * rule a unit out, its squares are summed in double.
 */
final class UnitNorms {

  private static final int LANES = Reductions.LANES;
  private static final int CHUNK = Reductions.SECTION;

  /** Bounds cost more than they save below this number of elements. */
  private static final int TOO_SHORT_FOR_BOUNDS = 2_048;

  /** If more units than one in this many matter, all are summed together. */
  private static final int ONE_IN = 8;

  /** Units whose sums are kept in registers together. */
  private static final int TOGETHER = 8;

  /** Elements that stay in the first cache. */
  private static final int IN_CACHE = 1 << 12;

  /** More than half of a float's last digit, relatively to it. */
  private static final double ROUNDING = 6e-8;

  /** More than what vanishes of a square of a float. */
  private static final double SMALLEST_SQUARE = 1e-44;

  private final double epsilon;
  private final float[] work = new float[2 * Reductions.SECTION];
  private final boolean[] known;
  private final double[] gradientSquares;
  private final double[] weightSquares;
  private final double[] upper;

  /**
   * Makes norms.
   *
   * @param units the largest number of units of a block
   * @param epsilon the least norm of weights
   */
  UnitNorms(int units, double epsilon) {
    this.epsilon = epsilon;
    known = new boolean[units];
    gradientSquares = new double[units];
    weightSquares = new double[units];
    upper = new double[units];
  }

  /**
   * Measures the units of a block, whose elements lie unit by unit, again and again.
   *
   * @param ratio a unit matters whose ratio of norms may be larger
   * @param largest so does the one whose ratio is the largest, if it may be larger than this
   */
  void measure(
      float[] gradient, float[] weights, Block block, int units, double ratio, double largest) {
    if (block.length() < TOO_SHORT_FOR_BOUNDS || units < ONE_IN || units > LANES) {
      measureAll(gradient, weights, block, units);
      return;
    }
    int matter = findThoseThatMatter(gradient, weights, block, units, ratio, largest);
    if (matter > units / ONE_IN) {
      measureAll(gradient, weights, block, units);
      return;
    }
    for (int u = 0; u < units; u++) {
      if (known[u]) {
        gradientSquares[u] = sumOfSquares(gradient, block, units, u);
        weightSquares[u] = sumOfSquares(weights, block, units, u);
      }
    }
  }

  /** Returns whether a unit matters. */
  boolean isKnown(int unit) {
    return known[unit];
  }

  /** Returns the norm of the gradient of a unit that matters. */
  double gradient(int unit) {
    return Math.sqrt(gradientSquares[unit]);
  }

  /** Returns the norm of the weights of a unit that matters, at least epsilon. */
  double weight(int unit) {
    return weight(weightSquares[unit]);
  }

  private double weight(double squares) {
    return Math.max(Math.sqrt(squares), epsilon);
  }

  private void measureAll(float[] gradient, float[] weights, Block block, int units) {
    Arrays.fill(known, 0, units, true);
    sumSquares(gradient, block, units, gradientSquares);
    sumSquares(weights, block, units, weightSquares);
  }

  /** Finds the units that matter, and returns how many they are. */
  private int findThoseThatMatter(
      float[] gradient, float[] weights, Block block, int units, double ratio, double largest) {
    double error = sumInLanes(gradient, block, units, gradientSquares);
    sumInLanes(weights, block, units, weightSquares);
    int inputs = block.length() / units;
    double vanishing = SMALLEST_SQUARE * inputs;
    double least = largest;
    for (int u = 0; u < units; u++) {
      double g = gradientSquares[u];
      double w = weightSquares[u];
      double most = Math.sqrt(g * (1 + error) + vanishing);
      double lightest = weight(Math.max(0, w * (1 - error) - vanishing));
      // What overflowed may be anything.
      upper[u] =
          g < Float.MAX_VALUE && w < Float.MAX_VALUE ? most / lightest : Double.POSITIVE_INFINITY;
      double lower =
          Math.sqrt(Math.max(0, g * (1 - error) - vanishing)) / weight(w * (1 + error) + vanishing);
      least = upper[u] < Double.POSITIVE_INFINITY ? Math.max(least, lower) : least;
    }
    int matter = 0;
    for (int u = 0; u < units; u++) {
      known[u] = upper[u] > ratio || upper[u] >= least;
      matter += known[u] ? 1 : 0;
    }
    return matter;
  }

  /**
   * Sums the squares of each unit in float, and returns by how much they may be off, relatively.
   */
  private double sumInLanes(float[] values, Block block, int units, double[] sums) {
    int width = LANES / units * units;
    Arrays.fill(work, 0, width, 0f);
    int roundings = 2;
    for (int i = block.offset(); i < block.end(); i += width) {
      int length = Math.min(width, block.end() - i);
      System.arraycopy(values, i, work, CHUNK, length);
      addSquares(work, length);
      roundings++;
    }
    Arrays.fill(sums, 0, units, 0);
    for (int i = 0; i < width; i += units) {
      for (int u = 0; u < units; u++) {
        sums[u] += work[i + u];
      }
    }
    return roundings * ROUNDING;
  }

  private static void addSquares(float[] work, int length) {
    for (int j = 0; j < length; j++) {
      work[j] += work[j + CHUNK] * work[j + CHUNK];
    }
  }

  private static double sumOfSquares(float[] values, Block block, int units, int unit) {
    double sum = 0;
    for (int i = block.offset() + unit; i < block.end(); i += units) {
      double value = values[i];
      sum += value * value;
    }
    return sum;
  }

  /** Sums unit by unit in order, but so many elements at a time that they stay in a cache. */
  private static void sumSquares(float[] values, Block block, int units, double[] sums) {
    Arrays.fill(sums, 0, units, 0);
    int length = Math.max(1, IN_CACHE / units) * units;
    int unit = units / TOGETHER * TOGETHER;
    for (int from = block.offset(); from < block.end(); ) {
      int to = from + Math.min(length, block.end() - from);
      for (int u = 0; u < unit; u += TOGETHER) {
        addSquaresOfEight(values, from, to, units, u, sums);
      }
      from = to;
    }
    for (; unit < units; unit++) {
      sums[unit] = sumOfSquares(values, block, units, unit);
    }
  }

  private static void addSquaresOfEight(
      float[] values, int from, int end, int units, int unit, double[] sums) {
    double a = sums[unit];
    double b = sums[unit + 1];
    double c = sums[unit + 2];
    double d = sums[unit + 3];
    double e = sums[unit + 4];
    double f = sums[unit + 5];
    double g = sums[unit + 6];
    double h = sums[unit + 7];
    for (int i = from + unit; i < end; i += units) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
      e += (double) values[i + 4] * values[i + 4];
      f += (double) values[i + 5] * values[i + 5];
      g += (double) values[i + 6] * values[i + 6];
      h += (double) values[i + 7] * values[i + 7];
    }
    sums[unit] = a;
    sums[unit + 1] = b;
    sums[unit + 2] = c;
    sums[unit + 3] = d;
    sums[unit + 4] = e;
    sums[unit + 5] = f;
    sums[unit + 6] = g;
    sums[unit + 7] = h;
  }
}
