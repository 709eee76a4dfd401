package io.rein4j.agent.pg;

import io.rein4j.math.PackedSequences;

/**
 * Some transitions of a rollout, as rows; where recurrent networks learn from them, the rows of
 * whole sequences.
 */
final class Minibatch {

  private static final double ADVANTAGE_EPSILON = 1e-8;

  private final boolean normalizeAdvantages;
  private float[] observations = {};
  private boolean[] masks = {};
  private float[] actions = {};
  private float[] logProbabilities = {};
  private float[] values = {};
  private float[] advantages = {};
  private float[] returns = {};
  private int size;

  /** The index of each row's transition. */
  private int[] transitions = {};

  private final PackedSequences sequences = new PackedSequences();
  private float[][] states = {};

  /**
   * Makes an empty minibatch.
   *
   * @param normalizeAdvantages whether the advantages of each are brought to mean 0 and deviation 1
   */
  Minibatch(boolean normalizeAdvantages) {
    this.normalizeAdvantages = normalizeAdvantages;
  }

  /** Takes some of the rollout's units, from {@code from} on in their order. */
  void gather(Rollout rollout, int from, int units) {
    RolloutSequences of = rollout.sequences();
    size = of == null ? units : of.pack(from, units, sequences);
    reserve(rollout, size);
    if (of == null) {
      System.arraycopy(rollout.order, from, transitions, 0, size);
    } else {
      takeSequences(rollout, of, from, units);
    }
    int observationSize = rollout.observationSize;
    int actionSize = rollout.actionSize;
    int maskSize = rollout.maskSize;
    for (int row = 0; row < size; row++) {
      int at = transitions[row];
      copy(rollout.observations, at, observations, row, observationSize);
      copy(rollout.actions, at, actions, row, actionSize);
      System.arraycopy(rollout.masks, at * maskSize, masks, row * maskSize, maskSize);
      logProbabilities[row] = rollout.logProbabilities[at];
      values[row] = rollout.values[at];
      advantages[row] = rollout.advantages[at];
      returns[row] = rollout.returns[at];
    }
    if (normalizeAdvantages && size > 1) {
      normalizeAdvantages();
    }
  }

  /** Finds the transitions and states of sequences that are packed already. */
  private void takeSequences(Rollout rollout, RolloutSequences of, int from, int count) {
    for (int i = 0; i < count; i++) {
      int at = of.firstTransition(from + i);
      int length = of.lengthOf(from + i);
      for (int step = 0; step < length; step++) {
        int row = sequences.row(i, step);
        transitions[row] = at;
        if (rollout.startsEpisode(at)) {
          sequences.start(row);
        }
        at += rollout.environments;
      }
    }
    if (states.length == 0) {
      states = new float[of.networks()][0];
    }
    for (int i = 0; i < states.length; i++) {
      int floats = count * of.stateSize(i);
      if (states[i].length < floats) {
        states[i] = new float[floats];
      }
    }
    of.copyStates(from, count, states);
  }

  private void reserve(Rollout rollout, int size) {
    if (advantages.length < size) {
      observations = new float[size * rollout.observationSize];
      masks = new boolean[size * rollout.maskSize];
      actions = new float[size * rollout.actionSize];
      logProbabilities = new float[size];
      values = new float[size];
      advantages = new float[size];
      returns = new float[size];
      transitions = new int[size];
    }
  }

  private static void copy(float[] source, int from, float[] target, int to, int width) {
    int sourceStart = from * width;
    int targetStart = to * width;
    for (int i = 0; i < width; i++) {
      target[targetStart + i] = source[sourceStart + i];
    }
  }

  private void normalizeAdvantages() {
    double sum = 0;
    for (int row = 0; row < size; row++) {
      sum += advantages[row];
    }
    double mean = sum / size;
    double squares = 0;
    for (int row = 0; row < size; row++) {
      double deviation = advantages[row] - mean;
      squares += deviation * deviation;
    }
    double scale = 1 / (Math.sqrt(squares / (size - 1)) + ADVANTAGE_EPSILON);
    for (int row = 0; row < size; row++) {
      advantages[row] = (float) ((advantages[row] - mean) * scale);
    }
  }

  int size() {
    return size;
  }

  float[] observations() {
    return observations;
  }

  /** Returns the actions that were taken, as the policy knows them. */
  float[] actions() {
    return actions;
  }

  /** Returns a row of booleans for each row, which actions made sense; empty without masks. */
  boolean[] masks() {
    return masks;
  }

  /** Returns the log probabilities of the actions when they were taken. */
  float[] logProbabilities() {
    return logProbabilities;
  }

  /** Returns the critic's values when the actions were taken. */
  float[] values() {
    return values;
  }

  /** Returns how the rows are sequences, where recurrent networks learn from them. */
  PackedSequences sequences() {
    return sequences;
  }

  /** Returns for each recurrent network the state before each sequence. */
  float[][] states() {
    return states;
  }

  float[] advantages() {
    return advantages;
  }

  float[] returns() {
    return returns;
  }
}
