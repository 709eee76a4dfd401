package io.rein4j.nn;

import io.rein4j.settings.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of a network, and the way to get one between given inputs and outputs. */
@Kind("network")
public interface NetworkSettings {

  /**
   * {@return a network, before it is bound to parameters}
   *
   * @param prefix the part of the block names before the layer, for instance {@code q}
   * @param inputShape the dimensions of one row of inputs; none means a single number
   * @param outputs floats of one row of outputs, ≥ 1
   * @param outputGain factor of the last layer's weights, where the initialization has one
   * @throws IllegalArgumentException if the network does not fit these inputs and outputs
   */
  Sequential network(String prefix, List<Integer> inputShape, int outputs, double outputGain);

  /**
   * {@return the settings of the layers before the last, where they are given one by one, so that
   * several heads can stand behind them; empty where the network is one piece}
   */
  default Optional<HiddenStack> hiddenStack() {
    return Optional.empty();
  }

  /** {@return what inputs are divided by before the first layer} */
  default double inputScale() {
    return 1;
  }

  /** {@return whether learning leaves out some of what layers give} */
  default boolean hasDropout() {
    return hiddenStack().map(HiddenStack::hasDropout).orElse(false)
        || (criticKey().isPresent() && forValues().hasDropout());
  }

  /** {@return whether some layer needs an image, as a convolution does} */
  default boolean needsImages() {
    return hiddenStack().map(HiddenStack::needsImages).orElse(false)
        || (criticKey().isPresent() && forValues().needsImages());
  }

  /** {@return whether the network carries a state from step to step} */
  default boolean recurrent() {
    return stateSize() > 0 || (criticKey().isPresent() && forValues().recurrent());
  }

  /**
   * {@return the number of floats that the network carries from step to step, as a double, which
   * does not overflow}
   */
  default double stateSize() {
    return hiddenStack().map(HiddenStack::stateSize).orElse(0.0);
  }

  /**
   * {@return steps of an environment that a recurrent network learns from in one piece; empty if as
   * many as the agent collects, or if the network is not recurrent}
   */
  default OptionalInt sequenceLength() {
    return hiddenStack()
        .map(stack -> HiddenStack.sequenceLengths(stack.layers()).findFirst())
        .orElse(OptionalInt.empty());
  }

  /** {@return the key that gives the critic layers of its own, if it does} */
  default Optional<String> criticKey() {
    return Optional.empty();
  }

  /** {@return the settings of the critic's network, where these are a policy's} */
  default NetworkSettings forValues() {
    return this;
  }
}
