package io.rein4j.agent.offpolicy;

import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * Noise that is drawn anew at every step, from a normal distribution around 0.
 *
 * @param std its standard deviation, where actions lie in [−1, 1]; ≥ 0, and 0 for none
 */
@TypeName("normal")
public record NormalNoise(double std) implements ActionNoise {

  /** That of Fujimoto et al. (2018). */
  public static final NormalNoise DEFAULTS = new NormalNoise(0.1);

  public NormalNoise {
    new Setting("std").notNegativeFloat(std);
  }
}
