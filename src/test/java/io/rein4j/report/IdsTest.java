package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {

  private final Ids ids = new Ids();

  @Test
  void of_idsOfEnvironments_holdsWhatEveryFileSystemTakes() {
    assertThat(ids.of("learning gym:ALE/Pong-v5 ")).isEqualTo("learning-gym-ale-pong-v5");
    assertThat(ids.of("learning gym:my_module:MyEnv-v0"))
        .isEqualTo("learning-gym-my-module-myenv-v0");
    assertThat(ids.of("x".repeat(400))).hasSize(120);
  }

  @Test
  void of_wordsThatLookAlike_haveNamesOfTheirOwn() {
    assertThat(ids.of("learning маятник")).isEqualTo("learning");
    assertThat(ids.of("learning тележка")).isEqualTo("learning-2");
    assertThat(ids.of("learning маятник")).isEqualTo("learning");
    assertThat(ids.of("y".repeat(400))).isNotEqualTo(ids.of("y".repeat(401)));
  }
}
