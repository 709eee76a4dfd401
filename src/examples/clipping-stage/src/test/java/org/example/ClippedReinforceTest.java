package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClippedReinforceTest {

  private static final double THRESHOLD = 2;

  private static double meanOfTheLast(double[] returns) {
    return Arrays.stream(returns, returns.length - 100, returns.length).average().orElseThrow();
  }

  @Test
  void train_clipped_findsTheBestPolicy() {
    ClippedReinforce agent =
        new ClippedReinforce(ClippingSettings.of(new GlobalNorm(THRESHOLD)), 1);

    double[] returns = agent.train();

    assertThat(agent.probability(ShortCorridor.RIGHT)).isBetween(0.5, 0.7);
    assertThat(meanOfTheLast(returns)).isGreaterThan(-15);
    assertThat(agent.statistics().whole().clippedFraction()).isBetween(0.5, 0.95);
    assertThat(agent.statistics().whole().gradNormPostMean()).isLessThanOrEqualTo(THRESHOLD);
  }

  @Test
  void train_unclipped_isThrownOff() {
    ClippedReinforce agent = new ClippedReinforce(ClippingSettings.of(), 1);

    double[] returns = agent.train();

    assertThat(meanOfTheLast(returns)).isEqualTo(-1_000);
    assertThat(agent.statistics().whole().clippedFraction()).isZero();
  }

  @Test
  void classPath_ofTheStage_hasNoNativeLibrary() {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> Class.forName("org.bytedeco.javacpp.Loader"));
  }
}
