package io.rein4j.env.gym;

import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** An environment that lives elsewhere, on a server or in another process. */
interface RemoteEnv {

  Space observationSpace();

  Space actionSpace();

  /** Returns the step after which the environment truncates an episode, if it is known. */
  OptionalInt maxEpisodeSteps();

  /**
   * Returns how many observations the environment itself stacks to one, if it tells that it does.
   */
  OptionalInt frameStack();

  /** Returns whether it tells which actions make sense next. */
  boolean hasActionMask();

  /** Copies which actions make sense behind the last reset or step. */
  void copyActionMask(boolean[] allowed, int offset);

  /**
   * Starts an episode; makes the environment again if it is lost.
   *
   * @param seed 0 or larger, or {@link io.rein4j.env.EpisodeSeeds#UNSEEDED}
   * @return whether a seed was taken
   * @throws LostException if the environment was lost meanwhile; the next call makes it again
   */
  boolean reset(long seed, float[] observation, int offset) throws IOException;

  /**
   * Takes a step with an action that is in its space.
   *
   * @throws LostException if the environment is lost, or whether it took the step is unknown
   */
  void step(
      float[] action, int actionOffset, float[] observation, int observationOffset, Outcome outcome)
      throws IOException;

  /**
   * Makes sure that the environment can be drawn.
   *
   * @throws IllegalArgumentException if the other side knows no pictures
   */
  void requirePictures();

  /** Returns how many steps a second of the environment's own time has, if it tells. */
  OptionalDouble framesPerSecond();

  /**
   * Draws the environment.
   *
   * @throws LostException if the environment is lost
   */
  RgbImage render() throws IOException;

  /** Frees the environment; its host does so as well when it is closed. */
  void close() throws IOException;
}
