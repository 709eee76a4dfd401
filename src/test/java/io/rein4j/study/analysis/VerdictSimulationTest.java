package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often the verdict is wrong where nothing differs, and how often it finds what does. */
class VerdictSimulationTest {

  @Test
  void verdict_nothingDiffers_isSeldomWrong() {
    assertFalseVerdicts(
        SimulatedStudies.design(3, 2, 1, 20), 100, EnumSet.of(Outcome.FINAL_SCORE), 0.1);
  }

  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({"2, 1, 1, 20", "5, 2, 2, 20", "5, 1, 2, 10"})
  void verdict_nothingDiffersInTwoThousandStudies_isWrongInAtMost6Point5Percent(
      int levels, int environments, int conditions, int seeds) {
    assertFalseVerdicts(
        SimulatedStudies.design(levels, environments, conditions, seeds),
        2_000,
        EnumSet.allOf(Outcome.class),
        0.065);
  }

  /** Effects in standard deviations of the plateaus (0.2 of the score). */
  @ParameterizedTest
  @Tag("simulation")
  @CsvSource({
    "2, 20, 0.5, 0.23", "2, 20, 0.75, 0.47", "2, 20, 1.0, 0.74", "2, 20, 1.5, 0.98",
    "2, 10, 0.5, 0.14", "2, 10, 0.75, 0.27", "2, 10, 1.0, 0.47", "2, 10, 1.5, 0.78",
    "5, 20, 0.5, 0.12", "5, 20, 0.75, 0.30", "5, 20, 1.0, 0.58", "5, 20, 1.5, 0.93"
  })
  void verdict_trueEffect_isFoundThisOften(int levels, int seeds, double effect, double power) {
    StudyDesign design = SimulatedStudies.design(levels, 1, 1, seeds);
    double found = found(design, 1_000, cell -> cell.level().equals("level-1") ? -0.2 * effect : 0);
    print("found, effect " + effect, design, Outcome.FINAL_SCORE.words(), found);
    assertThat(found).isEqualTo(power, within(0.04));
  }

  private static void assertFalseVerdicts(
      StudyDesign design, int studies, Set<Outcome> outcomes, double most) {
    Pcg64 random = new RandomStreams(2).stream("false verdicts");
    Map<Outcome, Integer> wrong = new EnumMap<>(Outcome.class);
    int wrongStudies = 0;
    for (int study = 0; study < studies; study++) {
      Comparing comparing = comparing(design, study, random, cell -> 0);
      boolean inStudy = false;
      for (Outcome outcome : outcomes) {
        boolean any =
            comparing.family(outcome).stream().anyMatch(one -> one.verdict().isDifference());
        wrong.merge(outcome, any ? 1 : 0, Integer::sum);
        inStudy |= any;
      }
      wrongStudies += inStudy ? 1 : 0;
    }
    wrong.forEach(
        (outcome, count) -> {
          double share = (double) count / studies;
          print("false verdict", design, outcome.words(), share);
          assertThat(share).as(outcome.words()).isLessThanOrEqualTo(most);
        });
    print("false verdict", design, "any of these", (double) wrongStudies / studies);
  }

  /** Prints a row of a table. */
  private static void print(String what, StudyDesign design, String of, double share) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s levels, %s environments, %s conditions, %s seeds | %s | %.2f%% |%n",
        what,
        design.levels().size(),
        design.environments().size(),
        design.conditions().size(),
        design.seeds().size(),
        of,
        100 * share);
  }

  /** How often level-1 is called worse in its final score. */
  private static double found(StudyDesign design, int studies, ToDoubleFunction<Cell> effect) {
    Pcg64 random = new RandomStreams(3).stream("power");
    int found = 0;
    for (int study = 0; study < studies; study++) {
      Comparison comparison =
          comparing(design, study, random, effect).family(Outcome.FINAL_SCORE).get(0);
      assertThat(comparison.level()).isEqualTo("level-1");
      found += comparison.verdict() == Verdict.WORSE ? 1 : 0;
    }
    return (double) found / studies;
  }

  private static Comparing comparing(
      StudyDesign design, int study, Pcg64 random, ToDoubleFunction<Cell> effect) {
    AnalysisSettings settings = AnalysisSettings.builder().seed(study).build();
    List<RunOutcome> runs = SimulatedStudies.runs(design, random, effect);
    return new Comparing(new StudyScores(design, runs, settings));
  }
}
