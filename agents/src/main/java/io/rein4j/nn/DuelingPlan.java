package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.random.RandomGenerator;

/**
 * The plan of a {@link DuelingNetwork}.
 *
 * @param inputs floats of one row of inputs, ≥ 1
 * @param trunk the shared layers, which may be none
 * @param streams the hidden layers of each stream, which may be none
 * @param actions number of actions, ≥ 1
 * @param perAction outputs of each action, ≥ 1
 */
public record DuelingPlan(
    int inputs, MlpSettings trunk, MlpSettings streams, int actions, int perAction)
    implements ChainablePlan {

  /** The group of the parameters that the streams share. */
  public static final String SHARED = "shared";

  @Override
  public void declare(ParameterLayout.Builder layout) {
    DuelingNetwork.declare(layout, inputs, trunk, streams, actions, perAction);
  }

  @Override
  public DuelingNetwork build(Parameters parameters) {
    return new DuelingNetwork(parameters, inputs, trunk, streams, actions, perAction);
  }

  @Override
  public void initialize(
      Parameters parameters, RandomGenerator random, double hiddenGain, double outputGain) {
    build(parameters).initialize(random, hiddenGain, outputGain);
  }
}
