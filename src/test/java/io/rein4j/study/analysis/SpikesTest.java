package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a study says whose main effect the eye sees: without clipping, no run survives spikes. */
class SpikesTest {

  private static final ScoreRange RANGE =
      new ScoreRange(22.197, 500, null, true, OptionalDouble.of(475));

  private static StudyResults results(int seeds) throws IOException {
    StudyDesign design =
        StudyDesign.builder()
            .name("spikes")
            .factor("agent.clipping.rules")
            .levels(List.of("off", "norm-0.5", "norm-5", "auto-clip"))
            .baseline("norm-0.5")
            .environments(List.of("CartPole-v1"))
            .conditions(List.of("clean", "spikes"))
            .seeds(LongStream.rangeClosed(1, seeds).boxed().toList())
            .planned(PlannedComparisons.all(List.of("clean", "spikes")))
            .looks(List.of(seeds))
            .scores(Map.of("CartPole-v1", RANGE))
            .build();
    List<RunOutcome> runs = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(SpikesTest.class.getResourceAsStream("spikes.csv"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(row -> run(row.split(",", -1)))
          .filter(run -> run.seed() <= seeds)
          .forEach(runs::add);
    }
    return Analysis.of(
        design, runs, AnalysisSettings.builder().replicates(200).curveReplicates(100).build());
  }

  private static RunOutcome run(String[] row) {
    List<EvaluationPoint> evaluations =
        Stream.of(row[3].split(" "))
            .map(one -> one.split(":"))
            .map(
                one ->
                    new EvaluationPoint(Long.parseLong(one[0]), Double.parseDouble(one[1]), 0, 20))
            .toList();
    return SimulatedStudies.run(
        new Cell(row[0], "CartPole-v1", row[1]), Long.parseLong(row[2]), evaluations);
  }

  private static Comparison comparison(
      StudyResults results, Outcome outcome, String level, String condition) {
    return results.comparisons().stream()
        .filter(
            one ->
                one.outcome() == outcome
                    && one.level().equals(level)
                    && one.condition().equals(condition))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 12})
  void withoutClipping_underSpikes_isWorse(int seeds) throws IOException {
    StudyResults results = results(seeds);
    for (Outcome outcome : List.of(Outcome.FINAL_SCORE, Outcome.STABILITY)) {
      Comparison off = comparison(results, outcome, "off", "spikes");
      assertThat(off.verdict()).as(off.sentence()).isEqualTo(Verdict.WORSE);
      assertThat(off.comparisons()).isEqualTo(6);
    }
    VerdictPropertiesTest.assertConsistent(results.comparisons(), results.aggregates());
  }

  /** Half of the baseline's runs fail under spikes too, which 6 seeds cannot tell from all. */
  @Test
  void withoutClipping_underSpikes_failsInAllRuns() throws IOException {
    Comparison few = comparison(results(6), Outcome.FAILURES, "off", "spikes");
    assertThat(few.failing()).isEqualTo(new Share(6, 6));
    assertThat(few.baselineFailing()).isEqualTo(new Share(4, 6));
    assertThat(few.verdict()).isEqualTo(Verdict.NOT_DECIDED);
    Comparison off = comparison(results(12), Outcome.FAILURES, "off", "spikes");
    assertThat(off.failing()).isEqualTo(new Share(12, 12));
    assertThat(off.baselineFailing()).isEqualTo(new Share(6, 12));
    assertThat(off.mcnemarP()).isEqualTo(0x1p-5, within(1e-12));
    assertThat(off.verdict()).isEqualTo(Verdict.WORSE);
  }

  /** Within 30,000 steps single runs of either fail, and the others end far apart. */
  @Test
  void otherThreshold_onCleanRewards_isNotDecidedBecauseRunsFail() throws IOException {
    Comparison five = comparison(results(12), Outcome.FINAL_SCORE, "norm-5", "clean");
    assertThat(five.verdict()).isEqualTo(Verdict.NOT_DECIDED);
    assertThat(five.isWithinMargin()).isFalse();
    assertThat(five.sentence())
        .contains("2 of 12 runs of `norm-5` failed and 1 of 12 of `norm-0.5`.");
  }
}
