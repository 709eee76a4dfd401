package io.rein4j.env.gym;

import io.rein4j.env.EpisodeSeeds;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The record that an episode is replayed from: its reset's seed and its actions so far. */
final class EpisodeLog {

  private final int actionSize;
  private final float[] lastObservation;
  private long seed = EpisodeSeeds.UNSEEDED;
  private int steps;
  private float[] actions;

  EpisodeLog(int observationSize, int actionSize) {
    this.actionSize = actionSize;
    this.lastObservation = new float[observationSize];
    this.actions = new float[64 * actionSize];
  }

  void begin(long resetSeed, float[] observation, int offset) {
    seed = resetSeed;
    steps = 0;
    System.arraycopy(observation, offset, lastObservation, 0, lastObservation.length);
  }

  void add(float[] action, int actionOffset, float[] observation, int observationOffset) {
    // Without a seed there is nothing to replay.
    if (seed != EpisodeSeeds.UNSEEDED) {
      int from = Math.multiplyExact(steps, actionSize);
      if (from + actionSize > actions.length) {
        actions = Arrays.copyOf(actions, Math.multiplyExact(actions.length, 2));
      }
      System.arraycopy(action, actionOffset, actions, from, actionSize);
    }
    steps++;
    System.arraycopy(observation, observationOffset, lastObservation, 0, lastObservation.length);
  }

  void copyLastObservation(float[] observation, int offset) {
    System.arraycopy(lastObservation, 0, observation, offset, lastObservation.length);
  }

  int steps() {
    return steps;
  }

  /**
   * Brings the episode about again.
   *
   * @return a sentence that says why that failed, or an empty text
   */
  String replay(RemoteEnv remote) throws IOException {
    if (seed == EpisodeSeeds.UNSEEDED) {
      return "its reset could not be seeded.";
    }
    float[] observation = new float[lastObservation.length];
    Outcome outcome = new Outcome();
    if (!remote.reset(seed, observation, 0)) {
      return "its reset cannot be seeded any more.";
    }
    for (int step = 0; step < steps; step++) {
      remote.step(actions, step * actionSize, observation, 0, outcome);
      if (outcome.terminated || outcome.truncated) {
        return "replayed from its seed, it ended after %s of %s steps.".formatted(step + 1, steps);
      }
    }
    return Arrays.equals(observation, lastObservation)
        ? ""
        : "replayed from its seed over %s steps, it does not lead to the observation that was seen."
            .formatted(steps);
  }

  void writeState(DataOutput out) throws IOException {
    out.writeLong(seed);
    out.writeInt(steps);
    if (seed != EpisodeSeeds.UNSEEDED) {
      for (int i = 0; i < steps * actionSize; i++) {
        out.writeFloat(actions[i]);
      }
    }
    for (float value : lastObservation) {
      out.writeFloat(value);
    }
  }

  void readState(DataInput in) throws IOException {
    seed = in.readLong();
    steps = in.readInt();
    if (steps < 0 || (long) steps * actionSize > Integer.MAX_VALUE) {
      throw new IOException("The state holds an episode of %s steps.".formatted(steps));
    }
    if (seed != EpisodeSeeds.UNSEEDED) {
      int count = steps * actionSize;
      for (int i = 0; i < count; i++) {
        if (i == actions.length) {
          actions = Arrays.copyOf(actions, (int) Math.min(count, 2L * actions.length));
        }
        actions[i] = in.readFloat();
      }
    }
    for (int i = 0; i < lastObservation.length; i++) {
      lastObservation[i] = in.readFloat();
    }
  }
}
