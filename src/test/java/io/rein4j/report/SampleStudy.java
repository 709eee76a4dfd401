package io.rein4j.report;

import io.rein4j.record.SampleUpdates;
import io.rein4j.study.analysis.Aggregate;
import io.rein4j.study.analysis.Band;
import io.rein4j.study.analysis.CellResult;
import io.rein4j.study.analysis.ChanceCheck;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.GridSensitivity;
import io.rein4j.study.analysis.Improvement;
import io.rein4j.study.analysis.LevelCurve;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.analysis.SensitivityCurve;
import io.rein4j.study.analysis.Share;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.analysis.Verdict;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunCosts;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Results of a study as they could be, made up: five levels, two environments, two conditions. */
final class SampleStudy {

  /** A condition whose name must not be taken for a tag. */
  static final String NOISE = "heavy <noise>";

  static final StudyDesign DESIGN =
      StudyDesign.builder()
          .name("clipping-under-noise")
          .factor("agent.clipping")
          .levels(List.of("off", "norm-0.1", "norm-0.5", "norm-5", "auto-10"))
          .baseline("norm-0.5")
          .environments(List.of("CartPole-v1", "Acrobot-v1"))
          .conditions(List.of("clean", NOISE))
          .seeds(List.of(1L, 2L, 3L, 4L))
          .planned(PlannedComparisons.all(List.of("clean", NOISE)))
          .looks(List.of(4))
          .levelValues(Map.of("norm-0.1", 0.1, "norm-0.5", 0.5, "norm-5", 5.0))
          .scores(
              Map.of(
                  "CartPole-v1",
                  new ScoreRange(22, 500, null, true, OptionalDouble.of(475)),
                  "Acrobot-v1",
                  new ScoreRange(-500, -80)))
          .build();

  private SampleStudy() {}

  /** The results, of runs in a folder; one run failed with a sentence that is no HTML. */
  static StudyResults results(Path root) {
    List<RunScore> runs = new ArrayList<>();
    List<CellResult> cells = new ArrayList<>();
    for (Cell cell : DESIGN.cells()) {
      cells.add(cell(cell));
      DESIGN.seeds().forEach(seed -> runs.add(run(cell, seed, root)));
    }
    List<Aggregate> aggregates = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<ChanceCheck> chance = new ArrayList<>();
    List<Improvement> improvements = new ArrayList<>();
    List<LevelCurve> learning = new ArrayList<>();
    List<LevelCurve> profiles = new ArrayList<>();
    List<SensitivityCurve> sensitivity = new ArrayList<>();
    for (String condition : DESIGN.conditions()) {
      for (String environment : List.of("CartPole-v1", "Acrobot-v1", StudyDesign.OVERALL)) {
        for (Outcome outcome : Outcome.values()) {
          chance.add(
              new ChanceCheck(
                  outcome, environment, condition, 2, 100, 0.01, 0.04, 0.03, "Chance."));
          sensitivity.add(
              new SensitivityCurve(
                  outcome, environment, condition, band(x -> 0.5 + x / 50, 0.1, 0.5, 5)));
          for (String level : DESIGN.levels()) {
            Estimate iqm = estimate(score(level, condition));
            aggregates.add(
                new Aggregate(
                    outcome,
                    level,
                    environment,
                    condition,
                    4,
                    outcome == Outcome.FAILURES ? Estimate.UNDEFINED : iqm,
                    iqm,
                    outcome == Outcome.FAILURES ? Estimate.UNDEFINED : iqm,
                    outcome == Outcome.FINAL_SCORE
                        ? estimate(1 - iqm.value())
                        : Estimate.UNDEFINED));
            (outcome == Outcome.FAILURES ? Stream.<String>of() : others(level))
                .forEach(
                    over ->
                        improvements.add(
                            new Improvement(
                                outcome,
                                environment,
                                condition,
                                level,
                                over,
                                estimate(0.5 + score(level, condition) - score(over, condition)))));
            if (!level.equals(DESIGN.baseline())) {
              comparisons.add(comparison(outcome, level, environment, condition));
            }
          }
        }
        for (String level : DESIGN.levels()) {
          double end = score(level, condition);
          learning.add(
              new LevelCurve(
                  level,
                  environment,
                  condition,
                  band(x -> end * x / (x + 9_000), 5_000, 10_000, 20_000, 40_000)));
          profiles.add(
              new LevelCurve(
                  level,
                  environment,
                  condition,
                  band(x -> x < end ? 0.9 : 0.1, 0, 0.25, 0.5, 0.75, 1)));
        }
      }
    }
    return new StudyResults(
        DESIGN,
        AnalysisSettings.DEFAULTS,
        runs,
        cells,
        aggregates,
        comparisons,
        chance,
        improvements,
        learning,
        profiles,
        sensitivity,
        List.of(
            grid("norm", "clean", 0.12), grid("auto", "clean", 0.01), grid("auto", NOISE, -0.004)),
        null,
        List.of("Only 4 seeds: intervals from `fewer than 10` are too narrow."));
  }

  static double score(String level, String condition) {
    double noise = condition.equals(NOISE) ? 0.1 : 0;
    return switch (level) {
      case "off" -> 0.9 - 4 * noise;
      case "norm-0.1" -> 0.7 - noise;
      default -> 0.9 - noise + 0.01 * DESIGN.levels().indexOf(level);
    };
  }

  private static Stream<String> others(String level) {
    return DESIGN.levels().stream().filter(other -> !other.equals(level));
  }

  private static Estimate estimate(double value) {
    return new Estimate(value, value - 0.05, value + 0.07);
  }

  private static Band band(DoubleUnaryOperator curve, double... x) {
    return new Band(
        DoubleStream.of(x).boxed().toList(),
        DoubleStream.of(x).map(curve).boxed().toList(),
        DoubleStream.of(x).map(at -> curve.applyAsDouble(at) - 0.05).boxed().toList(),
        DoubleStream.of(x).map(at -> curve.applyAsDouble(at) + 0.05).boxed().toList());
  }

  private static GridSensitivity grid(String name, String condition, double sensitivity) {
    return new GridSensitivity(
        name,
        condition,
        15,
        4,
        estimate(0.9 - sensitivity),
        new Estimate(sensitivity, sensitivity - 0.01, sensitivity + 0.01),
        sensitivity + 0.03,
        name + "-1, 3e-4",
        List.of(),
        "`%s` under %s costs something.".formatted(name, condition));
  }

  private static Comparison comparison(
      Outcome outcome, String level, String environment, String condition) {
    double difference = score(level, condition) - score(DESIGN.baseline(), condition);
    boolean primary = outcome == DESIGN.primary();
    Verdict verdict =
        difference < -0.1
            ? Verdict.WORSE
            : level.equals("auto-10")
                ? Verdict.BETTER
                : primary && level.equals("norm-5") ? Verdict.EQUIVALENT : Verdict.NOT_DECIDED;
    return new Comparison(
        outcome,
        primary,
        level,
        DESIGN.baseline(),
        environment,
        condition,
        null,
        4,
        4,
        estimate(difference),
        0.01,
        0.04,
        24,
        1,
        verdict,
        0.05,
        estimate(difference),
        verdict == Verdict.EQUIVALENT,
        new Share(level.equals("off") ? 1 : 0, 4),
        new Share(0, 4),
        0.527,
        outcome == Outcome.FAILURES ? 1 : Double.NaN,
        verdict == Verdict.NOT_DECIDED ? OptionalInt.of(1_234) : OptionalInt.empty(),
        "`%s` on %s under %s: %s.".formatted(level, environment, condition, verdict.words()));
  }

  private static RunClipping clipping(Cell cell) {
    double clipped = cell.level().equals("off") ? 0 : 0.8;
    return new RunClipping(
        7_800, 0, clipped, clipped / 2, 2.3, 1 - clipped / 2, 1.9, Map.of(), Map.of());
  }

  /** What clipping did in a run that has finished. */
  private static RunClipping withGroups(RunClipping run) {
    return new RunClipping(
        run.updates(),
        run.skippedUpdates(),
        run.clippedFraction(),
        run.removedNormShare(),
        run.normPreMean(),
        run.clipCoefficientMean(),
        run.tailIndex(),
        run.paths(),
        Map.of("actor", SampleUpdates.whole(0.5), "critic", SampleUpdates.whole(0.25)));
  }

  private static CellResult cell(Cell cell) {
    return new CellResult(
        cell,
        4,
        new Share(cell.level().equals("off") ? 1 : 0, 4),
        new Share(3, 4),
        new Share(cell.level().equals("off") ? 1 : 0, 4),
        new Share(0, 4),
        new Share(1, 4),
        new Share(2, 4),
        new Estimate(Double.POSITIVE_INFINITY, 20_000, Double.POSITIVE_INFINITY),
        estimate(0.1),
        estimate(0.08),
        estimate(-0.2),
        estimate(0.3),
        estimate(0.6),
        0.55,
        0.47,
        clipping(cell),
        14.2,
        7_400,
        "`%s`: the worst of 4 runs.".formatted(cell.level()));
  }

  private static RunScore run(Cell cell, long seed, Path root) {
    boolean failed = cell.level().equals("off") && seed == 3;
    double score = score(cell.level(), cell.condition()) + 0.001 * seed;
    ScoreRange range = Objects.requireNonNull(DESIGN.scores().get(cell.environment()));
    double value = range.random() + score * (range.reference() - range.random());
    RunOutcome run =
        new RunOutcome(
            cell,
            seed,
            40_000,
            failed,
            false,
            failed ? "The gradient of update 812 holds </script> NaN." : "",
            List.of(new EvaluationPoint(40_000, value, 20, 20)),
            seed == 2 ? withGroups(clipping(cell)) : clipping(cell),
            new RunCosts(14.2, 7_400, 100e6),
            root.resolve("runs").resolve("a b-%s".formatted(seed)));
    return new RunScore(
        run, value, score, score - 0.1, score, failed, !failed, false, OptionalLong.empty());
  }
}
