package io.rein4j.env.toytext;

import java.util.List;

/**
 * A grid of 4 × 12 to be crossed along a cliff, from the lower left corner to the lower right one;
 * up is 0, right 1, down 2, left 3 (Sutton and Barto, "Reinforcement Learning", example 6.6).
 *
 * <p>A step costs 1; a step over the cliff, which is the rest of the lowest row, costs 100 and
 * leads back to the start. On slippery ground a step goes straight or to either side with a
 * probability of 1/3 each.
 */
final class CliffWalking {

  private static final int ROWS = 4;
  private static final int COLUMNS = 12;
  private static final int START = (ROWS - 1) * COLUMNS;
  private static final int GOAL = ROWS * COLUMNS - 1;
  private static final int ACTIONS = 4;
  private static final int[] DOWNWARDS = {-1, 0, 1, 0};
  private static final int[] RIGHTWARDS = {0, 1, 0, -1};

  private CliffWalking() {}

  static TransitionTable table(boolean slippery) {
    double[] starts = new double[ROWS * COLUMNS];
    starts[START] = 1;
    return new TransitionTable(
        ACTIONS,
        starts,
        (state, action) ->
            slippery
                ? List.of(
                    arrival(1.0 / 3, state, (action + ACTIONS - 1) % ACTIONS),
                    arrival(1.0 / 3, state, action),
                    arrival(1.0 / 3, state, (action + 1) % ACTIONS))
                : List.of(arrival(1, state, action)));
  }

  private static Outcome arrival(double probability, int state, int direction) {
    int row = Math.max(0, Math.min(ROWS - 1, state / COLUMNS + DOWNWARDS[direction]));
    int column = Math.max(0, Math.min(COLUMNS - 1, state % COLUMNS + RIGHTWARDS[direction]));
    int next = row * COLUMNS + column;
    return next > START && next < GOAL
        ? new Outcome(probability, START, -100, false)
        : new Outcome(probability, next, -1, next == GOAL);
  }
}
