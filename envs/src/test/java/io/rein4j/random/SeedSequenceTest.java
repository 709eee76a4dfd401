package io.rein4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.random.NumpyGoldens.Case;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeedSequenceTest {

  @Test
  void generateState32_anyEntropyAndSpawnKey_isNumpys() throws IOException {
    for (Case golden : NumpyGoldens.of("state32")) {
      int[] words = sequence(golden).generateState32(golden.values().size());
      assertThat(Arrays.stream(words).mapToObj(Integer::toUnsignedString))
          .as(golden.toString())
          .isEqualTo(golden.values());
    }
  }

  @Test
  void generateState64_anyEntropyAndSpawnKey_isNumpys() throws IOException {
    for (Case golden : NumpyGoldens.of("state64")) {
      long[] words = sequence(golden).generateState64(golden.values().size());
      assertThat(Arrays.stream(words).mapToObj(Long::toUnsignedString))
          .as(golden.toString())
          .isEqualTo(golden.values());
    }
  }

  @Test
  void child_ofChild_isNumpysSpawn() throws IOException {
    for (Case golden : NumpyGoldens.of("child")) {
      SeedSequence sequence = SeedSequence.of(new BigInteger(golden.arguments().get(0)));
      for (String index : golden.arguments().subList(1, golden.arguments().size())) {
        sequence = sequence.child(Integer.parseInt(index));
      }
      assertThat(Arrays.stream(sequence.generateState32(4)).mapToObj(Integer::toUnsignedString))
          .as(golden.toString())
          .isEqualTo(golden.values());
    }
  }

  @Test
  void of_negativeEntropy_isRefused() {
    assertThatThrownBy(() -> SeedSequence.of(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A seed sequence's entropy must be 0 or larger, but is -1.");
    assertThatThrownBy(() -> SeedSequence.of(1).child(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SeedSequence sequence(Case golden) {
    String key = golden.arguments().get(1);
    int[] spawnKey =
        key.equals("-")
            ? new int[0]
            : Arrays.stream(key.split(",")).mapToInt(Integer::parseUnsignedInt).toArray();
    return SeedSequence.of(new BigInteger(golden.arguments().get(0)), spawnKey);
  }
}
