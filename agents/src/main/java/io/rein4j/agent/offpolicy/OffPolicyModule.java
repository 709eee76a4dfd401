package io.rein4j.agent.offpolicy;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;

/** The module of the agents that learn continuous actions from a replay memory. */
public final class OffPolicyModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog
        .types(LearnerSettings.class, SacSettings.class, Td3Settings.class)
        .types(ActionNoise.class, NormalNoise.class, OrnsteinUhlenbeckNoise.class);
  }
}
