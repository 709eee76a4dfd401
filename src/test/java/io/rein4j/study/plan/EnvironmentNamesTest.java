package io.rein4j.study.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.source.EnvSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvironmentNamesTest {

  private static EnvSettings env(
      String id, Map<String, Object> options, int count, @Nullable String server) {
    return EnvSettings.builder(id).options(options).count(count).server(server).build();
  }

  @Test
  void of_sameId_isToldApartByOptionsAndPlaceOnly() {
    EnvironmentNames names = new EnvironmentNames();
    assertThat(names.of(env("FrozenLake-v1", Map.of(), 1, null))).isEqualTo("FrozenLake-v1");
    assertThat(names.of(env("FrozenLake-v1", Map.of("map-name", "8x8"), 1, null)))
        .isEqualTo("FrozenLake-v1 map-name: 8x8");
    assertThat(names.of(env("FrozenLake-v1", Map.of(), 8, null))).isEqualTo("FrozenLake-v1");
    assertThat(names.of(env("FrozenLake-v1", Map.of(), 1, "http://127.0.0.1:5000")))
        .isEqualTo("FrozenLake-v1 on http://127.0.0.1:5000");
    assertThat(names.of(env("FrozenLake-v1", Map.of("map-name", "8x8"), 2, null)))
        .isEqualTo("FrozenLake-v1 map-name: 8x8");
  }
}
