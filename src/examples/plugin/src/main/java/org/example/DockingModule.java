package org.example;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.clip.ClippingRule;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.wrap.Wrapper;

/**
 * The module of the plugin, which its file {@code META-INF/services/io.rein4j.catalog.Rein4jModule}
 * names: it says what the plugin adds to Rein4J.
 */
public final class DockingModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog
        .add(
            EnvSpec.class,
            EnvSpec.of("Docking-v0", options -> new TaskEnv(new Docking()))
                .withMaxEpisodeSteps(200)
                .withScores(-183, -15.6)) // the mean returns of random actions and of the best
        .types(ClippingRule.class, EmaNorm.class)
        .types(Wrapper.class, DistanceShaping.class);
  }
}
