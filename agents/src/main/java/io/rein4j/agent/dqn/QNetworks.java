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
   * @param chosen receives an action a row
   */
  void chooseBest(float[] outputs, int rows, int[] chosen) {
    float[] values = head.values(outputs, rows);
    for (int row = 0; row < rows; row++) {
      chosen[row] = VectorMath.argMax(values, row * actions, actions);
    }
  }
}
