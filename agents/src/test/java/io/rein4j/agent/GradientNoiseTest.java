package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import org.junit.jupiter.api.Test;

class GradientNoiseTest {

  private final GradientNoise noise = new GradientNoise();

  @Test
  void scale_ofThreeAndFive_isTheirVarianceOverTheUnbiasedSquare() {
    // Samples 3 and 5: mean squared norm 17, squared norm of the mean 16, variance (n − 1) 2.
    noise.add(2, 17, 16);

    assertThat(noise.scale()).isEqualTo(2 / 15.0);
    assertThat(noise.signalToNoise()).isEqualTo(15.0);
  }

  @Test
  void scale_ofManyBatches_isTheTrueOne() {
    // Gradients in three dimensions around (1, 0, 0), of variance 4 in each: 12 / 1.
    Pcg64 random = new Pcg64(3);
    for (int batch = 0; batch < 4000; batch++) {
      double squares = 0;
      double[] mean = new double[3];
      for (int sample = 0; sample < 16; sample++) {
        for (int i = 0; i < 3; i++) {
          double element = (i == 0 ? 1 : 0) + 2 * random.standardNormal();
          squares += element * element / 16;
          mean[i] += element / 16;
        }
      }
      noise.add(16, squares, mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]);
    }

    assertThat(noise.scale()).isCloseTo(12, within(0.8));
    assertThat(noise.signalToNoise()).isCloseTo(16 / 12.0, within(0.1));
  }

  @Test
  void scale_ofGradientsThatCancel_isUndefinedAndTheirSignalBelowZero() {
    noise.add(2, 1, 0);

    assertThat(noise.scale()).isNaN();
    assertThat(noise.signalToNoise()).isEqualTo(-1.0);
  }

  @Test
  void add_ofOneSampleOrNoNumber_saysNothing() {
    noise.add(1, 4, 4);
    noise.add(8, Double.NaN, 4);

    assertThat(noise.scale()).isNaN();
    assertThat(noise.signalToNoise()).isNaN();
  }
}
