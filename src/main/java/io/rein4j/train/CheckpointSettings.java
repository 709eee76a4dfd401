package io.rein4j.train;

import io.rein4j.settings.Setting;

/**
 * When a run's state is written, to resume from.
 *
 * @param every environment steps from one checkpoint to the next, ≥ 1; there is always one before
 *     the first step and one at the end
 * @param keep how many of the newest checkpoints are kept, ≥ 1; the best one is kept as well
 */
public record CheckpointSettings(long every, int keep) {

  /** Every 10,000 steps, the newest 2. */
  public static final CheckpointSettings DEFAULTS = new CheckpointSettings(10_000, 2);

  public CheckpointSettings {
    new Setting("every", "The checkpoints' 'every'").atLeast(1, every);
    new Setting("keep", "The number of checkpoints to 'keep'").atLeast(1, keep);
  }
}
