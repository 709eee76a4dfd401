package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.random.RandomGenerator;

/** The plan of an {@link LstmNetwork} with another network behind its layer. */
record LstmPlan(String prefix, int inputs, LstmSettings settings, ChainablePlan behind)
    implements RecurrentPlan {

  @Override
  public void declare(ParameterLayout.Builder layout) {
    Lstm.declare(layout, name(), inputs, settings.units());
    behind.declare(layout);
  }

  @Override
  public LstmNetwork build(Parameters parameters) {
    return new LstmNetwork(parameters, layer(parameters), behind.build(parameters));
  }

  @Override
  public void initialize(
      Parameters parameters, RandomGenerator random, double hiddenGain, double outputGain) {
    layer(parameters).initialize(random);
    behind.initialize(parameters, random, hiddenGain, outputGain);
  }

  private Lstm layer(Parameters parameters) {
    return new Lstm(parameters, name(), inputs, settings.units());
  }

  private String name() {
    return prefix + "/lstm";
  }
}
