package io.rein4j.study.statistics;

import java.util.List;

/**
 * A comparison of one level with the baseline.
 *
 * @param level the index of the level, which is not the baseline's
 * @param tasks the indices of the tasks whose differences are averaged, seed by seed; at least one
 */
public record Contrast(int level, List<Integer> tasks) {

  /** Copies the tasks. */
  public Contrast {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("A comparison needs at least one task, but has none.");
    }
  }
}
