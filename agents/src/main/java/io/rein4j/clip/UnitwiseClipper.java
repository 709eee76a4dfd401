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
  private final double epsilon;
  private final boolean[] excluded;

  /** How many units each block has; its elements lie unit by unit, again and again. */
  private final int[] units;

  private final double[] weightSquares;
  private final double[] gradientSquares;

  UnitwiseClipper(List<Block> blocks, boolean[] excluded, Schedule threshold, double epsilon) {
    this.threshold = threshold;
    this.epsilon = epsilon;
    this.excluded = excluded;
    this.units = new int[blocks.size()];
    for (int b = 0; b < units.length; b++) {
      units[b] = excluded[b] ? 1 : units(blocks.get(b));
    }
    int most = Arrays.stream(units).max().orElse(0);
    this.weightSquares = new double[most];
    this.gradientSquares = new double[most];
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
        largest = Math.max(largest, clip(parts.get(b), units[b], ratio));
      }
    }
    gradient.report(largest, ratio);
  }

  /** Clips one block and returns the largest ratio of a unit's gradient to its weights. */
  private double clip(Gradient part, int count, double ratio) {
    Block block = part.blocks().get(0);
    sumSquares(part.parameters(), block, count, weightSquares);
    sumSquares(part.values(), block, count, gradientSquares);
    double largest = 0;
    boolean reached = false;
    double[] factors = gradientSquares;
    for (int u = 0; u < count; u++) {
      double norm = Math.sqrt(gradientSquares[u]);
      double weight = Math.max(Math.sqrt(weightSquares[u]), epsilon);
      double limit = ratio * weight;
      largest = Math.max(largest, norm / weight);
      boolean exceeds = Gradient.exceeds(norm, limit);
      factors[u] = exceeds ? limit / norm : 1;
      reached |= exceeds;
    }
    if (reached) {
      scale(part.edit(), block, count, factors);
    }
    return largest;
  }

  private static void sumSquares(float[] values, Block block, int count, double[] sums) {
    Arrays.fill(sums, 0, count, 0);
    for (int i = block.offset(); i < block.end(); i += count) {
      for (int u = 0; u < count; u++) {
        double value = values[i + u];
        sums[u] += value * value;
      }
    }
  }

  private static void scale(float[] values, Block block, int count, double[] factors) {
    for (int i = block.offset(); i < block.end(); i += count) {
      for (int u = 0; u < count; u++) {
        if (factors[u] != 1) {
          values[i + u] = GradientNorms.towardsZeroIfSubnormal(values[i + u] * factors[u]);
        }
      }
    }
  }
}
