package io.rein4j.agent.pg;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a policy over continuous actions: a normal distribution with independent elements
 * whose means are the actor's outputs.
 *
 * @param initialLogStd natural logarithm of the standard deviations before training
 * @param bounds how a drawn action is brought within its bounds
 * @param sde whether the noise is a linear function of the actor's last hidden layer, by a matrix
 *     that is drawn now and then (generalised state-dependent exploration), instead of being drawn
 *     at every step
 * @param sdeSampleFrequency steps of each environment after which a new matrix is drawn, ≥ 1; if
 *     absent, only at the start of each rollout
 */
public record GaussianSettings(
    double initialLogStd, ActionBounds bounds, boolean sde, @Nullable Integer sdeSampleFrequency) {

  /** SB3's. */
  public static final GaussianSettings DEFAULTS =
      new GaussianSettings(0, ActionBounds.CLIP, false, null);

  /** Beyond it e to this power leaves the range of floats. */
  private static final double LARGEST_LOG_STD = 40;

  public GaussianSettings {
    if (!(Math.abs(initialLogStd) <= LARGEST_LOG_STD)) {
      throw new Setting("initial-log-std").refused("within ±" + LARGEST_LOG_STD, initialLogStd);
    }
    if (sdeSampleFrequency != null) {
      new Setting("sde-sample-frequency").atLeast(1, sdeSampleFrequency);
      if (!sde) {
        throw new SettingException(
            List.of("sde-sample-frequency", "sde"),
            "'sde-sample-frequency' says when exploration matrices are drawn, but there are none"
                + " without 'sde: true'.");
      }
    }
  }
}
