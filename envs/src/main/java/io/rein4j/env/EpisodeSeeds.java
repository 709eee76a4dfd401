package io.rein4j.env;

import io.rein4j.random.RandomStreams;
import io.rein4j.random.SeedFamily;

/** The seeds of the resets that start episodes. */
@FunctionalInterface
public interface EpisodeSeeds {

  /** Stands for a reset without a seed: the environment's generator goes on. */
  long UNSEEDED = -1;

  /**
   * Bits of a derived seed: what a signed 32-bit integer holds, which is what simulators and
   * NumPy's older generators take.
   */
  int DERIVED_BITS = 31;

  /**
   * Chooses the seed of an episode's reset.
   *
   * @param env index of the environment, from 0
   * @param episode number of the episode in that environment, from 0
   * @return a seed ≥ 0, or {@link #UNSEEDED}
   */
  long seed(int env, long episode);

  /**
   * {@return Gymnasium's way: environment {@code i} starts its first episode with {@code seed + i}
   * and goes on without seeds}
   *
   * @param seed 0 or larger
   */
  static EpisodeSeeds first(long seed) {
    return (env, episode) -> episode == 0 ? seed + env : UNSEEDED;
  }

  /**
   * {@return a run's way: every episode has its own seed, derived from (run seed, name,
   * environment, episode), of {@value #DERIVED_BITS} bits} A resumed run can start any of its
   * episodes again.
   *
   * @param runSeed the run's seed, 0 or larger
   * @param name what the episodes are for, such as {@code training} or {@code evaluation}
   */
  static EpisodeSeeds derived(long runSeed, String name) {
    SeedFamily seeds = new RandomStreams(runSeed).seeds(name);
    return (env, episode) -> seeds.seed(env, episode) >>> (SeedFamily.BITS - DERIVED_BITS);
  }
}
