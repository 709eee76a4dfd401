package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.random.RandomStreams;
import org.junit.jupiter.api.Test;

class EpisodeSeedsTest {

  @Test
  void first_seedsTheFirstEpisodeOfEachEnvironmentAlone() {
    EpisodeSeeds seeds = EpisodeSeeds.first(7);
    assertThat(seeds.seed(0, 0)).isEqualTo(7);
    assertThat(seeds.seed(2, 0)).isEqualTo(9);
    assertThat(seeds.seed(2, 1)).isEqualTo(EpisodeSeeds.UNSEEDED);
  }

  @Test
  void derived_seedsEveryEpisodeFromRunNameEnvironmentAndNumber() {
    EpisodeSeeds seeds = EpisodeSeeds.derived(7, "training");
    long seed = seeds.seed(1, 5);
    assertThat(seed).isEqualTo(new RandomStreams(7).seed("training", 1, 5) >> 22);
    assertThat(EpisodeSeeds.derived(7, "training").seed(1, 5)).isEqualTo(seed);
    assertThat(seeds.seed(5, 1)).isNotEqualTo(seed);
    assertThat(EpisodeSeeds.derived(7, "evaluation").seed(1, 5)).isNotEqualTo(seed);
    assertThat(EpisodeSeeds.derived(8, "training").seed(1, 5)).isNotEqualTo(seed);
  }

  @Test
  void derived_givesSeedsThatASigned32BitIntegerHolds() {
    long anyBit = 0;
    for (long runSeed : new long[] {0, 1, 7, 1L << 40}) {
      EpisodeSeeds seeds = EpisodeSeeds.derived(runSeed, "training");
      for (int episode = 0; episode < 1_000; episode++) {
        long seed = seeds.seed(episode % 8, episode);
        assertThat(seed).isBetween(0L, (long) Integer.MAX_VALUE);
        anyBit |= seed;
      }
    }
    assertThat(anyBit).isEqualTo(Integer.MAX_VALUE);
  }
}
