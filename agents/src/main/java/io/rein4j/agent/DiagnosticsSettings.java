package io.rein4j.agent;

import io.rein4j.settings.Setting;

/**
 * How often an agent measures what its gradients say beyond their norms: the local smoothness of
 * the loss, dormant units, how far the norms of layers lie apart, and how noisy the gradient is.
 * Measuring changes no number of the training.
 *
 * @param every updates of each update path from one measurement to the next, ≥ 1
 */
public record DiagnosticsSettings(int every) {

  /** Every 250 updates, so that measuring takes less than 2% of an update. */
  public static final int DEFAULT_EVERY = 250;

  public DiagnosticsSettings {
    new Setting("every", "The diagnostics' 'every'").atLeast(1, every);
  }
}
