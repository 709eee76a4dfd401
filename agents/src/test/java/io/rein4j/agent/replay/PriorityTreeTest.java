package io.rein4j.agent.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityTreeTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 31, 32, 33})
  void find_randomNumbers_isTheFirstIndexWhoseRunningSumIsAboveTheValue(int capacity) {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PriorityTree tree = new PriorityTree(capacity);
      double[] numbers = new double[capacity];
      int stored = 1 + random.nextInt(capacity);
      for (int change = 0; change < 3 * capacity; change++) {
        int index = change < stored ? change : random.nextInt(stored);
        // Small integers, so that sums are exact in any order.
        numbers[index] = 1 + random.nextInt(9);
        tree.set(index, numbers[index]);
      }
      double running = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < stored; i++) {
        assertThat(tree.find(running)).as("seed %d", seed).isEqualTo(i);
        running += numbers[i];
        assertThat(tree.find(Math.nextDown(running))).as("seed %d", seed).isEqualTo(i);
        least = Math.min(least, numbers[i]);
      }
      assertThat(tree.sum()).as("seed %d", seed).isEqualTo(running);
      assertThat(tree.least()).as("seed %d", seed).isEqualTo(least);
      assertThat(tree.find(running)).as("seed %d", seed).isEqualTo(stored - 1);
    }
  }

  @Test
  void clear_afterNumbers_leavesNone() {
    PriorityTree tree = new PriorityTree(3);
    tree.set(2, 5);

    tree.clear();

    assertThat(tree.sum()).isZero();
    assertThat(tree.least()).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
