package io.rein4j.study.analysis;

import static io.rein4j.study.analysis.SimulatedStudies.failed;
import static io.rein4j.study.analysis.SimulatedStudies.points;
import static io.rein4j.study.analysis.SimulatedStudies.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AnalysisTest {

  private static final AnalysisSettings SETTINGS = new AnalysisSettings(7, 1_000, 200, 0.9);
  private static final Cell OFF = new Cell("off", "CartPole-v1", "heavy");
  private static final Cell ON = new Cell("norm-0.5", "CartPole-v1", "heavy");

  @Test
  void results_anyStudy_haveEveryFigureOnce() {
    StudyDesign design = SimulatedStudies.design(3, 2, 2, 4);
    StudyResults results = analysed(design, cell -> 0);
    assertThat(results.runs()).hasSize(3 * 2 * 2 * 4);
    assertThat(results.cells()).extracting(CellResult::cell).isEqualTo(design.cells());
    // Two outcomes, two conditions, two environments and both together.
    assertThat(results.aggregates()).hasSize(2 * 2 * 3 * 3);
    assertThat(results.comparisons()).hasSize(2 * 2 * 3 * 2);
    assertThat(results.chance()).hasSize(2 * 2 * 2);
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
  void results_anotherLevelAdded_leaveTheEffectsOfTheOthersAlone() {
    StudyDesign two = SimulatedStudies.design(2, 1, 1, 8);
    StudyDesign three = SimulatedStudies.design(3, 1, 1, 8);
    List<RunOutcome> runs = SimulatedStudies.runs(three, new Pcg64(1), cell -> 0);
    StudyResults all = Analysis.of(three, runs, SETTINGS);
    StudyResults some =
        Analysis.of(
            two, runs.stream().filter(r -> !r.cell().level().equals("level-2")).toList(), SETTINGS);
    assertThat(all.comparisons().get(0).difference())
        .isEqualTo(some.comparisons().get(0).difference());
    assertThat(all.aggregates()).containsAll(some.aggregates());
  }

  @Test
  void comparison_clearEffect_saysSo() {
    Comparison comparison =
        first(
            seed -> List.of(10.0 + seed, 180.0 + seed), seed -> List.of(10.0 + seed, 100.0 + seed));
    assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
    assertThat(comparison.difference().value()).isEqualTo(0.8, within(1e-12));
    assertThat(comparison.adjustedP()).isEqualTo(0x1p-11);
    assertThat(comparison.sentence())
        .isEqualTo(
            "`norm-0.5` on CartPole-v1 under heavy: better in final score by 0.80 [0.80, 0.80] than"
                + " `off`, 12 seeds, p < 0.001 after Holm. `norm-0.5` clipped 50% of its gradients.");
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
  void comparison_identicalRuns_showsNoDifference() {
    Comparison comparison =
        first(seed -> List.of(100.0, 90.0 + seed), seed -> List.of(100.0, 90.0 + seed));
    assertThat(comparison.difference()).isEqualTo(new Estimate(0, 0, 0));
    assertThat(comparison.p()).isEqualTo(1);
    assertThat(comparison.verdict()).isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
    assertThat(comparison.seedsNeeded()).isEqualTo(OptionalLong.empty());
    assertThat(comparison.sentence())
        .isEqualTo(
            "`norm-0.5` on CartPole-v1 under heavy: no difference in final score from `off`"
                + " was shown (0.000 [0.000, 0.000]), 12 seeds, p = 1.00 after Holm. `norm-0.5`"
                + " clipped 50% of its gradients.");
  }

  @Test
  void comparison_smallEffect_saysHowManySeedsWouldShowIt() {
    StudyDesign design = SimulatedStudies.design(2, 1, 1, 12);
    Comparison comparison =
        analysed(design, cell -> cell.level().equals("level-1") ? 0.05 : 0).comparisons().get(0);
    assertThat(comparison.verdict()).isEqualTo(Verdict.NO_DIFFERENCE_SHOWN);
    assertThat(comparison.seedsNeeded().orElseThrow()).isGreaterThan(12);
    assertThat(comparison.sentence())
        .contains(". Showing a difference of this size would take about ");
  }

  @Test
  void sensitivity_levelsWithNumbers_isInTheirOrder() {
    StudyDesign drawn = SimulatedStudies.design(3, 1, 1, 4);
    StudyDesign design =
        new StudyDesign(
            drawn.name(),
            drawn.factor(),
            drawn.levels(),
            drawn.baseline(),
            drawn.environments(),
            drawn.conditions(),
            drawn.seeds(),
            Map.of("level-0", 5.0, "level-2", 0.5),
            drawn.scores());
    StudyResults results = analysed(design, cell -> 0);
    assertThat(results.sensitivity()).hasSize(2);
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
    // Differences of interquartile means of ten scores with a standard deviation of about 0.2.
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
        .hasSize(4)
        .anyMatch(warning -> warning.startsWith("The study has only 3 seeds. "))
        .anyMatch(warning -> warning.startsWith("With 3 seeds and 1 comparison, the study cannot"))
        .anyMatch(warning -> warning.startsWith("There are runs with only 1 evaluation. "))
        .anyMatch(
            warning ->
                warning.equals(
                    "All runs on CartPole-v1 under heavy have the same stability, so it cannot tell"
                        + " the levels apart."));
  }

  @Test
  void warnings_failedRun_isToldAndCounted() {
    List<RunOutcome> runs =
        new ArrayList<>(runs(10, seed -> List.of(50.0, 100.0), seed -> List.of(50.0, 100.0)));
    runs.removeIf(run -> run.cell().equals(ON) && run.seed() == 4);
    runs.add(failed(ON, 4, points()));
    StudyResults results = Analysis.of(design(10), runs, SETTINGS);
    assertThat(results.cells().get(1).failed()).isEqualTo(new Share(1, 10));
    assertThat(results.warnings())
        .anyMatch(
            warning ->
                warning.startsWith(
                    "Runs failed: 1 of `norm-0.5` on CartPole-v1 under heavy. Their final"));
    assertThat(results.runs().get(14).finalScore()).isZero();
    assertThat(results.runs().get(14).stability()).isEqualTo(-1);
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
    return new StudyDesign(
        "noise",
        "agent.clipping",
        List.of("off", "norm-0.5"),
        "off",
        List.of("CartPole-v1"),
        List.of("heavy"),
        LongStream.range(0, seeds).boxed().toList(),
        Map.of(),
        Map.of("CartPole-v1", new ScoreRange(0, 100)));
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
