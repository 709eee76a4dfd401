package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SignFlipsTest {

  private static final Pcg64 RANDOM = new Pcg64(3);

  @Test
  void p_allOfOneSign_isTheSmallest() {
    assertThat(SignFlips.p(new double[] {1, 2, 3, 4, 5, 6}, 1_000, RANDOM)).isEqualTo(2 / 64.0);
  }

  @Test
  void p_noDifferences_isOne() {
    assertThat(SignFlips.p(new double[8], 1_000, RANDOM)).isEqualTo(1);
  }

  @Test
  void p_byHand_countsPatternsThatReachTheSum() {
    // Of |±1 ±1 ±4|, four of eight are at least |1 + 1 − 4| = 2; the others are 4 and 6.
    assertThat(SignFlips.p(new double[] {1, 1, -4}, 1_000, RANDOM)).isEqualTo(1);
    assertThat(SignFlips.p(new double[] {1, -1, 4}, 1_000, RANDOM)).isEqualTo(6 / 8.0);
  }

  @RepeatedTest(20)
  void p_drawnSigns_isNearThatOfAllPatterns(RepetitionInfo repetition) {
    Pcg64 random = new Pcg64(repetition.getCurrentRepetition());
    double[] differences = new double[12];
    Arrays.setAll(differences, i -> 0.4 + random.standardNormal());
    double listed = SignFlips.p(differences, 2_048, random);
    assertThat(SignFlips.p(differences, 2_047, random))
        .as("seed %s", repetition.getCurrentRepetition())
        .isEqualTo(listed, within(0.06));
  }
}
