package io.rein4j.env.wrap;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;

/** The module of Rein4J's wrappers. */
public final class Wrappers implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog.types(
        Wrapper.class,
        ActionRepeat.class,
        FrameStack.class,
        ObservationMask.class,
        ObservationNormalization.class,
        RewardClip.class,
        RewardSign.class,
        RewardNoise.class,
        RewardNormalization.class,
        RewardScale.class,
        StickyActions.class,
        TimeLimit.class);
  }
}
