package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogSketchTest {

  private static final double[] SHARES = {0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1};

  @Test
  void quantile_isWithinOnePercentOfTheExactOne() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] numbers = new double[random.nextInt(1, 3000)];
      double center = random.nextDouble(-44, 59);
      LogSketch sketch = new LogSketch();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] =
            random.nextInt(20) == 0
                ? 0
                : Math.pow(10, Math.max(-45, Math.min(60, center + random.nextDouble(-8, 8))));
        sketch.add(numbers[i]);
      }
      Arrays.sort(numbers);
      for (double share : SHARES) {
        double exact = numbers[(int) Math.round(share * (numbers.length - 1))];
        assertThat(sketch.quantile(share))
            .as("seed %d, share %s", seed, share)
            .isBetween(exact * (1 - 1.0 / 128), exact * (1 + 1.0 / 128));
      }
    }
  }

  @Test
  void quantile_ofNothing_isNaN() {
    LogSketch sketch = new LogSketch();
    assertThat(sketch.quantile(0.5)).isNaN();
    sketch.add(3);
    sketch.clear();
    assertThat(sketch.quantile(0.5)).isNaN();
  }

  @Test
  void quantile_shareOutsideRange_isRefused() {
    LogSketch sketch = new LogSketch();
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(1.01));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(-0.01));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(Double.NaN));
  }

  @Test
  void add_outsideTheRange_countsAsTheNearestEnd() {
    LogSketch sketch = new LogSketch();
    sketch.add(1e-300);
    sketch.add(1e300);
    assertThat(sketch.quantile(0)).isBetween(6e-46, 8e-46);
    assertThat(sketch.quantile(1)).isBetween(3e60, 4e60);
  }

  @Test
  void merge_equalsAddingEverythingToOne() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    LogSketch all = new LogSketch();
    LogSketch merged = new LogSketch();
    LogSketch part = new LogSketch();
    for (int p = 0; p < 10; p++) {
      part.clear();
      for (int i = 0; i < p * 50; i++) {
        double number = random.nextInt(9) == 0 ? 0 : Math.pow(10, random.nextDouble(-3, 3) + p);
        all.add(number);
        part.add(number);
      }
      merged.merge(part);
    }
    assertThat(StateBytes.of(merged)).isEqualTo(StateBytes.of(all));
  }

  @Test
  void state_roundTrips() throws IOException {
    LogSketch sketch = new LogSketch();
    for (double number : new double[] {0, 1, 1e-40, 2, 1e30}) {
      sketch.add(number);
    }
    byte[] written = StateBytes.of(sketch);
    LogSketch restored = new LogSketch();
    restored.add(77);
    StateBytes.restore(written, restored);
    assertThat(StateBytes.of(restored)).isEqualTo(written);
    restored.clear();
    assertThat(restored.quantile(0.5)).isNaN();
  }

  @Test
  void state_ofSomethingElse_isRefused() {
    byte[] wrong = new byte[24];
    wrong[11] = 1;
    wrong[12] = -1;
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> StateBytes.restore(wrong, new LogSketch()))
        .withMessageContaining("names bucket -");
  }

  @Test
  void state_restored_answersTheSameQuantiles() throws IOException {
    LogSketch sketch = new LogSketch();
    for (double number : new double[] {0, 1e-300, 1, 2, 1e300}) {
      sketch.add(number);
    }
    LogSketch restored = new LogSketch();
    StateBytes.restore(StateBytes.of(sketch), restored);
    for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      assertThat(restored.quantile(share)).as("share %s", share).isEqualTo(sketch.quantile(share));
    }
    assertThat(restored.quantile(0.5)).isEqualTo(1 + 1.0 / 128);
  }

  @Test
  void state_bucketBehindTheLast_isRefused() {
    byte[] state = new byte[24];
    ByteBuffer.wrap(state).putInt(8, 1).putInt(12, 351 * 64).putLong(16, 1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> StateBytes.restore(state, new LogSketch()))
        .withMessage("The state of a sketch names bucket 22464, but there are only 22464.");
  }
}
