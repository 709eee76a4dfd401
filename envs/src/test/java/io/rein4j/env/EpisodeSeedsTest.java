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
    assertThat(seed).isEqualTo(new RandomStreams(7).seed("training", 1, 5));
    assertThat(EpisodeSeeds.derived(7, "training").seed(1, 5)).isEqualTo(seed);
    assertThat(seeds.seed(5, 1)).isNotEqualTo(seed);
    assertThat(EpisodeSeeds.derived(7, "evaluation").seed(1, 5)).isNotEqualTo(seed);
    assertThat(EpisodeSeeds.derived(8, "training").seed(1, 5)).isNotEqualTo(seed);
  }
}
