package io.rein4j.env.gym;

import io.rein4j.env.EpisodeSeeds;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;

/** The record that an episode is replayed from: its reset's seed and its actions so far. */
final class EpisodeLog implements Stateful {

  private final int actionSize;
  private final float[] lastObservation;
  private long seed = EpisodeSeeds.UNSEEDED;
  private int steps;
  private float[] actions = {};

  EpisodeLog(int observationSize, int actionSize) {
    this.actionSize = actionSize;
    this.lastObservation = new float[observationSize];
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
        int doubled = Math.multiplyExact(actions.length, 2);
        actions = Arrays.copyOf(actions, Math.max(64 * actionSize, doubled));
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

  @Override
  public void state(State state) throws IOException {
    seed = state.of(seed);
    steps = state.of(steps);
    if (steps < 0 || (long) steps * actionSize > Integer.MAX_VALUE) {
      throw new IOException("The state holds an episode of %s steps.".formatted(steps));
    }
    if (seed != EpisodeSeeds.UNSEEDED) {
      actions = state.renewed(actions, steps * actionSize);
    }
    state.of(lastObservation);
  }
}
