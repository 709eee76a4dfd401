package io.rein4j.agent.dqn;

import io.rein4j.agent.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
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
  private final int observationSize;
  private final double[] powers;
  private final float[] observations;
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
  NStepQueue(int environments, int observationSize, int n, double gamma) {
    this.n = n;
    this.observationSize = observationSize;
    this.powers = new double[n + 1];
    powers[0] = 1;
    for (int k = 1; k <= n; k++) {
      powers[k] = gamma * powers[k - 1];
    }
    int slots = Math.multiplyExact(environments, n);
    this.observations = new float[Math.multiplyExact(slots, observationSize)];
    this.actions = new float[slots];
    this.rewards = new double[slots];
    this.first = new int[environments];
    this.waiting = new int[environments];
  }

  /**
   * Takes in one step of an environment, and moves into the memory what waits no longer.
   *
   * @param observation holds what the action was chosen for, from {@code offset} on
   * @param next holds what the action led to, from {@code nextOffset} on: the episode's final
   *     observation if it ended
   */
  void add(
      int env,
      float[] observation,
      int offset,
      float action,
      double reward,
      boolean terminated,
      boolean truncated,
      float[] next,
      int nextOffset,
      ReplayMemory memory) {
    int slot = slot(env, waiting[env]);
    System.arraycopy(observation, offset, observations, slot * observationSize, observationSize);
    actions[slot] = action;
    rewards[slot] = reward;
    waiting[env]++;
    boolean ended = terminated || truncated;
    while (waiting[env] > 0 && (ended || waiting[env] == n)) {
      moveOldest(env, terminated, next, nextOffset, memory);
    }
  }

  /**
   * Moves all that waits in an environment's queue into the memory, as its episode was truncated
   * behind the last step.
   *
   * @param last holds the episode's final observation, from {@code offset} on
   */
  void cut(int env, float[] last, int offset, ReplayMemory memory) {
    while (waiting[env] > 0) {
      moveOldest(env, false, last, offset, memory);
    }
  }

  private void moveOldest(
      int env, boolean terminated, float[] next, int nextOffset, ReplayMemory memory) {
    int oldest = slot(env, 0);
    memory.add(
        observations,
        oldest * observationSize,
        actions[oldest],
        discountedRewards(env),
        terminated ? 0 : powers[waiting[env]],
        next,
        nextOffset);
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

  void writeState(DataOutput out) throws IOException {
    StateIo.write(out, observations, observations.length);
    StateIo.write(out, actions, actions.length);
    for (double reward : rewards) {
      out.writeDouble(reward);
    }
    for (int env = 0; env < first.length; env++) {
      out.writeInt(first[env]);
      out.writeInt(waiting[env]);
    }
  }

  void readState(DataInput in) throws IOException {
    StateIo.read(in, observations, observations.length);
    StateIo.read(in, actions, actions.length);
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = in.readDouble();
    }
    for (int env = 0; env < first.length; env++) {
      first[env] = in.readInt();
      waiting[env] = in.readInt();
      if (first[env] < 0 || first[env] >= n || waiting[env] < 0 || waiting[env] >= n) {
        throw new IOException(
            "The state holds %s steps that wait for their return, from place %s, in a queue of %s."
                .formatted(waiting[env], first[env], n));
      }
    }
  }
}
