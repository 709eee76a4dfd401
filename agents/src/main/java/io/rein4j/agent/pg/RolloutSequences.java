package io.rein4j.agent.pg;

import io.rein4j.math.PackedSequences;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * The pieces of a rollout that recurrent networks learn from as sequences, and the networks' states
 * before them: piece {@code k} of environment {@code i} is sequence {@code k × environments + i}.
 */
final class RolloutSequences {

  private final int environments;
  private final int length;
  private final int[] stateSizes;

  /** For each network, the state before each sequence. */
  private final float[][] states;

  /** The sequences to learn from, in any order, {@link #count} of them. */
  private int[] order = {};

  /** How long each sequence is. */
  private int[] lengths = {};

  private int count;

  /** The number of steps of the environment that has most to learn from. */
  private int steps;

  private int[] packedLengths = {};

  /**
   * Makes no sequences.
   *
   * @param length steps of a piece at most
   * @param stateSizes floats of a state of each network
   */
  RolloutSequences(int environments, int length, int... stateSizes) {
    this.environments = environments;
    this.length = length;
    this.stateSizes = stateSizes.clone();
    this.states = new float[stateSizes.length][0];
  }

  /** Keeps the states before a step, if a piece begins with it. */
  void keepStates(int position, float[][] acting) {
    if (position % length == 0) {
      int first = position / length * environments;
      reserveStates(first + environments);
      for (int i = 0; i < states.length; i++) {
        int size = stateSizes[i];
        System.arraycopy(acting[i], 0, states[i], first * size, environments * size);
      }
    }
  }

  private void reserveStates(int sequences) {
    for (int i = 0; i < states.length; i++) {
      int floats = Math.multiplyExact(sequences, stateSizes[i]);
      if (states[i].length < floats) {
        states[i] = Arrays.copyOf(states[i], Math.max(floats, 2 * states[i].length));
      }
    }
  }

  /**
   * Lists the sequences to learn from.
   *
   * @param usableSteps the number of each environment's first steps that there is something to
   *     learn from
   */
  void list(int[] usableSteps) {
    steps = 0;
    for (int usable : usableSteps) {
      steps = Math.max(steps, usable);
    }
    int most = pieces(steps) * environments;
    if (order.length < most) {
      order = new int[most];
      lengths = new int[most];
    }
    count = 0;
    for (int sequence = 0; sequence < most; sequence++) {
      int start = sequence / environments * length;
      lengths[sequence] = Math.min(length, usableSteps[sequence % environments] - start);
      if (lengths[sequence] > 0) {
        order[count++] = sequence;
      }
    }
  }

  private int pieces(int steps) {
    return steps == 0 ? 0 : (steps - 1) / length + 1;
  }

  int count() {
    return count;
  }

  int[] order() {
    return order;
  }

  /** Returns how many sequences have a number of transitions, at least one. */
  int ofTransitions(int transitions) {
    return Math.max(1, transitions / Math.min(length, steps));
  }

  /**
   * Packs some sequences.
   *
   * @param from the first in the order
   * @param sequences how many
   * @param packed receives them
   * @return the number of rows
   */
  int pack(int from, int sequences, PackedSequences packed) {
    sortByLength(from, from + sequences);
    if (packedLengths.length < sequences) {
      packedLengths = new int[sequences];
    }
    for (int i = 0; i < sequences; i++) {
      packedLengths[i] = lengths[order[from + i]];
    }
    packed.pack(packedLengths, sequences, 0);
    return packed.rows();
  }

  /**
   * Sorts a part of the order from the longest to the shortest, those of equal length as before.
   */
  private void sortByLength(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int sequence = order[i];
      int at = i;
      for (; at > from && lengths[order[at - 1]] < lengths[sequence]; at--) {
        order[at] = order[at - 1];
      }
      order[at] = sequence;
    }
  }

  /** Returns the length of one in the order. */
  int lengthOf(int index) {
    return lengths[order[index]];
  }

  /** Returns the index of the first transition of one in the order. */
  int firstTransition(int index) {
    int sequence = order[index];
    return sequence / environments * length * environments + sequence % environments;
  }

  /** Copies the states before some sequences in the order, as rows. */
  void copyStates(int from, int sequences, float[][] target) {
    for (int i = 0; i < states.length; i++) {
      int size = stateSizes[i];
      for (int row = 0; row < sequences; row++) {
        System.arraycopy(states[i], order[from + row] * size, target[i], row * size, size);
      }
    }
  }

  /** Returns the number of networks that have states. */
  int networks() {
    return stateSizes.length;
  }

  /** Returns the number of floats of a state of a network. */
  int stateSize(int network) {
    return stateSizes[network];
  }

  /** Hands over the states of the pieces that have begun before a step. */
  void state(State state, int position) throws IOException {
    int sequences = pieces(position) * environments;
    for (int i = 0; i < states.length; i++) {
      long floats = (long) sequences * stateSizes[i];
      if (floats > Integer.MAX_VALUE) {
        throw new IOException(
            "The state holds what a network remembered before each of %s sequences, which no array can hold."
                .formatted(sequences));
      }
      states[i] = state.renewed(states[i], (int) floats);
    }
  }
}
