package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SortedWindowTest {

  private static SortedWindow of(int capacity, double... values) {
    SortedWindow window = new SortedWindow(capacity);
    for (double value : values) {
      window.add(value);
    }
    return window;
  }

  /** The values of {@code numpy.percentile([a, b], p)}. */
  @Test
  void percentileWith_ofTwo_isNumPysBitForBit() {
    assertThat(of(5, 0.1).percentileWith(0.5, 50)).isEqualTo(0.3);
    assertThat(of(5, 0.8).percentileWith(0.1, 50)).isEqualTo(0.45);
    assertThat(of(5, 0.1).percentileWith(0.2, 20)).isEqualTo(0.12000000000000001);
    assertThat(of(5, 0.1).percentileWith(0.4, 20)).isEqualTo(0.16000000000000003);
    assertThat(of(5, 0.1).percentileWith(0.4, 80)).isEqualTo(0.34);
    assertThat(of(5, 1.1).percentileWith(0.1, 80)).isEqualTo(0.9000000000000001);
  }

  @Test
  void state_restored_hasTheSamePercentilesAndForgetsTheSameValue() throws IOException {
    SortedWindow window = of(3, 9, 4, 8, 1);
    SortedWindow restored = new SortedWindow(3);
    StateBytes.restore(StateBytes.of(window), restored);

    assertThat(restored.percentileWith(2, 50)).as("of 8, 1 and 2").isEqualTo(2);
    restored.add(2);
    assertThat(restored.percentileWith(0, 100)).as("of 1, 2 and 0").isEqualTo(2);
  }

  @Test
  void state_thatGoesOnBehindTheEnd_isRefused() throws IOException {
    byte[] state = StateBytes.of(of(3, 1, 2, 3));
    ByteBuffer.wrap(state).putInt(Integer.BYTES, 3);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> StateBytes.restore(state, new SortedWindow(3)))
        .withMessage("The window holds at most 3 values, but the state has 3 and goes on at 3.");
  }
}
