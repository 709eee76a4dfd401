package io.rein4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.random.NumpyGoldens.Case;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {

  @Test
  void stream_anyName_isNumpysGeneratorWithTheNameAsSpawnKey() throws IOException {
    for (Case golden : NumpyGoldens.of("stream")) {
      RandomStreams streams = new RandomStreams(golden.longArgument(0));
      Pcg64 random = streams.stream(golden.arguments().get(1));
      assertThat(golden.values())
          .as(golden.toString())
          .allSatisfy(
              value -> assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo(value));
    }
  }

  @Test
  void stream_afterOtherStreams_isTheSame() {
    RandomStreams streams = new RandomStreams(3);
    long alone = streams.stream("replay").nextLong();
    streams.stream("exploration").nextLong();
    streams.seed("replay", 1);
    assertThat(streams.stream("replay").nextLong()).isEqualTo(alone);
    assertThat(streams.stream("exploration").nextLong()).isNotEqualTo(alone);
    assertThat(new RandomStreams(4).stream("replay").nextLong()).isNotEqualTo(alone);
  }

  @Test
  void seed_overManyIndices_isDistinctAndBelow2To53() {
    RandomStreams streams = new RandomStreams(0);
    Set<Long> seen = new HashSet<>();
    for (String name : new String[] {"train", "evaluation"}) {
      SeedFamily family = streams.seeds(name);
      for (int env = 0; env < 64; env++) {
        for (int episode = 0; episode < 500; episode++) {
          long seed = family.seed(env, episode);
          assertThat(seed).isBetween(0L, (1L << 53) - 1);
          assertThat(seed).isEqualTo(streams.seed(name, env, episode));
          seen.add(seed);
        }
      }
    }
    assertThat(seen).hasSize(2 * 64 * 500);
  }

  @Test
  void constructor_negativeSeedOrEmptyName_isRefused() {
    assertThatThrownBy(() -> new RandomStreams(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new RandomStreams(1).stream(""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
