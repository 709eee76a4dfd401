package io.rein4j.study.statistics;

import static io.rein4j.study.statistics.SimulatedDecisions.LEVEL;
import static io.rein4j.study.statistics.SimulatedDecisions.MARGIN;
import static io.rein4j.study.statistics.SimulatedDecisions.number;
import static io.rein4j.study.statistics.SimulatedDecisions.row;
import static io.rein4j.study.statistics.SimulatedDecisions.rule;
import static io.rein4j.study.statistics.SimulatedDecisions.share;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often settings are called equivalent, and what decisions find, in simulated studies of some
 * seeds or of looks at 8 to 40 (0).
 */
@Tag("simulation")
class DecisionsSimulationTest {

  @ParameterizedTest
  @CsvSource({
    "smooth, 12",
    "smooth, 20",
    "smooth, 0",
    "uniform, 12",
    "uniform, 20",
    "uniform, 0",
    "student, 12",
    "student, 20",
    "student, 0",
  })
  void equivalent_differenceOfTheMargin_isSeldom(String kind, int seeds) {
    // Scores so close that the interval often fits into the margin.
    SimulatedDecisions simulated =
        new SimulatedDecisions(
            "margin " + kind + seeds,
            2,
            1,
            rule(seeds),
            (level, task, random) -> {
              double spread =
                  switch (kind) {
                    case "smooth" -> random.standardNormal();
                    case "uniform" -> random.uniform(-1.7, 1.7);
                    default -> random.standardT(5) / 1.3;
                  };
              return 0.8 + 0.02 * spread + (level == 1 ? MARGIN : 0);
            });
    int studies = 20_000;
    int wrong = 0;
    for (int study = 0; study < studies; study++) {
      Decided decided = simulated.decided().get(0);
      wrong += decided.decision() == Decision.EQUIVALENT || decided.withinMargin() ? 1 : 0;
    }
    double share = (double) wrong / studies;
    row("within the margin at the margin", kind, seeds, studies, share(share));
    assertThat(share).isLessThanOrEqualTo(0.055);
  }

  /**
   * A level of which some runs lose 1, so that the means differ by the rate: what its mean says,
   * and what the bound on failures does.
   */
  @ParameterizedTest
  @CsvSource({"8", "12", "16", "20", "0"})
  void failureBound_levelThatFailsAtTimes_coversIn95Percent(int seeds) {
    int studies = 4_000;
    for (double rate : new double[] {0.01, 0.05, 0.1, 0.2, 0.3}) {
      SimulatedDecisions simulated =
          new SimulatedDecisions(
              "failing at times " + seeds + rate,
              2,
              1,
              rule(seeds),
              (level, task, random) ->
                  0.9
                      + 0.02 * random.standardNormal()
                      - (level == 1 && random.nextDouble() < rate ? 1 : 0));
      int missed = 0;
      int equivalent = 0;
      for (int study = 0; study < studies; study++) {
        Decided decided = simulated.decided().get(0);
        missed += decided.failureBound() < rate ? 1 : 0;
        equivalent += decided.decision() == Decision.EQUIVALENT ? 1 : 0;
      }
      row(
          "failing at times",
          rate,
          seeds,
          studies,
          share((double) equivalent / studies),
          share((double) missed / studies));
      assertThat((double) missed / studies).isLessThanOrEqualTo(0.05);
    }
  }

  /** By the deviation of the paired difference, in margins. */
  @Test
  void equivalent_equalSettings_areCalledSo() {
    int studies = 2_000;
    for (double ratio : new double[] {0.6, 0.8, 1, 1.2, 1.6, 2.3}) {
      double deviation = ratio * MARGIN / Math.sqrt(2);
      SimulatedDecisions.Scores scores =
          (level, task, random) -> 0.8 + deviation * random.standardNormal();
      SimulatedDecisions ofFixed =
          new SimulatedDecisions("equal settings " + ratio, 2, 1, rule(18), scores);
      SimulatedDecisions inLooks =
          new SimulatedDecisions("equal settings in looks " + ratio, 2, 1, rule(0), scores);
      int fixed = 0;
      int within18 = 0;
      int within40 = 0;
      long seeds = 0;
      for (int study = 0; study < studies; study++) {
        fixed += ofFixed.decisions().get(0) == Decision.EQUIVALENT ? 1 : 0;
        Decided decided = inLooks.decided().get(0);
        if (decided.decision() == Decision.EQUIVALENT) {
          within18 += decided.seeds() <= 18 ? 1 : 0;
          within40++;
        }
        seeds += decided.seeds();
      }
      row(
          "equal settings",
          ratio,
          studies,
          share((double) fixed / studies),
          share((double) within18 / studies),
          share((double) within40 / studies),
          number((double) seeds / studies));
      if (ratio <= 0.8) {
        assertThat((double) fixed / studies).isGreaterThanOrEqualTo(0.85);
        assertThat((double) within18 / studies).isGreaterThanOrEqualTo(0.85);
      }
    }
  }

  /**
   * One of several levels differs; effects in standard deviations of the paired difference. Before
   * there were families, the sign-flip tests were corrected by Holm.
   */
  @ParameterizedTest
  @CsvSource({"2", "7"})
  void power_oneLevelDiffers_isTold(int levels) {
    int studies = 500;
    for (double effect : new double[] {0, 0.5, 1, 1.5, 2, 3}) {
      for (int seeds : new int[] {6, 8, 12, 20}) {
        SimulatedDecisions simulated =
            new SimulatedDecisions(
                "power " + levels + effect + seeds,
                levels,
                1,
                new DecisionRule(List.of(seeds), LEVEL, MARGIN, 1_000, true, true),
                smooth(effect));
        int found = 0;
        int byHolm = 0;
        for (int study = 0; study < studies; study++) {
          List<Decided> decided = simulated.decided();
          found += decided.get(0).decision() == Decision.WORSE ? 1 : 0;
          byHolm += isWorseByHolm(decided) ? 1 : 0;
        }
        row(
            "power",
            levels - 1,
            effect,
            seeds,
            studies,
            share((double) byHolm / studies),
            share((double) found / studies));
        if (effect == 3 && seeds == 8) {
          assertThat((double) found / studies).isGreaterThan(0.9);
        }
      }
      inLooks(levels, effect, studies);
    }
  }

  private static void inLooks(int levels, double effect, int studies) {
    SimulatedDecisions simulated =
        new SimulatedDecisions(
            "power in looks " + levels + effect, levels, 1, rule(0), smooth(effect));
    int found = 0;
    int equivalent = 0;
    long seeds = 0;
    long runs = 0;
    for (int study = 0; study < studies; study++) {
      List<Decided> decided = simulated.decided();
      found += decided.get(0).decision() == Decision.WORSE ? 1 : 0;
      equivalent += decided.get(0).decision() == Decision.EQUIVALENT ? 1 : 0;
      seeds += decided.get(0).seeds();
      runs += decided.stream().mapToInt(Decided::seeds).max().orElseThrow();
      runs += decided.stream().mapToInt(Decided::seeds).sum();
    }
    row(
        "power in looks",
        levels - 1,
        effect,
        studies,
        share((double) found / studies),
        share((double) equivalent / studies),
        number((double) seeds / studies),
        share(1 - (double) runs / studies / (40 * levels)));
  }

  /** Whether the first comparison is worse by its sign-flip test, corrected as Holm does it. */
  private static boolean isWorseByHolm(List<Decided> family) {
    Decided first = family.get(0);
    long below = family.stream().skip(1).filter(other -> other.p() < first.p()).count();
    double[] smaller = family.stream().mapToDouble(Decided::p).sorted().limit(below).toArray();
    for (int i = 0; i < smaller.length; i++) {
      if (smaller[i] * (family.size() - i) >= LEVEL) {
        return false;
      }
    }
    return first.mean() < 0 && first.p() * (family.size() - below) < LEVEL;
  }

  private static SimulatedDecisions.Scores smooth(double effect) {
    // The paired deviation is 1.2 margins.
    double deviation = 1.2 * MARGIN / Math.sqrt(2);
    return (level, task, draws) ->
        0.8
            + deviation * draws.standardNormal()
            - (level == 1 ? effect * Math.sqrt(2) * deviation : 0);
  }
}
