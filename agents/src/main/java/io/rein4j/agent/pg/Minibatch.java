package io.rein4j.agent.pg;

/** Some transitions of a rollout, as rows. */
final class Minibatch {

  private static final double ADVANTAGE_EPSILON = 1e-8;

  private final boolean normalizeAdvantages;
  private float[] observations = {};
  private float[] actions = {};
  private float[] logProbabilities = {};
  private float[] values = {};
  private float[] advantages = {};
  private float[] returns = {};
  private int size;

  /**
   * Makes an empty minibatch.
   *
   * @param normalizeAdvantages whether the advantages of each are brought to mean 0 and deviation 1
   */
  Minibatch(boolean normalizeAdvantages) {
    this.normalizeAdvantages = normalizeAdvantages;
  }

  /** Takes the transitions from {@code from} on in the rollout's order. */
  void gather(Rollout rollout, int from, int size) {
    reserve(rollout, size);
    this.size = size;
    int observationSize = rollout.observationSize;
    int actionSize = rollout.actionSize;
    for (int row = 0; row < size; row++) {
      int at = rollout.order[from + row];
      copy(rollout.observations, at, observations, row, observationSize);
      copy(rollout.actions, at, actions, row, actionSize);
      logProbabilities[row] = rollout.logProbabilities[at];
      values[row] = rollout.values[at];
      advantages[row] = rollout.advantages[at];
      returns[row] = rollout.returns[at];
    }
    if (normalizeAdvantages && size > 1) {
      normalizeAdvantages();
    }
  }

  private void reserve(Rollout rollout, int size) {
    if (advantages.length < size) {
      observations = new float[size * rollout.observationSize];
      actions = new float[size * rollout.actionSize];
      logProbabilities = new float[size];
      values = new float[size];
      advantages = new float[size];
      returns = new float[size];
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

  /** Returns the log probabilities of the actions when they were taken. */
  float[] logProbabilities() {
    return logProbabilities;
  }

  /** Returns the critic's values when the actions were taken. */
  float[] values() {
    return values;
  }

  float[] advantages() {
    return advantages;
  }

  float[] returns() {
    return returns;
  }
}
