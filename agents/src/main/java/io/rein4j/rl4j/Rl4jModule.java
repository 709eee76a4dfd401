package io.rein4j.rl4j;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;

/** The module of RL4J's own learners. */
public final class Rl4jModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog.types(LearnerSettings.class, Rl4jA3cSettings.class, Rl4jDoubleDqnSettings.class);
  }
}
