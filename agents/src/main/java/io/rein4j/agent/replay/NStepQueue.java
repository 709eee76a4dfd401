package io.rein4j.agent.replay;

import io.rein4j.state.State;
import java.io.IOException;

/**
 * The last steps of each environment, which wait until their n-step return is known: the discounted
 * sum of the next n rewards, or of those left in the episode (Sutton and Barto 2018, eq. 7.1).
 *
 * <p>A return of k rewards is bootstrapped with γᵏ from the observation behind the last of them;
 * one that ends with termination is not bootstrapped, one that ends with truncation is, from the
 * episode's final observation.
 */
final class NStepQueue {

  private final int n;
  private final int actionSize;
  private final double[] powers;
  private final long[] rows;
  private final float[] actions;
  private final double[] rewards;
  private final int[] first;
  private final int[] waiting;

  /**
   * Makes empty queues.
   *
   * @param environments one queue for each
   * @param n rewards in a return, ≥ 1
   * @param gamma the discount factor
   */
  NStepQueue(int environments, int actionSize, int n, double gamma) {
    this.n = n;
    this.actionSize = actionSize;
    this.powers = powers(gamma, n);
    int slots = Math.multiplyExact(environments, n);
    this.rows = new long[slots];
    this.actions = new float[Math.multiplyExact(slots, actionSize)];
    this.rewards = new double[slots];
    this.first = new int[environments];
    this.waiting = new int[environments];
  }

  /** Returns what a queue of so many steps allocates. */
  static double bytes(double steps, int actionSize) {
    return steps * (Long.BYTES + Double.BYTES + (double) actionSize * Float.BYTES);
  }

  /** Returns γ⁰ to γⁿ. */
  static double[] powers(double gamma, int n) {
    double[] powers = new double[n + 1];
    powers[0] = 1;
    for (int k = 1; k <= n; k++) {
      powers[k] = gamma * powers[k - 1];
    }
    return powers;
  }

  /**
   * Takes in one step of an environment, and moves into the memory what waits no longer.
   *
   * @param row of the observation that the action was chosen for
   * @param chosen a row for each environment: the actions
   * @param reached row of the observation that the action led to: the episode's final one if it
   *     ended
   */
  void add(
      int env,
      long row,
      float[] chosen,
      double reward,
      boolean terminated,
      boolean ended,
      long reached,
      TransitionMemory memory) {
    int slot = slot(env, waiting[env]);
    rows[slot] = row;
    System.arraycopy(chosen, env * actionSize, actions, slot * actionSize, actionSize);
    rewards[slot] = reward;
    waiting[env]++;
    while (waiting[env] > 0 && (ended || waiting[env] == n)) {
      moveOldest(env, terminated, reached, memory);
    }
  }

  /**
   * Moves all that waits in an environment's queue into the memory, as its episode was truncated
   * behind the last step.
   *
   * @param last row of the episode's final observation
   */
  void cut(int env, long last, TransitionMemory memory) {
    while (waiting[env] > 0) {
      moveOldest(env, false, last, memory);
    }
  }

  private void moveOldest(int env, boolean terminated, long reached, TransitionMemory memory) {
    int oldest = slot(env, 0);
    memory.store(
        rows[oldest],
        actions,
        oldest * actionSize,
        discountedRewards(env),
        terminated ? 0 : powers[waiting[env]],
        reached);
    first[env] = first[env] + 1 == n ? 0 : first[env] + 1;
    waiting[env]--;
  }

  private double discountedRewards(int env) {
    double sum = 0;
    for (int k = 0; k < waiting[env]; k++) {
      sum += powers[k] * rewards[slot(env, k)];
    }
    return sum;
  }

  private int slot(int env, int position) {
    int inRing = first[env] + position;
    return env * n + (inRing < n ? inRing : inRing - n);
  }

  /** Hands over what waits for observations of a ring. */
  void state(State state, ObservationRing observations) throws IOException {
    state.of(actions);
    state.of(rows);
    state.of(rewards);
    state.of(first);
    state.of(waiting);
    for (int env = 0; env < first.length; env++) {
      if (first[env] < 0 || first[env] >= n || waiting[env] < 0 || waiting[env] >= n) {
        throw new IOException(
            "The state holds %s steps that wait for their return, from place %s, in a queue of %s."
                .formatted(waiting[env], first[env], n));
      }
      for (int i = 0; i < waiting[env]; i++) {
        observations.require(rows[slot(env, i)]);
      }
    }
  }
}
