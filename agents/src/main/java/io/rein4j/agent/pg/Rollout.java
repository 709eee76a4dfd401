package io.rein4j.agent.pg;

import io.rein4j.agent.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the present policy met in a fixed number of steps of several environments: flat arrays in
 * which transition {@code t} of environment {@code i} has index {@code t × environments + i}.
 */
final class Rollout {

  final int length;
  final int environments;
  final int observationSize;
  final float[] observations;
  final int[] actions;
  final float[] logProbabilities;
  final float[] values;
  final float[] advantages;

  /** What the critic learns: advantage + value. */
  final float[] returns;

  private final double[] rewards;

  /** Whether the episode ended with the transition. */
  private final boolean[] ended;

  /** The value behind an episode's end: the final observation's if truncated, 0 if terminated. */
  private final float[] finalValues;

  private int position;

  Rollout(int length, int environments, int observationSize) {
    this.length = length;
    this.environments = environments;
    this.observationSize = observationSize;
    int size = Math.multiplyExact(length, environments);
    this.observations = new float[Math.multiplyExact(size, observationSize)];
    this.actions = new int[size];
    this.logProbabilities = new float[size];
    this.values = new float[size];
    this.advantages = new float[size];
    this.returns = new float[size];
    this.rewards = new double[size];
    this.ended = new boolean[size];
    this.finalValues = new float[size];
  }

  int size() {
    return length * environments;
  }

  boolean isFull() {
    return position == length;
  }

  boolean isEmpty() {
    return position == 0;
  }

  void clear() {
    position = 0;
  }

  /** Returns the index of the present step's transition in the first environment. */
  int row() {
    return position * environments;
  }

  void setOutcome(int env, double reward, boolean ended, float finalValue) {
    int at = row() + env;
    rewards[at] = reward;
    this.ended[at] = ended;
    finalValues[at] = finalValue;
  }

  void advance() {
    position++;
  }

  /**
   * Computes advantages and returns by generalised advantage estimation (Schulman et al. 2016, eq.
   * 16), bootstrapping from the final observation where an episode was truncated.
   *
   * @param lastValues value of each environment's observation after the rollout
   */
  void computeAdvantages(float[] lastValues, double gamma, double lambda) {
    for (int env = 0; env < environments; env++) {
      double advantage = 0;
      for (int t = length - 1; t >= 0; t--) {
        int at = t * environments + env;
        double next;
        if (ended[at]) {
          next = finalValues[at];
          advantage = 0;
        } else {
          next = t == length - 1 ? lastValues[env] : values[at + environments];
        }
        double delta = rewards[at] + gamma * next - values[at];
        advantage = delta + gamma * lambda * advantage;
        advantages[at] = (float) advantage;
        returns[at] = (float) (advantage + values[at]);
      }
    }
  }

  void writeState(DataOutput out) throws IOException {
    out.writeInt(position);
    int rows = row();
    StateIo.write(out, observations, rows * observationSize);
    StateIo.write(out, logProbabilities, rows);
    StateIo.write(out, values, rows);
    StateIo.write(out, finalValues, rows);
    for (int i = 0; i < rows; i++) {
      out.writeInt(actions[i]);
      out.writeDouble(rewards[i]);
      out.writeBoolean(ended[i]);
    }
  }

  void readState(DataInput in) throws IOException {
    position = in.readInt();
    if (position < 0 || position > length) {
      throw new IOException(
          "The state holds a rollout of %d steps where at most %d belong."
              .formatted(position, length));
    }
    int rows = row();
    StateIo.read(in, observations, rows * observationSize);
    StateIo.read(in, logProbabilities, rows);
    StateIo.read(in, values, rows);
    StateIo.read(in, finalValues, rows);
    for (int i = 0; i < rows; i++) {
      actions[i] = in.readInt();
      rewards[i] = in.readDouble();
      ended[i] = in.readBoolean();
    }
  }
}
