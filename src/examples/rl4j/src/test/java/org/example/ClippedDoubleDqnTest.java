package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ScopeStatistics;
import io.rein4j.rl4j.ClippedEpisode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClippedDoubleDqnTest {

  /** So small that hardly any gradient is within it. */
  private static final double THRESHOLD = 0.01;

  @Test
  void train_clipped_tellsOfEveryEpisode() {
    List<ClippedEpisode> episodes = ClippedDoubleDqn.train(200, THRESHOLD);

    assertThat(episodes).hasSizeGreaterThan(1);
    ScopeStatistics last = episodes.get(episodes.size() - 1).updates().whole();
    assertThat(last.clippedFraction()).isGreaterThan(0.9);
    assertThat(last.gradNormPreMean()).isGreaterThan(2 * THRESHOLD);
    assertThat(last.gradNormPostMean()).isLessThanOrEqualTo(THRESHOLD * (1 + 1e-6));
  }
}
