package io.rein4j.env.toytext;

import io.rein4j.env.RgbImage;

/** The pictures of a task whose rules are a table. */
@FunctionalInterface
interface TabularPicture {

  double FRAMES_PER_SECOND = 4;

  /** No move yet. */
  int NO_MOVE = -1;

  /**
   * Draws a state.
   *
   * @param state the state
   * @param move the last action below 4, all of which are moves; {@link #NO_MOVE} if there is none
   */
  RgbImage of(int state, int move);
}
