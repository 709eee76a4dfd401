package io.rein4j.study.statistics;

import java.util.List;

/** The scores of a study: of every level, in every task, on every seed. More is better. */
public final class Measurements {

  private final double[][][] scores;
  private final boolean[][][] failing;
  private final int baseline;

  /**
   * Copies the scores and failures of all runs.
   *
   * @param scores {@code [level][task][seed]}; NaN where a level has no run on a seed
   * @param failing likewise, whether the run failed; false where there is none
   * @param baseline the index of the level that the others are compared with
   */
  public Measurements(double[][][] scores, boolean[][][] failing, int baseline) {
    this.scores = copy(scores);
    this.failing = copy(failing);
    this.baseline = baseline;
    requireSameShapes();
  }

  private void requireSameShapes() {
    if (baseline < 0 || baseline >= scores.length) {
      throw new IllegalArgumentException(
          "The baseline is one of the %s levels from 0, but is %s."
              .formatted(scores.length, baseline));
    }
    int tasks = scores[0].length;
    int seeds = tasks == 0 ? 0 : scores[0][0].length;
    if (failing.length != scores.length) {
      throw new IllegalArgumentException(
          "There are scores of %s levels, but failures of %s."
              .formatted(scores.length, failing.length));
    }
    for (int level = 0; level < scores.length; level++) {
      if (scores[level].length != tasks || failing[level].length != tasks) {
        throw new IllegalArgumentException(
            "Every level has %s tasks, but level %s has scores in %s and failures in %s."
                .formatted(tasks, level, scores[level].length, failing[level].length));
      }
      for (int task = 0; task < tasks; task++) {
        if (scores[level][task].length != seeds || failing[level][task].length != seeds) {
          throw new IllegalArgumentException(
              "Every task has %s seeds, but task %s of level %s has %s scores and %s failures."
                  .formatted(
                      seeds, task, level, scores[level][task].length, failing[level][task].length));
        }
      }
    }
  }

  int baseline() {
    return baseline;
  }

  /** The number of seeds that there may be scores of. */
  int seeds(List<Integer> tasks) {
    return scores[baseline][tasks.get(0)].length;
  }

  /** Refuses a comparison of levels or tasks that are not there. */
  void require(Contrast contrast) {
    int level = contrast.level();
    if (level < 0 || level >= scores.length || level == baseline) {
      throw new IllegalArgumentException(
          "A comparison is of one of the %s levels with the baseline %s, but this one is of level %s."
              .formatted(scores.length, baseline, level));
    }
    for (int task : contrast.allTasks()) {
      if (task < 0 || task >= scores[0].length) {
        throw new IllegalArgumentException(
            "A comparison is over some of the %s tasks from 0, but this one is over %s."
                .formatted(scores[0].length, contrast.allTasks()));
      }
    }
  }

  /** A level's score on a seed, averaged over tasks; 0 over none. */
  double mean(int level, List<Integer> tasks, int seed) {
    double sum = 0;
    for (int task : tasks) {
      sum += scores[level][task][seed];
    }
    return tasks.isEmpty() ? 0 : sum / tasks.size();
  }

  /** Whether a level has scores on the first seeds of all of a comparison's tasks. */
  boolean complete(int level, Contrast contrast, int seeds) {
    for (int task : contrast.allTasks()) {
      if (seeds > scores[level][task].length) {
        return false;
      }
      for (int seed = 0; seed < seeds; seed++) {
        if (Double.isNaN(scores[level][task][seed])) {
          return false;
        }
      }
    }
    return true;
  }

  /** How many runs of a level failed on the first seeds of a comparison's tasks. */
  int failing(int level, Contrast contrast, int seeds) {
    int count = 0;
    for (int task : contrast.allTasks()) {
      for (int seed = 0; seed < seeds; seed++) {
        count += failing[level][task][seed] ? 1 : 0;
      }
    }
    return count;
  }

  private static double[][][] copy(double[][][] values) {
    double[][][] copy = new double[values.length][][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = new double[values[i].length][];
      for (int j = 0; j < copy[i].length; j++) {
        copy[i][j] = values[i][j].clone();
      }
    }
    return copy;
  }

  private static boolean[][][] copy(boolean[][][] values) {
    boolean[][][] copy = new boolean[values.length][][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = new boolean[values[i].length][];
      for (int j = 0; j < copy[i].length; j++) {
        copy[i][j] = values[i][j].clone();
      }
    }
    return copy;
  }
}
