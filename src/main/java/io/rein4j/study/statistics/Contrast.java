package io.rein4j.study.statistics;

import java.util.List;
import java.util.stream.Stream;

/**
 * A comparison of one level with the baseline: the difference of their scores, averaged over tasks
 * seed by seed; or an interaction, which is that difference over some tasks less the one over
 * others.
 *
 * @param level the index of the level, which is not the baseline's
 * @param tasks the indices of the tasks whose differences are averaged; at least one
 * @param less the indices of the tasks whose mean difference is subtracted; none if it is no
 *     interaction
 */
public record Contrast(int level, List<Integer> tasks, List<Integer> less) {

  public Contrast {
    tasks = List.copyOf(tasks);
    less = List.copyOf(less);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("A comparison needs at least one task, but has none.");
    }
  }

  /** A comparison that is no interaction. */
  public Contrast(int level, List<Integer> tasks) {
    this(level, tasks, List.of());
  }

  /** {@return all tasks in which it needs runs} */
  List<Integer> allTasks() {
    return less.isEmpty() ? tasks : Stream.concat(tasks.stream(), less.stream()).toList();
  }
}
