package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.plan.Outcome;
import io.rein4j.study.statistics.Estimate;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

  private static final Estimate BELOW_ZERO = new Estimate(-0.27, -0.51, -0.04);
  private static final Estimate AROUND_ZERO = new Estimate(0.03, -0.00105, 0.18);
  private static final Share NONE = new Share(0, 12);

  private static Comparison comparison(
      Verdict verdict, Estimate difference, double p, Share failing, OptionalInt seedsForMargin) {
    return comparison(verdict, difference, p, failing, seedsForMargin, 6, 1);
  }

  private static Comparison comparison(
      Verdict verdict,
      Estimate difference,
      double p,
      Share failing,
      OptionalInt seedsForMargin,
      int comparisons,
      int looks) {
    return new Comparison(
        Outcome.FINAL_SCORE,
        true,
        "off",
        "norm-0.5",
        "CartPole-v1",
        "",
        null,
        12,
        12,
        difference,
        p / 2,
        p,
        comparisons,
        looks,
        verdict,
        0.05,
        difference,
        verdict == Verdict.EQUIVALENT,
        failing,
        NONE,
        failing.count() == 0 ? 0.221 : Double.NaN,
        Double.NaN,
        seedsForMargin,
        "");
  }

  private static String sentence(Comparison comparison) {
    return Sentences.of(comparison, Map.of());
  }

  private static String notDecided(Estimate difference, double p, int seedsForMargin) {
    return sentence(
        comparison(Verdict.NOT_DECIDED, difference, p, NONE, OptionalInt.of(seedsForMargin)));
  }

  @Test
  void worse_difference_isToldByItsSizeWithItsP() {
    assertThat(sentence(comparison(Verdict.WORSE, BELOW_ZERO, 0.0312, NONE, OptionalInt.empty())))
        .isEqualTo(
            "`off` on CartPole-v1: worse in final score by 0.27 [0.04, 0.51] than `norm-0.5`, 12"
                + " seeds, p = 0.031 after the correction for 6 comparisons.");
  }

  /** At look k of K, the corrected p has the factor K / k. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | 1 | ''
          6 | 1 | ' after the correction for 6 comparisons'
          1 | 5 | ' after the correction for 5 looks'
          6 | 5 | ' after the correction for 6 comparisons and 5 looks'
          """)
  void p_corrected_isToldWithWhatItIsCorrectedFor(int comparisons, int looks, String told) {
    assertThat(
            sentence(
                comparison(
                    Verdict.WORSE,
                    BELOW_ZERO,
                    0.0312,
                    NONE,
                    OptionalInt.empty(),
                    comparisons,
                    looks)))
        .endsWith(" p = 0.031" + told + ".");
  }

  @Test
  void notDecided_failingRuns_areNamedInsteadOfSeeds() {
    assertThat(
            sentence(
                comparison(
                    Verdict.NOT_DECIDED, AROUND_ZERO, 0.2, new Share(5, 12), OptionalInt.of(60))))
        .isEqualTo(
            "`off` on CartPole-v1: not decided, as neither a difference in final score from"
                + " `norm-0.5` nor equivalence within the margin of 0.05 was shown (0.03 [-0.001,"
                + " 0.18]), 12 seeds, p = 0.20 after the correction for 6 comparisons. 5 of 12 runs"
                + " of `off` failed and 0 of 12 of `norm-0.5`.");
  }

  @Test
  void notDecided_noneFailing_namesTheSeedsForTheMargin() {
    assertThat(notDecided(AROUND_ZERO, 0.2, 38))
        .endsWith(
            ". About 38 seeds would narrow the interval to the margin of 0.05 on either side.");
    assertThat(notDecided(AROUND_ZERO, 0.2, 1_000)).contains(" About 1,000 seeds would ");
    assertThat(notDecided(AROUND_ZERO, 0.2, 148_041))
        .contains(" Only more than 1,000 seeds would ");
  }

  @Test
  void interval_endThatRoundsToZero_keepsItsSign() {
    assertThat(notDecided(AROUND_ZERO, 0.2, 38)).contains("(0.03 [-0.001, 0.18])");
  }

  @Test
  void interval_withoutEnds_saysSo() {
    assertThat(
            notDecided(
                new Estimate(0.8, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), 0.25, 38))
        .contains("(0.80 [-∞, ∞])");
  }

  @Test
  void p_justBelowTheLevel_doesNotReadAsTheLevel() {
    assertThat(Sentences.p(0.04991)).isEqualTo("p < 0.05");
    assertThat(Sentences.p(0.0494)).isEqualTo("p = 0.049");
    assertThat(Sentences.p(0.05)).isEqualTo("p = 0.050");
    assertThat(Sentences.p(0.0004)).isEqualTo("p < 0.001");
    assertThat(Sentences.p(0.2)).isEqualTo("p = 0.20");
  }
}
