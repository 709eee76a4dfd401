package io.rein4j.train;

import io.rein4j.settings.Setting;

/**
 * How long an agent learns.
 *
 * @param steps environment steps over all environments together, ≥ 1; an agent that learns from
 *     rollouts completes its last one
 * @param logEvery environment steps from one log point to the next, ≥ 1
 */
public record TrainingSettings(long steps, long logEvery) {

  /** A log point every 1,000 steps. */
  public static final long DEFAULT_LOG_EVERY = 1_000;

  public TrainingSettings {
    new Setting("steps", "Training's 'steps'").atLeast(1, steps);
    new Setting("log-every", "Training's 'log-every'").atLeast(1, logEvery);
  }
}
