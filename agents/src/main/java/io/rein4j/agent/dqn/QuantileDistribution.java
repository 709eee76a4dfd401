package io.rein4j.agent.dqn;

import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * A distribution of returns by its quantiles, as QR-DQN learns it (Dabney et al. 2018).
 *
 * @param quantiles the number of quantiles, at evenly spaced levels; ≥ 1
 */
@TypeName("quantile")
public record QuantileDistribution(int quantiles) implements ReturnDistribution {

  /** The paper's 200 quantiles. */
  public static final QuantileDistribution DEFAULTS = new QuantileDistribution(200);

  public QuantileDistribution {
    new Setting("quantiles").atLeast(1, quantiles);
  }
}
