package io.rein4j.nn;

/** The plan of a {@link ChainableNetwork}. */
interface ChainablePlan extends NetworkPlan {

  @Override
  ChainableNetwork build(Parameters parameters);
}
