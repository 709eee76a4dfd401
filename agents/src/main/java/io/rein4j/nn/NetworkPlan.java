package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.random.RandomGenerator;

/**
 * A network before it has parameters: it first declares its blocks, so that several networks may
 * share one {@link Parameters}, and is then built on the finished layout.
 */
public interface NetworkPlan {

  /**
   * Adds the network's blocks to a layout.
   *
   * @param layout receives them
   */
  void declare(ParameterLayout.Builder layout);

  /**
   * {@return a network on its blocks of the parameters, which stay as they are}
   *
   * @param parameters their layout holds what {@link #declare} added
   */
  Network build(Parameters parameters);

  /**
   * Writes the parameters that training starts from.
   *
   * @param parameters receives them
   * @param random the source of randomness
   * @param hiddenGain factor of the hidden layers' weights, where the initialization has one
   * @param outputGain factor of the last layer's weights, where the initialization has one
   */
  void initialize(
      Parameters parameters, RandomGenerator random, double hiddenGain, double outputGain);
}
