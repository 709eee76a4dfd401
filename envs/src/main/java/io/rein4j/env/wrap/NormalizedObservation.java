package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Space;

/**
 * Observations over their running statistics, with Stable-Baselines3's {@code VecNormalize} rules:
 * an observation is taken in before it is normalised, except an episode's last one, which is
 * normalised only.
 *
 * <p>Environments step one after another, so one sees what those before it have just added and not
 * what those behind it will; {@code VecNormalize} takes in the whole step first. After each step
 * the statistics are the same.
 */
final class NormalizedObservation implements ObservationTransform {

  private final Space space;
  private final RunningStatistics statistics;
  private final boolean learning;
  private final float clip;
  private final double epsilon;

  NormalizedObservation(
      int[] shape, RunningStatistics statistics, boolean learning, float clip, double epsilon) {
    this.space = Box.of(-clip, clip, shape);
    this.statistics = statistics;
    this.learning = learning;
    this.clip = clip;
    this.epsilon = epsilon;
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public void first(float[] within, float[] out, int offset) {
    next(within, false, out, offset);
  }

  @Override
  public void next(float[] within, boolean ended, float[] out, int offset) {
    if (learning && !ended) {
      statistics.add(within, 0);
    }
    for (int i = 0; i < within.length; i++) {
      double deviation = Math.sqrt(statistics.variance(i) + epsilon);
      out[offset + i] = ObservationScaling.scaled(within[i], statistics.mean(i), deviation, clip);
    }
  }
}
