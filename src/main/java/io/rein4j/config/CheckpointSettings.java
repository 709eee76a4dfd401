package io.rein4j.config;

/**
 * When a run's state is written, to resume from.
 *
 * @param every environment steps from one checkpoint to the next, ≥ 1; there is always one before
 *     the first step and one at the end
 * @param keep how many of the newest checkpoints are kept, ≥ 1; the best one is kept besides
 */
public record CheckpointSettings(long every, int keep) {

  /** Every 10,000 steps, the newest 2. */
  public static final CheckpointSettings DEFAULTS = new CheckpointSettings(10_000, 2);

  public CheckpointSettings {
    if (every < 1) {
      throw new IllegalArgumentException(
          "A checkpoint is due 'every' 1 or more steps, not every %s.".formatted(every));
    }
    if (keep < 1) {
      throw new IllegalArgumentException(
          "The number of checkpoints to 'keep' must be ≥ 1, but is %s.".formatted(keep));
    }
  }
}
