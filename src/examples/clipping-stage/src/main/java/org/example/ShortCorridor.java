package org.example;

/**
 * The short corridor with switched actions (Sutton and Barto, "Reinforcement Learning", 2018,
 * example 13.1): three states in a row and a goal behind them. In the second state, going right
 * leads left and going left leads right. The agent cannot tell the states apart, so the best it can
 * do is to go right with a probability of 0.59, which returns −11.6.
 */
final class ShortCorridor {

  static final int LEFT = 0;
  static final int RIGHT = 1;

  private static final int SWITCHED = 1;
  private static final int GOAL = 3;

  private int state;

  /** Starts an episode. */
  void reset() {
    state = 0;
  }

  /** Takes one step, and returns its reward: −1, whatever it leads to. */
  double step(int action) {
    boolean right = (action == RIGHT) != (state == SWITCHED);
    state = right ? state + 1 : Math.max(0, state - 1);
    return -1;
  }

  /** Returns whether the goal is reached. */
  boolean terminated() {
    return state == GOAL;
  }
}
