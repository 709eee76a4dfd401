package io.rein4j.study.analysis;

import static io.rein4j.study.analysis.SimulatedStudies.crashed;
import static io.rein4j.study.analysis.SimulatedStudies.points;
import static io.rein4j.study.analysis.SimulatedStudies.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AnalysisTest {

  private static final AnalysisSettings SETTINGS =
      AnalysisSettings.builder().seed(7).replicates(1_000).curveReplicates(200).build();
  private static final Cell OFF = new Cell("off", "CartPole-v1", "heavy");
  private static final Cell ON = new Cell("norm-0.5", "CartPole-v1", "heavy");

  @Test
  void results_anyStudy_haveEveryFigureOnce() {
    StudyDesign design = SimulatedStudies.design(3, 2, 2, 4);
    StudyResults results = analysed(design, cell -> 0);
    assertThat(results.runs()).hasSize(3 * 2 * 2 * 4);
    assertThat(results.cells()).extracting(CellResult::cell).isEqualTo(design.cells());
    // Three outcomes, two conditions, two environments and both together.
    assertThat(results.aggregates()).hasSize(3 * 2 * 3 * 3);
    assertThat(results.comparisons()).hasSize(3 * 2 * 3 * 2);
    assertThat(results.chance()).hasSize(3 * 2 * 2);
    // Of two outcomes: failures are yes or no.
    assertThat(results.improvements()).hasSize(2 * 2 * 3 * 6);
    assertThat(results.learningCurves()).hasSize(2 * 3 * 3);
    assertThat(results.profiles()).hasSize(2 * 3 * 3);
    assertThat(results.sensitivity()).isEmpty();
  }

  @Test
  void results_runsInAnotherOrder_areTheSame() {
    StudyDesign design = SimulatedStudies.design(2, 2, 1, 5);
    List<RunOutcome> runs = new ArrayList<>(SimulatedStudies.runs(design, new Pcg64(1), cell -> 0));
    StudyResults results = Analysis.of(design, runs, SETTINGS);
    Collections.reverse(runs);
    assertThat(Analysis.of(design, runs, SETTINGS)).isEqualTo(results);
  }

  @Test
  void results_anotherLevelAdded_leavesTheEffectsOfTheOthersAlone() {
    StudyDesign two = SimulatedStudies.design(2, 1, 1, 8);
    StudyDesign three = SimulatedStudies.design(3, 1, 1, 8);
    List<RunOutcome> runs = SimulatedStudies.runs(three, new Pcg64(1), cell -> 0);
    StudyResults all = Analysis.of(three, runs, SETTINGS);
    StudyResults some =
        Analysis.of(
            two, runs.stream().filter(r -> !r.cell().level().equals("level-2")).toList(), SETTINGS);
    Comparison first = all.comparisons().get(0);
    assertThat(first.difference().value())
        .isEqualTo(some.comparisons().get(0).difference().value());
    assertThat(first.equivalence()).isEqualTo(some.comparisons().get(0).equivalence());
    assertThat(first.comparisons()).isEqualTo(2);
    assertThat(all.aggregates()).containsAll(some.aggregates());
  }

  @Test
  void comparison_clearEffect_saysSo() {
    Comparison comparison =
        first(
            seed -> List.of(10.0 + seed, 180.0 + seed), seed -> List.of(10.0 + seed, 100.0 + seed));
    assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
    assertThat(comparison.difference().value()).isEqualTo(0.8, within(1e-12));
    assertThat(comparison.adjustedP()).isEqualTo(0x1p-11, within(1e-12));
    assertThat(comparison.sentence())
        .isEqualTo(
            "`norm-0.5` on CartPole-v1 under heavy: better in final score by 0.80 [0.80, 0.80] than"
                + " `off`, 12 seeds, p < 0.001. `norm-0.5` clipped 50% of its gradients.");
  }

  /** What each environment shows is not lost where the two cancel out. */
  @Test
  void comparison_oppositeEffects_areNamedOverAllEnvironments() {
    StudyDesign design = SimulatedStudies.design(2, 2, 1, 20);
    List<String> overall =
        analysed(
                design,
                cell ->
                    cell.level().equals("level-0")
                        ? -0.2
                        : cell.environment().equals("Env-v0") ? 0.2 : -0.6)
            .comparisons()
            .stream()
            .filter(one -> one.primary() && one.environment().equals(StudyDesign.OVERALL))
            .map(Comparison::sentence)
            .toList();
    assertThat(overall)
        .singleElement()
        .asString()
        .endsWith(" But `level-1` is better on Env-v0 and worse on Env-v1.");
    assertThat(analysed(design, cell -> cell.level().equals("level-0") ? 0 : -0.4).comparisons())
        .extracting(Comparison::sentence)
        .noneMatch(sentence -> sentence.contains("But it is"));
  }

  @Test
  void comparison_clearHarm_tellsItsSizeWithoutSign() {
    Comparison comparison = first(seed -> List.of(90.0 - 2 * seed), seed -> List.of(100.0 + seed));
    assertThat(comparison.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(comparison.difference().value()).isNegative();
    assertThat(comparison.sentence())
        .startsWith("`norm-0.5` on CartPole-v1 under heavy: worse in final score by 0.2")
        .doesNotContain("by -", "[-", ", -0");
  }

  @Test
  void comparison_identicalRunsWithoutFailures_areEquivalent() {
    Comparison comparison =
        first(seed -> List.of(100.0, 90.0 + seed), seed -> List.of(100.0, 90.0 + seed));
    assertThat(comparison.difference()).isEqualTo(new Estimate(0, 0, 0));
    assertThat(comparison.p()).isEqualTo(1);
    assertThat(comparison.verdict()).isEqualTo(Verdict.EQUIVALENT);
    assertThat(comparison.seedsForMargin()).isEmpty();
    assertThat(comparison.sentence())
        .isEqualTo(
            "`norm-0.5` on CartPole-v1 under heavy: equivalent in final score to `off` within the"
                + " margin of 0.05 (difference 0.000, 90% interval [0.000, 0.000]), 12 seeds. 0 of"
                + " 12 runs failed in either, which excludes failure rates above 26%. `norm-0.5`"
                + " clipped 50% of its gradients.");
  }

  @Test
  void comparison_identicalRunsOfWhichOneFails_areNotDecided() {
    LongFunction<List<Double>> runs = seed -> List.of(seed == 3 ? 49.0 : 90.0);
    Comparison comparison = first(runs, runs);
    assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_DECIDED);
    assertThat(comparison.isWithinMargin()).isTrue();
    assertThat(comparison.failing()).isEqualTo(new Share(1, 12));
    assertThat(comparison.failureBound()).isNaN();
    assertThat(comparison.sentence())
        .contains(
            ": not decided: the difference in final score from `off` lies within the margin of 0.05"
                + " (0.000, 90% interval [0.000, 0.000]), but 1 of 12 runs of `norm-0.5` failed and"
                + " 1 of 12 of `off`, and only levels without a failing run are called equivalent,"
                + " 12 seeds. ");
  }

  @Test
  void comparison_spreadDifferences_saysHowManySeedsTheMarginTakes() {
    LongFunction<List<Double>> off = seed -> List.of(80.0);
    Comparison comparison = first(seed -> List.of(66.0 + 28 * (seed % 2) + 0.1 * seed), off);
    assertThat(comparison.verdict()).isEqualTo(Verdict.NOT_DECIDED);
    assertThat(comparison.seedsForMargin().orElseThrow()).isGreaterThan(12);
    assertThat(comparison.sentence())
        .containsPattern(
            "About \\d+ seeds would narrow the interval to the margin of 0.05 on either side\\.");
  }

  @Test
  void comparison_failures_namesBothSharesAndMcNemarsTest() {
    LongFunction<List<Double>> on = seed -> List.of(seed < 10 ? 10.0 : 90.0);
    StudyResults results = Analysis.of(design(12), runs(12, seed -> List.of(90.0), on), SETTINGS);
    Comparison failures = results.comparisons().get(1);
    assertThat(failures.outcome()).isEqualTo(Outcome.FAILURES);
    assertThat(failures.primary()).isFalse();
    assertThat(failures.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(failures.difference().value()).isEqualTo(10 / 12.0, within(1e-12));
    assertThat(failures.difference().low()).isPositive();
    assertThat(failures.difference().high()).isLessThanOrEqualTo(1);
    assertThat(failures.mcnemarP()).isEqualTo(0x1p-9, within(1e-12));
    assertThat(failures.sentence())
        .contains(
            ": worse in failures (a secondary outcome) than `off`: 10 of 12 runs of `norm-0.5`"
                + " failed and 0 of 12 of `off`, a difference of 0.83 [")
        .contains("McNemar's exact test of this comparison alone has p = 0.002.");
  }

  @Test
  void comparison_primaryOutcome_comesFirstAndIsTheOnlyOneWithEquivalence() {
    StudyDesign design = design(12, Outcome.STABILITY);
    StudyResults results =
        Analysis.of(
            design, runs(12, seed -> List.of(90.0, 91.0), seed -> List.of(90.0, 91.0)), SETTINGS);
    assertThat(results.comparisons())
        .extracting(Comparison::outcome)
        .containsExactly(Outcome.STABILITY, Outcome.FINAL_SCORE, Outcome.FAILURES);
    assertThat(results.comparisons())
        .extracting(Comparison::verdict)
        .containsExactly(Verdict.EQUIVALENT, Verdict.NOT_DECIDED, Verdict.NOT_DECIDED);
    assertThat(results.comparisons().get(0).sentence()).doesNotContain("secondary");
    assertThat(results.comparisons().subList(1, 3))
        .allMatch(one -> one.sentence().contains(" (a secondary outcome) "));
  }

  @Test
  void cell_anyRuns_saysWhatMostReach() {
    StudyResults results =
        Analysis.of(
            design(12), runs(12, seed -> List.of(50.0 + seed), seed -> List.of(90.0)), SETTINGS);
    CellResult off = results.cells().get(0);
    assertThat(off.worstScore()).isEqualTo(0.5);
    assertThat(off.toleranceShare()).isEqualTo(Math.pow(0.05, 1 / 12.0), within(1e-12));
    assertThat(off.sentence())
        .isEqualTo(
            "`off` on CartPole-v1 under heavy: with 95% confidence, at least 78% of runs end with a"
                + " score of 0.50 or more, that of the worst of 12 runs.");
  }

  @Test
  void sensitivity_levelsWithNumbers_isInTheirOrder() {
    StudyDesign drawn = SimulatedStudies.design(3, 1, 1, 4);
    StudyDesign design =
        drawn.toBuilder().levelValues(Map.of("level-0", 5.0, "level-2", 0.5)).build();
    StudyResults results = analysed(design, cell -> 0);
    assertThat(results.sensitivity()).hasSize(3);
    Band band = results.sensitivity().get(0).band();
    assertThat(band.x()).containsExactly(0.5, 5.0);
    assertThat(band.value())
        .containsExactly(
            results.aggregates().get(2).iqm().value(), results.aggregates().get(0).iqm().value());
  }

  @Test
  void chance_baselineHalves_haveTheSizeOfChance() {
    StudyResults results = analysed(SimulatedStudies.design(2, 1, 1, 21), cell -> 0);
    ChanceCheck check = results.chance().get(0);
    assertThat(check.seeds()).isEqualTo(10);
    // Differences of means of ten scores with a standard deviation of about 0.2.
    assertThat(check.usualDifference()).isBetween(0.02, 0.1);
    assertThat(check.largeDifference()).isBetween(0.1, 0.3);
    assertThat(check.calledDifferent()).isLessThan(0.1);
    assertThat(check.sentence())
        .startsWith(
            "`level-0` against itself on Env-v0: between random halves of its seeds (10 each)");
  }

  @Test
  void warnings_fewSeedsAndEvaluations_areGiven() {
    List<String> warnings =
        Analysis.of(design(3), runs(3, seed -> List.of(1.0 * seed), seed -> List.of(5.0)), SETTINGS)
            .warnings();
    assertThat(warnings)
        .hasSize(3)
        .anyMatch(warning -> warning.startsWith("The study has only 3 seeds. "))
        .anyMatch(warning -> warning.startsWith("With 3 seeds, no levels can be told apart"))
        .anyMatch(
            warning ->
                warning.startsWith(
                    "There are runs with only 1 evaluation in the second half of training, "));
  }

  @Test
  void warnings_crashedRun_isToldAndCounted() {
    List<RunOutcome> runs =
        new ArrayList<>(runs(10, seed -> List.of(50.0, 100.0), seed -> List.of(50.0, 100.0)));
    runs.removeIf(run -> run.cell().equals(ON) && run.seed() == 4);
    runs.add(crashed(ON, 4, 2_000, points()));
    StudyResults results = Analysis.of(design(10), runs, SETTINGS);
    assertThat(results.cells().get(1).crashed()).isEqualTo(new Share(1, 10));
    assertThat(results.cells().get(1).failing()).isEqualTo(new Share(1, 10));
    assertThat(results.warnings())
        .anyMatch(
            warning ->
                warning.startsWith(
                    "Runs crashed: 1 of `norm-0.5` on CartPole-v1 under heavy. They count"));
    assertThat(results.runs().get(14).finalScore()).isZero();
    assertThat(results.runs().get(14).stability()).isZero();
  }

  @Test
  void runs_missingOrTwiceOrOfNoCell_areRefused() {
    List<RunOutcome> runs = runs(3, seed -> List.of(1.0), seed -> List.of(1.0));
    assertThatThrownBy(() -> Analysis.of(design(3), runs.subList(0, 5), SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The study 'noise' has no run of `norm-0.5` on CartPole-v1 under heavy with seed 2.");
    List<RunOutcome> twice = new ArrayList<>(runs);
    twice.add(runs.get(0));
    assertThatThrownBy(() -> Analysis.of(design(3), twice, SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The study 'noise' has two runs of `off` on CartPole-v1 under heavy with seed 0.");
    List<RunOutcome> strange = new ArrayList<>(runs);
    strange.add(run(new Cell("auto", "CartPole-v1", ""), 0, points(1)));
    assertThatThrownBy(() -> Analysis.of(design(3), strange, SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A run of `auto` on CartPole-v1 with seed 0 is none of the study 'noise'.");
  }

  @Test
  void design_oneSeed_isRefused() {
    assertThatThrownBy(() -> design(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Statistics need at least two seeds, but the study has one (0).");
  }

  /** The final score of `norm-0.5` against `off`, 12 seeds. */
  private static Comparison first(LongFunction<List<Double>> on, LongFunction<List<Double>> off) {
    return Analysis.of(design(12), runs(12, off, on), SETTINGS).comparisons().get(0);
  }

  private static StudyResults analysed(StudyDesign design, ToDoubleFunction<Cell> effect) {
    return Analysis.of(design, SimulatedStudies.runs(design, new Pcg64(5), effect), SETTINGS);
  }

  private static StudyDesign design(int seeds) {
    return design(seeds, Outcome.FINAL_SCORE);
  }

  private static StudyDesign design(int seeds, Outcome primary) {
    return StudyDesign.builder()
        .name("noise")
        .factor("agent.clipping")
        .levels(List.of("off", "norm-0.5"))
        .baseline("off")
        .environments(List.of("CartPole-v1"))
        .conditions(List.of("heavy"))
        .seeds(LongStream.range(0, seeds).boxed().toList())
        .planned(PlannedComparisons.all(List.of("heavy")))
        .looks(List.of(seeds))
        .primary(primary)
        .scores(Map.of("CartPole-v1", new ScoreRange(0, 100)))
        .build();
  }

  private static List<RunOutcome> runs(
      int seeds, LongFunction<List<Double>> off, LongFunction<List<Double>> on) {
    List<RunOutcome> runs = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      runs.add(run(OFF, seed, points(returns(off.apply(seed)))));
    }
    for (long seed = 0; seed < seeds; seed++) {
      runs.add(run(ON, seed, points(returns(on.apply(seed)))));
    }
    return runs;
  }

  private static double[] returns(List<Double> returns) {
    return returns.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
