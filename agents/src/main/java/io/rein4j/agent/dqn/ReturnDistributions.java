package io.rein4j.agent.dqn;

import java.util.Map;

/** The kinds of distribution of returns by name. */
public final class ReturnDistributions {

  /** The settings record of each kind, by its {@code type} in a config. */
  public static final Map<String, Class<? extends ReturnDistribution>> TYPES =
      Map.of("quantile", QuantileDistribution.class, "categorical", CategoricalDistribution.class);

  private ReturnDistributions() {}
}
