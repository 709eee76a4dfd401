package io.rein4j.nn;

import java.util.List;

/** The settings of a network, and the way to get one between given inputs and outputs. */
public interface NetworkSettings {

  /**
   * {@return the plan of a network}
   *
   * @param prefix the part of the block names before the layer, for instance {@code q}
   * @param inputShape the dimensions of one row of inputs; none means a single number
   * @param outputs floats of one row of outputs, ≥ 1
   * @throws IllegalArgumentException if the network does not fit these inputs and outputs
   */
  NetworkPlan plan(String prefix, List<Integer> inputShape, int outputs);

  /** {@return whether learning leaves out some of what layers give} */
  default boolean hasDropout() {
    return false;
  }

  /** {@return the settings of the network that tells values, where these are a policy's} */
  default NetworkSettings forValues() {
    return this;
  }
}
