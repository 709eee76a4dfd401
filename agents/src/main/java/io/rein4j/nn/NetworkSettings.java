package io.rein4j.nn;

import java.util.List;
import java.util.OptionalInt;

/** The settings of a network, and the way to get one between given inputs and outputs. */
public interface NetworkSettings {

  /**
   * {@return the plan of a network}
   *
   * @param prefix the part of the block names before the layer, for instance {@code q}
   * @param inputShape the dimensions of one row of inputs; none means a single number
   * @param outputs floats of one row of outputs, ≥ 1
   * @throws IllegalArgumentException if the network is {@linkplain #recurrent() recurrent}, or does
   *     not fit these inputs and outputs
   */
  NetworkPlan plan(String prefix, List<Integer> inputShape, int outputs);

  /** {@return what inputs are divided by before the first layer} */
  default double inputScale() {
    return 1;
  }

  /** {@return whether learning leaves out some of what layers give} */
  default boolean hasDropout() {
    return false;
  }

  /** {@return whether the network carries a state from step to step} */
  default boolean recurrent() {
    return false;
  }

  /**
   * {@return steps of an environment that a recurrent network learns from in one piece; empty if as
   * many as the agent collects, or if the network is not recurrent}
   */
  default OptionalInt sequenceLength() {
    return OptionalInt.empty();
  }

  /**
   * {@return the plan of a recurrent network}
   *
   * @param prefix the part of the block names before the layer, for instance {@code q}
   * @param inputShape the dimensions of one row of inputs; none means a single number
   * @param outputs floats of one row of outputs, ≥ 1
   * @throws IllegalArgumentException if the network is not {@linkplain #recurrent() recurrent}, or
   *     does not fit these inputs and outputs
   */
  default RecurrentPlan recurrentPlan(String prefix, List<Integer> inputShape, int outputs) {
    throw new IllegalArgumentException(
        "A recurrent network needs an 'lstm', but its settings have none.");
  }

  /** {@return the settings of the network that tells values, where these are a policy's} */
  default NetworkSettings forValues() {
    return this;
  }
}
