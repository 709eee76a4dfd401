package io.rein4j.env.wrap;

import java.util.Map;

/** The kinds of wrapper by name. */
public final class Wrappers {

  /** The settings record of each kind of wrapper, by its {@code type} in a config. */
  public static final Map<String, Class<? extends Wrapper>> TYPES =
      Map.of(
          "reward-noise", RewardNoise.class,
          "time-limit", TimeLimit.class);

  private Wrappers() {}
}
