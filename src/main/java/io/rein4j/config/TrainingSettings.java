package io.rein4j.config;

import io.rein4j.settings.SettingException;

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
    if (steps < 1) {
      throw new SettingException(
          "steps",
          "Training must take at least 1 of its 'steps', but is given %s.".formatted(steps));
    }
    if (logEvery < 1) {
      throw new SettingException(
          "log-every",
          "A log point is due 'log-every' 1 or more steps, not every %s.".formatted(logEvery));
    }
  }
}
