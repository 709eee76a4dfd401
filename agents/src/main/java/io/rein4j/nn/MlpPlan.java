package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.random.RandomGenerator;

/** The plan of an {@link Mlp}. */
record MlpPlan(String prefix, int inputs, MlpSettings settings, int outputs)
    implements ChainablePlan {

  @Override
  public void declare(ParameterLayout.Builder layout) {
    Mlp.declare(layout, prefix, inputs, settings, outputs);
  }

  @Override
  public Mlp build(Parameters parameters) {
    return new Mlp(parameters, prefix, inputs, settings, outputs);
  }

  @Override
  public void initialize(
      Parameters parameters, RandomGenerator random, double hiddenGain, double outputGain) {
    build(parameters).initialize(random, hiddenGain, outputGain);
  }
}
