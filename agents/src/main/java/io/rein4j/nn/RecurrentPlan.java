package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.random.RandomGenerator;

/** A {@link RecurrentNetwork} before it has parameters, as {@link NetworkPlan} is for others. */
public interface RecurrentPlan {

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
  RecurrentNetwork build(Parameters parameters);

  /**
   * Writes the parameters that training starts from.
   *
   * @param parameters receives them
   * @param random the source of randomness
   * @param hiddenGain factor of the hidden layers' weights, where the initialization has one; not
   *     of the recurrent layer's
   * @param outputGain factor of the last layer's weights, where the initialization has one
   */
  void initialize(
      Parameters parameters, RandomGenerator random, double hiddenGain, double outputGain);
}
