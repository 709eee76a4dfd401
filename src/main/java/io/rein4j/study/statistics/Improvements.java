package io.rein4j.study.statistics;

import java.util.Arrays;

/**
 * The probability that a run of X scores higher than a run of Y in the same task, ties counting
 * half: Mann and Whitney's U over the number of pairs, averaged over tasks.
 */
public final class Improvements {

  private Improvements() {}

  /**
   * {@return the probability of improvement of X over Y. Its sample is X followed by Y}
   *
   * @param x the scores of X, task after task
   * @param y the scores of Y, task after task
   * @param tasks the number of tasks
   */
  public static Statistic of(double[] x, double[] y, int tasks) {
    int xRuns = x.length / tasks;
    int yRuns = y.length / tasks;
    int[][] below = new int[x.length][];
    int[][] tied = new int[x.length][];
    for (int i = 0; i < x.length; i++) {
      int first = i / xRuns * yRuns;
      below[i] = new int[yRuns];
      tied[i] = new int[yRuns];
      int belows = 0;
      int ties = 0;
      for (int j = first; j < first + yRuns; j++) {
        if (y[j] < x[i]) {
          below[i][belows++] = x.length + j;
        } else if (y[j] == x[i]) {
          tied[i][ties++] = x.length + j;
        }
      }
      below[i] = Arrays.copyOf(below[i], belows);
      tied[i] = Arrays.copyOf(tied[i], ties);
    }
    double pairs = 2.0 * x.length * yRuns;
    return counts -> {
      long doubled = 0;
      for (int i = 0; i < below.length; i++) {
        if (counts[i] > 0) {
          doubled += (long) counts[i] * (2 * sum(counts, below[i]) + sum(counts, tied[i]));
        }
      }
      return doubled / pairs;
    };
  }

  private static int sum(int[] counts, int[] places) {
    int sum = 0;
    for (int place : places) {
      sum += counts[place];
    }
    return sum;
  }
}
