package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;

/** The clipper that takes the mean of each unit's gradient from it. */
final class CentralizingClipper implements Clipper {

  /** How many units each block has, 0 if it is left alone; its elements lie unit by unit. */
  private final int[] units;

  private final double[] means;

  CentralizingClipper(List<Block> blocks) {
    this.units = blocks.stream().mapToInt(CentralizingClipper::units).toArray();
    int most = Arrays.stream(units).max().orElse(0);
    this.means = new double[most];
  }

  private static int units(Block block) {
    List<Integer> shape = block.shape();
    int count = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    return shape.size() < 2 || count == block.length() ? 0 : count;
  }

  @Override
  public void clip(Gradient gradient) {
    gradient.report(gradient.norm(), Double.NaN);
    List<Gradient> parts = gradient.perParameter();
    for (int b = 0; b < parts.size(); b++) {
      if (units[b] > 0) {
        centralize(parts.get(b), units[b]);
      }
    }
  }

  private void centralize(Gradient part, int count) {
    Block block = part.blocks().get(0);
    if (average(part.values(), block, count)) {
      float[] values = part.edit();
      for (int i = block.offset(); i < block.end(); i += count) {
        centralize(values, i, count, means);
      }
    }
  }

  /** Computes each unit's mean; returns whether taking it away changes any element. */
  private boolean average(float[] values, Block block, int count) {
    Arrays.fill(means, 0, count, 0);
    for (int i = block.offset(); i < block.end(); i += count) {
      add(values, i, count, means);
    }
    int inputs = block.length() / count;
    for (int u = 0; u < count; u++) {
      means[u] /= inputs;
    }
    return changes(values, block, count);
  }

  private static void add(float[] values, int row, int count, double[] sums) {
    for (int u = 0; u < count; u++) {
      sums[u] += values[row + u];
    }
  }

  private static void centralize(float[] values, int row, int count, double[] means) {
    for (int u = 0; u < count; u++) {
      values[row + u] = centralized(values[row + u], means[u]);
    }
  }

  private boolean changes(float[] values, Block block, int count) {
    for (int i = block.offset(); i < block.end(); i += count) {
      for (int u = 0; u < count; u++) {
        if (centralized(values[i + u], means[u]) != values[i + u]) {
          return true;
        }
      }
    }
    return false;
  }

  /** Rounds to the largest float what is beyond it. */
  private static float centralized(float value, double mean) {
    double exact = value - mean;
    return Math.abs(exact) <= Float.MAX_VALUE
        ? (float) exact
        : exact > 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
  }
}
