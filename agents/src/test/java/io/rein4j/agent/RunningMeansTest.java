package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RunningMeansTest {

  @Test
  void state_countBelowZero_isRefused() throws IOException {
    byte[] state = StateBytes.of(new RunningMeans("loss", "entropy"));
    ByteBuffer.wrap(state).putLong(state.length - Long.BYTES, -2);

    assertThatThrownBy(() -> StateBytes.restore(state, new RunningMeans("loss", "entropy")))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds a mean 'entropy' of -2 figures.");
  }
}
