package io.rein4j.agent.dqn;

import io.rein4j.settings.Setting;

/**
 * The settings of noisy networks (Fortunato et al. 2018): every weight and bias of its fully
 * connected layers is drawn anew for each action and each update, from a normal distribution whose
 * mean and deviation are learned, so that the network itself explores.
 *
 * @param sigma σ₀: deviations are initially σ₀/√inputs; ≥ 0
 */
public record NoisySettings(double sigma) {

  /** The paper's, for factorised noise. */
  public static final NoisySettings DEFAULTS = new NoisySettings(0.5);

  public NoisySettings {
    new Setting("sigma").notNegativeFloat(sigma);
  }
}
