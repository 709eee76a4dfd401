package io.rein4j.env.wrap;

import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * Rewards that are paid some steps after they were earned. The step that ends the episode pays what
 * is still owed, so that no reward is lost.
 */
final class DelayedReward implements RewardTransform {

  /** What is owed, from {@link #oldest} on around the array; 0 before the episode's first step. */
  private final double[] owed;

  private int oldest;

  DelayedReward(int delay) {
    this.owed = new double[delay];
  }

  @Override
  public double apply(double reward, boolean ended) {
    double paid = owed[oldest];
    owed[oldest] = reward;
    oldest = oldest + 1 == owed.length ? 0 : oldest + 1;
    if (ended) {
      for (int i = 0; i < owed.length; i++) {
        paid += owed[(oldest + i) % owed.length];
      }
      begin();
    }
    return paid;
  }

  @Override
  public void begin() {
    Arrays.fill(owed, 0);
    oldest = 0;
  }

  @Override
  public void state(State state) throws IOException {
    int delay = state.of(owed.length);
    if (delay != owed.length) {
      throw new IOException(
          "Expected rewards owed over a delay of %s steps, but found %s."
              .formatted(owed.length, delay));
    }
    for (int i = 0; i < owed.length; i++) {
      int at = (oldest + i) % owed.length;
      owed[at] = state.of(owed[at]);
    }
  }
}
