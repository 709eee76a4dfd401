package io.rein4j.agent.replay;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * Positive numbers by index, with their sum, their least, and where a running sum passes a value,
 * in logarithmic time: two binary trees in arrays, in which node i has the children 2i and 2i + 1.
 *
 * <p>An inner node is always computed from its children, never from what has changed, so that the
 * numbers alone determine every bit.
 */
final class PriorityTree {

  private final int leaves;
  private final double[] sums;
  private final double[] least;

  /**
   * Makes a tree without numbers.
   *
   * @param capacity indices lie below it
   */
  PriorityTree(int capacity) {
    this.leaves = capacity == 1 ? 1 : Math.multiplyExact(2, Integer.highestOneBit(capacity - 1));
    this.sums = new double[Math.multiplyExact(2, leaves)];
    this.least = new double[2 * leaves];
    clear();
  }

  /** {@return what a tree allocates} */
  static double bytes(int capacity) {
    return 2.0 * 2 * Double.BYTES * leaves(capacity);
  }

  private static double leaves(int capacity) {
    return capacity == 1 ? 1 : 2.0 * Integer.highestOneBit(capacity - 1);
  }

  /** Removes all numbers. */
  void clear() {
    Arrays.fill(sums, 0);
    Arrays.fill(least, Double.POSITIVE_INFINITY);
  }

  double get(int index) {
    return sums[leaves + index];
  }

  double sum() {
    return sums[1];
  }

  double least() {
    return least[1];
  }

  void set(int index, double number) {
    int node = leaves + index;
    sums[node] = number;
    least[node] = number;
    for (node >>= 1; node >= 1; node >>= 1) {
      compute(node);
    }
  }

  /** Hands over the numbers at the indices below a size; there are no others. */
  void state(State state, int size) throws IOException {
    state.of(sums, leaves, size);
    for (int leaf = leaves; leaf < leaves + size; leaf++) {
      if (!(sums[leaf] > 0 && sums[leaf] < Double.POSITIVE_INFINITY)) {
        throw new IOException(
            "The state holds the priority %s, but priorities are finite and > 0."
                .formatted(sums[leaf]));
      }
    }
    if (state.isReading()) {
      Arrays.fill(sums, leaves + size, sums.length, 0);
      System.arraycopy(sums, leaves, least, leaves, size);
      Arrays.fill(least, leaves + size, least.length, Double.POSITIVE_INFINITY);
      for (int node = leaves - 1; node >= 1; node--) {
        compute(node);
      }
    }
  }

  private void compute(int node) {
    sums[node] = sums[2 * node] + sums[2 * node + 1];
    least[node] = Math.min(least[2 * node], least[2 * node + 1]);
  }

  /**
   * {@return the index with the first running sum above a value}
   *
   * @param value in [0, sum); the last index with a number for what rounding lifts beyond
   */
  int find(double value) {
    double left = value;
    int node = 1;
    while (node < leaves) {
      node *= 2;
      if (left >= sums[node] && sums[node + 1] > 0) {
        left -= sums[node];
        node++;
      }
    }
    return node - leaves;
  }
}
