package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.PrioritizedSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.schedule.Schedule;

/** The settings of an agent with every extension of DQN. */
public final class Rainbow {

  private Rainbow() {}

  /** Those of Hessel et al. (2018), with soft target updates besides. */
  public static DqnSettings of(DqnSettings plain) {
    ReplaySettings replay = plain.replay();
    return plain.toBuilder()
        .doubleQ(true)
        .targetUpdateRate(0.01)
        .nStep(3)
        .dueling(DuelingSettings.of(16))
        .distribution(new CategoricalDistribution(21, -5, 50))
        .noisy(NoisySettings.DEFAULTS)
        .exploration(Schedule.constant(0))
        .replay(
            new ReplaySettings(replay.capacity(), replay.warmup(), PrioritizedSettings.DEFAULTS))
        .build();
  }
}
