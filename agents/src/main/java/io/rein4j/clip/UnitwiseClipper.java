package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;

/**
 * The clipper that holds the gradient of each unit to a share of the norm of the unit's weights.
 */
final class UnitwiseClipper implements Clipper {

  private static final int HIGHEST_RANK = 5;

  private final Schedule threshold;
  private final boolean[] excluded;

  /** How many units each block has; its elements lie unit by unit, again and again. */
  private final int[] units;

  private final UnitNorms norms;
  private final double[] factors;

  UnitwiseClipper(List<Block> blocks, boolean[] excluded, Schedule threshold, double epsilon) {
    this.threshold = threshold;
    this.excluded = excluded;
    this.units = new int[blocks.size()];
    for (int b = 0; b < units.length; b++) {
      units[b] = excluded[b] ? 1 : units(blocks.get(b));
    }
    int most = Arrays.stream(units).max().orElse(0);
    this.norms = new UnitNorms(most, epsilon);
    this.factors = new double[most];
  }

  private static int units(Block block) {
    List<Integer> shape = block.shape();
    int rank = shape.size();
    if (shape.stream().filter(dimension -> dimension > 1).count() <= 1) {
      return 1;
    }
    if (rank > HIGHEST_RANK) {
      throw new IllegalArgumentException(
          "The rule 'adaptive-unitwise' knows the units of tensors up to rank %s, but '%s' has rank %s; exclude it."
              .formatted(HIGHEST_RANK, block.name(), rank));
    }
    return rank <= 3 ? block.length() / shape.get(0) : shape.get(rank - 1);
  }

  @Override
  public void clip(Gradient gradient) {
    double ratio = threshold.at(gradient.progress());
    List<Gradient> parts = gradient.perParameter();
    double largest = 0;
    for (int b = 0; b < parts.size(); b++) {
      if (!excluded[b]) {
        largest = Math.max(largest, clip(parts.get(b), units[b], ratio, largest));
      }
    }
    gradient.report(largest, ratio);
  }

  /** Clips one block, and returns the largest ratio of a unit's gradient to its weights so far. */
  private double clip(Gradient part, int count, double ratio, double largestSoFar) {
    Block block = part.blocks().get(0);
    norms.measure(part.values(), part.parameters(), block, count, ratio, largestSoFar);
    double largest = largestSoFar;
    boolean reached = false;
    for (int u = 0; u < count; u++) {
      factors[u] = 1;
      if (norms.isKnown(u)) {
        double norm = norms.gradient(u);
        double weight = norms.weight(u);
        double limit = ratio * weight;
        largest = Math.max(largest, norm / weight);
        if (Gradient.exceeds(norm, limit)) {
          factors[u] = limit / norm;
          reached = true;
        }
      }
    }
    if (reached) {
      float[] values = part.edit();
      for (int row = block.offset(); row < block.end(); row += count) {
        scale(values, row, count, factors);
      }
    }
    return largest;
  }

  /** Scales an element of each unit. A factor of 1 leaves every bit as it is. */
  private static void scale(float[] values, int row, int count, double[] factors) {
    for (int u = 0; u < count; u++) {
      double exact = values[row + u] * factors[u];
      values[row + u] =
          Math.abs(exact) < Float.MIN_NORMAL && exact != 0
              ? GradientNorms.towardsZeroIfSubnormal(exact)
              : (float) exact;
    }
  }
}
