package io.rein4j.agent.offpolicy;

import io.rein4j.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The settings of generalised state-dependent exploration (Raffin et al. 2021): the noise on
 * actions is a linear function of the actor's last hidden layer, by a matrix that is drawn now and
 * then, instead of being drawn at every step.
 *
 * @param initialLogStd natural logarithm of the deviations of the matrix's elements before training
 * @param sampleFrequency steps of each environment after which a new matrix is drawn, ≥ 1; if
 *     absent, only at the start of each round of collecting, which {@code train-frequency} ends
 */
public record StateDependentExploration(double initialLogStd, @Nullable Integer sampleFrequency) {

  /** SB3's for SAC. */
  public static final StateDependentExploration DEFAULTS = new StateDependentExploration(-3, null);

  /** Beyond it e to this power leaves the range of floats. */
  private static final double LARGEST_LOG_STD = 40;

  public StateDependentExploration {
    if (!(Math.abs(initialLogStd) <= LARGEST_LOG_STD)) {
      throw new Setting("initial-log-std").refused("within ±" + LARGEST_LOG_STD, initialLogStd);
    }
    if (sampleFrequency != null) {
      new Setting("sample-frequency").atLeast(1, sampleFrequency);
    }
  }
}
