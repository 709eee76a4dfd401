package io.rein4j.agent.pg;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;

/** The module of the policy-gradient agents. */
public final class PolicyGradientModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog
        .types(LearnerSettings.class, A2cSettings.class, PpoSettings.class, ReinforceSettings.class)
        .types(ValueDistribution.class, HlGaussValues.class);
  }
}
