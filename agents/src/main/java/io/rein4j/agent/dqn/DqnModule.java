package io.rein4j.agent.dqn;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;

/** The module of DQN and what it learns of returns. */
public final class DqnModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog
        .types(LearnerSettings.class, DqnSettings.class)
        .types(
            ReturnDistribution.class,
            QuantileDistribution.class,
            CategoricalDistribution.class,
            HlGaussDistribution.class);
  }
}
