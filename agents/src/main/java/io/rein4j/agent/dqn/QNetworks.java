package io.rein4j.agent.dqn;

import io.rein4j.math.VectorMath;
import io.rein4j.nn.Network;

/**
 * The networks of a deep Q-network.
 *
 * @param online the one that learns
 * @param target the one that values what comes next
 * @param head tells what their outputs mean
 * @param actions how many there are to choose from
 * @param doubleQ whether the online network chooses the action that the target network values
 */
record QNetworks(Network online, Network target, ValueHead head, int actions, boolean doubleQ) {

  /** {@return the number of floats of one row of outputs} */
  int outputSize() {
    return online.outputSize();
  }

  /**
   * Chooses the action with the largest value in each row.
   *
   * @param outputs rows of one network's outputs
   * @param masks rows of which actions make sense, from among which it is chosen; empty if all do
   * @param chosen receives an action a row
   */
  void chooseBest(float[] outputs, int rows, boolean[] masks, int[] chosen) {
    float[] values = head.values(outputs, rows);
    for (int row = 0; row < rows; row++) {
      chosen[row] = best(values, row, actions, masks);
    }
  }

  /**
   * {@return the action with the largest value in a row}
   *
   * @param masks rows of which actions make sense; empty if all do
   */
  static int best(float[] values, int row, int actions, boolean[] masks) {
    return masks.length == 0
        ? VectorMath.argMax(values, row * actions, actions)
        : VectorMath.argMax(values, row * actions, actions, masks, row * actions);
  }
}
