package io.rein4j.study.statistics;

import java.util.OptionalLong;

/**
 * How many seeds would show a difference: from its estimate, in the normal approximation.
 *
 * <p>With n seeds the estimate's standard error is s. The difference d is found with a probability
 * of 80 % at level α where |d| = (z₁₋α/₂ + z₀.₈) · s · √(n/m) for m seeds. It is a rough answer:
 * the observed difference is itself uncertain, and one that is large by chance asks for too few
 * seeds.
 */
public final class Power {

  private static final double WANTED = 0.8;
  private static final double INTERVAL_WIDTH = 2 * Normal.quantile(0.975);

  private Power() {}

  /**
   * {@return about how many seeds would be needed; empty where the difference or its interval's
   * width is zero or not finite}
   *
   * @param difference the difference with its 95 % interval
   * @param seeds the number of seeds that it is of
   * @param level the level that the test's p-value must be below
   */
  public static OptionalLong seedsNeeded(Estimate difference, int seeds, double level) {
    double error = (difference.high() - difference.low()) / INTERVAL_WIDTH;
    double ratio = error / Math.abs(difference.value());
    if (!Double.isFinite(ratio) || ratio == 0) {
      return OptionalLong.empty();
    }
    double standardErrors = Normal.quantile(1 - level / 2) + Normal.quantile(WANTED);
    double needed = seeds * (standardErrors * ratio) * (standardErrors * ratio);
    // Fewer cannot reach the level, however clear the difference: 2^(1 − n) is the smallest p.
    double least = 1 + Math.ceil(-Math.log(level) / Math.log(2));
    return OptionalLong.of((long) Math.ceil(Math.max(needed, least)));
  }
}
