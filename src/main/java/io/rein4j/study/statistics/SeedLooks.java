package io.rein4j.study.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of seeds at which a sequential study is looked at.
 *
 * <p>They grow by about a half. With equal steps, such as 8, 12, 16, …, 40, there are so many looks
 * that the share of the error that the first ones get is below the smallest p-value of their seeds,
 * 2^(1 − n), and they can decide nothing.
 */
public final class SeedLooks {

  private static final double GROWTH = 1.5;

  private SeedLooks() {}

  /**
   * {@return numbers of seeds that grow by about a half, such as 8, 12, 18, 27, 40}
   *
   * @param from the first, at least 2
   * @param to the last, at least the first
   */
  public static List<Integer> growing(int from, int to) {
    if (from < 2 || to < from) {
      throw new IllegalArgumentException(
          "The first look needs at least 2 seeds and no more than the last, but they have %s and %s."
              .formatted(from, to));
    }
    if (from == to) {
      return List.of(from);
    }
    double whole = Math.log((double) to / from);
    long steps = Math.max(1, Math.round(whole / Math.log(GROWTH)));
    List<Integer> looks = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      int seeds = (int) Math.round(from * Math.exp(whole * step / steps));
      if (looks.isEmpty() || seeds > looks.get(looks.size() - 1)) {
        looks.add(seeds);
      }
    }
    looks.add(to);
    return List.copyOf(looks);
  }

  /**
   * {@return the fewest seeds with which the first of some looks can decide anything: the smallest
   * p-value of n seeds, 2^(1 − n), must be below the look's share of the error}
   *
   * @param looks the number of looks
   * @param level the error of all looks together, such as 0.05
   */
  public static int leastSeeds(int looks, double level) {
    int seeds = 2;
    while (Math.scalb(1.0, 1 - seeds) >= level / looks) {
      seeds++;
    }
    return seeds;
  }
}
