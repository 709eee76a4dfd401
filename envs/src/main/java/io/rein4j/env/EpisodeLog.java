package io.rein4j.env;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;

/**
 * The record that an episode is replayed from: its reset's seed and its actions so far. It is the
 * state of environments that cannot copy their own.
 */
public final class EpisodeLog implements Stateful {

  /** An environment in which an episode is played again. */
  public interface Player {

    /**
     * Resets the environment.
     *
     * @param seed where its randomness starts
     * @param observation receives the first observation, from index 0 on
     * @return whether it took the seed
     * @throws IOException if it fails
     */
    boolean reset(long seed, float[] observation) throws IOException;

    /**
     * Takes a step, and resets an environment whose episode goes on behind it.
     *
     * @param actions an array with the action
     * @param offset where the action begins
     * @param observation receives the observation, from index 0 on
     * @return whether the episode has ended
     * @throws IOException if it fails
     */
    boolean step(float[] actions, int offset, float[] observation) throws IOException;
  }

  private final int actionSize;
  private final float[] lastObservation;
  private long seed = EpisodeSeeds.UNSEEDED;
  private int steps;
  private float[] actions = {};

  /**
   * Makes a record without an episode.
   *
   * @param observationSize floats of an observation
   * @param actionSize floats of an action
   */
  public EpisodeLog(int observationSize, int actionSize) {
    this.actionSize = actionSize;
    this.lastObservation = new float[observationSize];
  }

  /**
   * Takes in a reset.
   *
   * @param resetSeed its seed, or {@link EpisodeSeeds#UNSEEDED}
   * @param observation an array with the first observation
   * @param offset where it begins
   */
  public void begin(long resetSeed, float[] observation, int offset) {
    seed = resetSeed;
    steps = 0;
    System.arraycopy(observation, offset, lastObservation, 0, lastObservation.length);
  }

  /**
   * Takes in a reset that went on with the episode ({@link Env#goesOn}).
   *
   * @param observation an array with what it shows
   * @param offset where that begins
   */
  public void goOn(float[] observation, int offset) {
    System.arraycopy(observation, offset, lastObservation, 0, lastObservation.length);
  }

  /**
   * Takes in a step.
   *
   * @param action an array with the action
   * @param actionOffset where it begins
   * @param observation an array with the observation that followed
   * @param observationOffset where it begins
   */
  public void add(float[] action, int actionOffset, float[] observation, int observationOffset) {
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

  /**
   * Copies the last observation.
   *
   * @param observation receives it
   * @param offset where it begins there
   */
  public void copyLastObservation(float[] observation, int offset) {
    System.arraycopy(lastObservation, 0, observation, offset, lastObservation.length);
  }

  /** {@return the steps of the episode so far} */
  public int steps() {
    return steps;
  }

  /**
   * Brings the episode about again.
   *
   * @param player where
   * @return a sentence that says why that failed, or an empty text
   * @throws IOException if the environment fails
   */
  public String replay(Player player) throws IOException {
    if (seed == EpisodeSeeds.UNSEEDED) {
      return "its reset could not be seeded.";
    }
    float[] observation = new float[lastObservation.length];
    if (!player.reset(seed, observation)) {
      return "its reset cannot be seeded any more.";
    }
    for (int step = 0; step < steps; step++) {
      if (player.step(actions, step * actionSize, observation)) {
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
