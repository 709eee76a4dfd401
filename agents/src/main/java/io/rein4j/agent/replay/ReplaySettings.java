package io.rein4j.agent.replay;

import io.rein4j.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a replay memory.
 *
 * @param capacity number of transitions kept, ≥ 1; new ones replace the oldest
 * @param warmup environment steps with random actions before learning starts, ≥ 0
 * @param prioritized how transitions are drawn by their priorities; uniformly if absent
 */
public record ReplaySettings(int capacity, long warmup, @Nullable PrioritizedSettings prioritized) {

  /** SB3's: a million transitions, 100 steps of warm-up. */
  public static final ReplaySettings DEFAULTS = new ReplaySettings(1_000_000, 100);

  public ReplaySettings {
    new Setting("capacity", "The replay memory's 'capacity'").atLeast(1, capacity);
    new Setting("warmup").atLeast(0, warmup);
  }

  /**
   * Makes the settings of a memory whose transitions are drawn uniformly.
   *
   * @param capacity number of transitions kept, ≥ 1
   * @param warmup environment steps before learning starts, ≥ 0
   */
  public ReplaySettings(int capacity, long warmup) {
    this(capacity, warmup, null);
  }

  /** {@return what draws from a memory with these settings} */
  Sampler sampler() {
    return prioritized == null
        ? new UniformSampler()
        : new PrioritizedSampler(prioritized, capacity);
  }
}
