package io.rein4j.documents;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.clip.ClippingRule;
import io.rein4j.env.EnvSpec;

/** The module of the documents' plugin. */
public final class OvenModule implements Rein4jModule {
  @Override
  public void register(Catalog catalog) {
    catalog
        .add(EnvSpec.class, EnvSpec.of("Oven-v0", options -> new OvenEnv()).withMaxEpisodeSteps(50))
        .types(ClippingRule.class, SoftClip.class);
  }
}
