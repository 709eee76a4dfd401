package io.rein4j.env.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllocationsTest {

  private Object kept = this;
  private int calls;

  @Test
  void bytesPerCall_eightBytesACall_areFound() {
    double bytes =
        Allocations.bytesPerCall(1_000, call -> kept = call % 2 == 0 ? new byte[0] : kept);
    assertThat(bytes).isBetween(8.0, 9.0);
  }

  @Test
  void bytesPerCall_ofEarlyRounds_areNotTheSteadyState() {
    double bytes =
        Allocations.bytesPerCall(100, call -> kept = calls++ < 600 ? new byte[64] : kept);
    assertThat(bytes).isLessThan(1);
    assertThat(calls).isBetween(700, 800);
  }

  @Test
  void bytesPerCall_ofEveryRoundAlike_areFoundHoweverLongItRuns() {
    assertThat(Allocations.bytesPerCall(100, call -> kept = call == 50 ? new byte[100] : kept))
        .isGreaterThan(1);
  }
}
