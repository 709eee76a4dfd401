package io.rein4j.env.wrap;

import io.rein4j.state.State;
import java.io.IOException;

/**
 * Rewards over the running deviation of the discounted return, as Stable-Baselines3's {@code
 * VecNormalize} computes it: from rewards of the past, R ← γ R + r, not of the future.
 */
final class NormalizedReward implements RewardTransform {

  private final RunningStatistics statistics;
  private final double gamma;
  private final double clip;
  private final double epsilon;
  private double discounted;

  NormalizedReward(RunningStatistics statistics, double gamma, double clip, double epsilon) {
    this.statistics = statistics;
    this.gamma = gamma;
    this.clip = clip;
    this.epsilon = epsilon;
  }

  @Override
  public double apply(double reward, boolean ended) {
    discounted = discounted * gamma + reward;
    statistics.add(discounted);
    if (ended) {
      discounted = 0;
    }
    double scaled = reward / Math.sqrt(statistics.variance(0) + epsilon);
    return Math.max(-clip, Math.min(clip, scaled));
  }

  @Override
  public void begin() {
    discounted = 0;
  }

  @Override
  public void state(State state) throws IOException {
    discounted = state.of(discounted);
  }
}
