package io.rein4j.agent.replay;

import io.rein4j.state.State;
import java.io.IOException;

/**
 * The last steps of each environment's episode, which wait until the sequence that they belong to
 * is complete: as many steps to learn from as a sequence has, or those left in the episode, with
 * the burn-in before them and the observations that their returns are bootstrapped from behind.
 *
 * <p>Returns are those of {@link NStepQueue}: of n rewards, or of those left in the episode, whose
 * final observation is bootstrapped from if it was truncated.
 */
final class EpisodeSequences {

  private final int length;
  private final int stride;
  private final int burnIn;
  private final int n;
  private final int actionSize;
  private final int stateSize;
  private final double[] powers;

  /** Steps that wait at most; one observation more is needed to complete a sequence. */
  private final int most;

  private final long[] rows;
  private final float[] states;
  private final float[] actions;
  private final double[] rewards;

  /** For each environment, the steps of its episode so far. */
  private final int[] steps;

  /** The first of them that waits. */
  private final int[] first;

  /** The first that the next sequence learns from. */
  private final int[] next;

  /**
   * Makes a place where nothing waits.
   *
   * @param length steps that a sequence learns from, ≥ 1
   * @param stateSize floats of a state of the network
   */
  EpisodeSequences(
      int environments,
      int length,
      RecurrentSettings settings,
      int n,
      double gamma,
      int actionSize,
      int stateSize) {
    this.length = length;
    this.stride = length - settings.overlap();
    this.burnIn = settings.burnIn();
    this.n = n;
    this.actionSize = actionSize;
    this.stateSize = stateSize;
    this.powers = NStepQueue.powers(gamma, n);
    this.most = Math.addExact(Math.addExact(burnIn, length), n - 1);
    int slots = Math.multiplyExact(environments, most);
    this.rows = new long[slots];
    this.states = new float[Math.multiplyExact(slots, stateSize)];
    this.actions = new float[Math.multiplyExact(slots, actionSize)];
    this.rewards = new double[slots];
    this.steps = new int[environments];
    this.first = new int[environments];
    this.next = new int[environments];
  }

  /**
   * Takes in one step of an environment, and moves into the memory what waits no longer.
   *
   * @param row of the observation that the action was chosen for
   * @param state a row for each environment: the network's before this observation
   * @param chosen a row for each environment: the actions
   * @param reached row of the observation that the action led to: the episode's final one if it
   *     ended
   */
  void add(
      int env,
      long row,
      float[] state,
      float[] chosen,
      double reward,
      boolean terminated,
      boolean ended,
      long reached,
      SequenceMemory memory) {
    int slot = slot(env, steps[env]);
    rows[slot] = row;
    System.arraycopy(state, env * stateSize, states, slot * stateSize, stateSize);
    System.arraycopy(chosen, env * actionSize, actions, slot * actionSize, actionSize);
    rewards[slot] = reward;
    steps[env]++;
    if (ended) {
      end(env, terminated, reached, memory);
    } else if (steps[env] == next[env] + length - 1 + n) {
      complete(env, false, reached, memory);
      next[env] += stride;
      forgetBefore(env, Math.max(0, next[env] - burnIn));
    }
  }

  /**
   * Moves all that waits in an environment into the memory, as its episode was truncated behind the
   * last step.
   *
   * @param last row of the episode's final observation
   */
  void cut(int env, long last, SequenceMemory memory) {
    end(env, false, last, memory);
  }

  private void end(int env, boolean terminated, long last, SequenceMemory memory) {
    while (next[env] < steps[env] && (next[env] == 0 || hasMore(env))) {
      complete(env, terminated, last, memory);
      next[env] += stride;
    }
    steps[env] = 0;
    first[env] = 0;
    next[env] = 0;
  }

  /** Returns whether the next sequence has steps that none before it had. */
  private boolean hasMore(int env) {
    return next[env] - stride + length < steps[env];
  }

  private int slot(int env, int step) {
    return env * most + step - first[env];
  }

  private void complete(int env, boolean terminated, long reached, SequenceMemory memory) {
    int learned = next[env];
    int begin = Math.max(0, learned - burnIn);
    int behind = Math.min(learned + length, steps[env]);
    int last = Math.min(behind - 1 + n, steps[env]);
    memory.begin(begin == 0, learned - begin, states, slot(env, begin) * stateSize);
    for (int step = learned; step < behind; step++) {
      int rewarded = Math.min(n, steps[env] - step);
      double sum = 0;
      for (int k = 0; k < rewarded; k++) {
        sum += powers[k] * rewards[slot(env, step + k)];
      }
      boolean ends = terminated && step + rewarded == steps[env];
      memory.learn(
          actions, slot(env, step) * actionSize, sum, ends ? 0 : powers[rewarded], rewarded);
    }
    memory.end(last == steps[env] ? reached : rows[slot(env, last)], last + 1 - begin);
  }

  private void forgetBefore(int env, int step) {
    int gone = step - first[env];
    int kept = steps[env] - step;
    if (gone > 0) {
      int to = env * most;
      int from = to + gone;
      System.arraycopy(rows, from, rows, to, kept);
      move(states, from, to, kept, stateSize);
      move(actions, from, to, kept, actionSize);
      System.arraycopy(rewards, from, rewards, to, kept);
      first[env] = step;
    }
  }

  private static void move(float[] values, int from, int to, int count, int width) {
    System.arraycopy(values, from * width, values, to * width, count * width);
  }

  /** Returns what steps that wait allocate. */
  static double bytes(double steps, int actionSize, double stateSize) {
    return NStepQueue.bytes(steps, actionSize) + steps * stateSize * Float.BYTES;
  }

  /** Hands over what waits, of which a ring holds the observations. */
  void state(State state, ObservationRing observations) throws IOException {
    state.of(states);
    state.of(actions);
    state.of(rows);
    state.of(rewards);
    state.of(steps);
    state.of(first);
    state.of(next);
    for (int env = 0; env < steps.length; env++) {
      if (first[env] < 0 || steps[env] < first[env] || steps[env] - first[env] >= most) {
        throw new IOException(
            "The state holds the steps from %s to before %s of an episode, but at most %s can wait."
                .formatted(first[env], steps[env], most - 1));
      }
      if (next[env] < 0
          || next[env] > steps[env]
          || steps[env] - next[env] >= length - 1 + n
          || first[env] != Math.max(0, next[env] - burnIn)) {
        throw new IOException(
            "The state holds the steps from %s to before %s of an episode for a sequence that learns from step %s on."
                .formatted(first[env], steps[env], next[env]));
      }
      for (int step = first[env]; step < steps[env]; step++) {
        observations.require(rows[slot(env, step)]);
      }
    }
  }
}
