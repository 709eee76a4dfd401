package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ParameterLayout;
import org.junit.jupiter.api.Test;

class ParametersHashTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("b/l/weight", 2).add("a/l/bias", 1).build();

  // NumPy: sha256(np.array([3, 1, -0.5], "<f4")).
  private static final String EXPECTED =
      "eb44974660a26150e7f9b688f02a59f342eef59a1ac00ff10d52b7f5916d5ed4";

  @Test
  void of_blocksInAnyOrder_isThatOfTheirElementsByName() {
    assertThat(ParametersHash.of(LAYOUT, new float[] {1, -0.5f, 3})).isEqualTo(EXPECTED);
    ParameterLayout sorted =
        ParameterLayout.builder().add("a/l/bias", 1).add("b/l/weight", 2).build();
    assertThat(ParametersHash.of(sorted, new float[] {3, 1, -0.5f})).isEqualTo(EXPECTED);
  }

  @Test
  void of_oneBitElse_isAnother() {
    float nextToOne = Math.nextUp(1f);
    assertThat(ParametersHash.of(LAYOUT, new float[] {nextToOne, -0.5f, 3})).isNotEqualTo(EXPECTED);
    assertThat(ParametersHash.of(LAYOUT, new float[] {0f, 0f, 0f}))
        .isNotEqualTo(ParametersHash.of(LAYOUT, new float[] {0f, -0f, 0f}));
  }
}
