package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.statistics.Estimate;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SentencesTest {

  private static final Estimate BELOW_ZERO = new Estimate(-0.27, -0.51, -0.04);
  private static final Estimate AROUND_ZERO = new Estimate(0.03, -0.00105, 0.18);

  private static String sentence(Estimate difference, double p, long seedsNeeded) {
    return Sentences.of(
        new Comparison(
            Outcome.STABILITY,
            "off",
            "norm-0.5",
            "CartPole-v1",
            "",
            5,
            difference,
            p / 2,
            p,
            Verdict.NO_DIFFERENCE_SHOWN,
            OptionalLong.of(seedsNeeded),
            ""),
        Map.of());
  }

  @Test
  void noDifference_intervalWithoutZero_saysThatTheTestDoesNotConfirmIt() {
    assertThat(sentence(BELOW_ZERO, 0.15, 9))
        .isEqualTo(
            "`off` on CartPole-v1: no difference in stability from `norm-0.5` was shown"
                + " (-0.27 [-0.51, -0.04]), 5 seeds: the interval excludes 0, but p = 0.15 after"
                + " Holm does not confirm it. Showing a difference of this size would take about 9"
                + " seeds.");
  }

  @Test
  void noDifference_smallPAlone_saysThatTheIntervalHoldsZero() {
    assertThat(sentence(AROUND_ZERO, 0.03, 5))
        .endsWith(", 5 seeds: p = 0.030 after Holm, but the interval does not exclude 0.");
  }

  @Test
  void noDifference_bothButOnOppositeSides_saysSo() {
    assertThat(sentence(BELOW_ZERO, 0.03, 5))
        .endsWith(
            ": the interval excludes 0 and p = 0.030 after Holm, but the test points to the other"
                + " side.");
  }

  @Test
  void noDifference_neither_givesBothAlone() {
    assertThat(sentence(AROUND_ZERO, 0.2, 5)).endsWith("), 5 seeds, p = 0.20 after Holm.");
  }

  @Test
  void interval_endThatRoundsToZero_keepsItsSign() {
    assertThat(sentence(AROUND_ZERO, 0.2, 5)).contains("(0.03 [-0.001, 0.18])");
  }

  @Test
  void seedsNeeded_moreThanAreWorthAFigure_areOnlyMoreThanThat() {
    assertThat(sentence(AROUND_ZERO, 0.2, 148_041)).endsWith("would take more than 1,000 seeds.");
    assertThat(sentence(AROUND_ZERO, 0.2, 1_000)).endsWith("would take about 1,000 seeds.");
  }
}
