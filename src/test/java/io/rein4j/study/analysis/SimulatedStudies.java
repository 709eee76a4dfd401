package io.rein4j.study.analysis;

import io.rein4j.random.Pcg64;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunCosts;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Designs, and runs whose learning curves are drawn rather than learned. */
public final class SimulatedStudies {

  private static final int EVALUATIONS = 10;

  private SimulatedStudies() {}

  public static StudyDesign design(int levels, int environments, int conditions, int seeds) {
    return design(levels, environments, conditions, seeds, Outcome.FINAL_SCORE);
  }

  static StudyDesign design(
      int levels, int environments, int conditions, int seeds, Outcome primary) {
    List<String> ids = names("Env-v", environments);
    Map<String, ScoreRange> scores = new TreeMap<>();
    ids.forEach(id -> scores.put(id, new ScoreRange(-100, 100)));
    List<String> levelNames = names("level-", levels);
    List<String> conditionNames = conditions == 1 ? List.of("") : names("noise-", conditions);
    return StudyDesign.builder()
        .name("simulated")
        .factor("agent.clipping")
        .levels(levelNames)
        .baseline(levelNames.get(0))
        .environments(ids)
        .conditions(conditionNames)
        .seeds(LongStream.range(0, seeds).boxed().toList())
        .planned(PlannedComparisons.all(conditionNames))
        .looks(List.of(seeds))
        .primary(primary)
        .scores(scores)
        .build();
  }

  /**
   * Runs of all cells: each learns up to a plateau, with heavy-tailed noise, and no further than to
   * the reference's score.
   */
  public static List<RunOutcome> runs(
      StudyDesign design, Pcg64 random, ToDoubleFunction<Cell> effect) {
    List<RunOutcome> runs = new ArrayList<>();
    for (Cell cell : design.cells()) {
      for (long seed : design.seeds()) {
        double plateau = 0.7 + effect.applyAsDouble(cell) + 0.2 * random.standardNormal();
        List<EvaluationPoint> evaluations = new ArrayList<>();
        for (int i = 1; i <= EVALUATIONS; i++) {
          double noise = random.standardNormal() / Math.sqrt(random.standardExponential());
          double score = Math.min(1, plateau * (1 - Math.exp(-i / 2.0)) + 0.03 * noise);
          evaluations.add(new EvaluationPoint(1000L * i, 200 * score - 100, 10, 10));
        }
        runs.add(run(cell, seed, evaluations));
      }
    }
    return runs;
  }

  public static RunOutcome run(Cell cell, long seed, List<EvaluationPoint> evaluations) {
    return new RunOutcome(
        cell,
        seed,
        evaluations.isEmpty() ? 1 : evaluations.get(evaluations.size() - 1).step(),
        false,
        false,
        "",
        evaluations,
        new RunClipping(1000, 0, 0.5, 0.25, 2, 0.75, 3, Map.of(), Map.of()),
        new RunCosts(60, 10_000, 100e6),
        Path.of("runs", cell.level() + "-" + seed));
  }

  /** The same run on a machine of half the speed. */
  public static RunOutcome slower(RunOutcome run) {
    return new RunOutcome(
        run.cell(),
        run.seed(),
        run.steps(),
        run.failed(),
        run.diverged(),
        run.failure(),
        run.evaluations(),
        run.clipping(),
        new RunCosts(120, 5_000, 200e6),
        run.folder());
  }

  /** A run that crashed on its way to a number of steps. */
  public static RunOutcome crashed(
      Cell cell, long seed, long steps, List<EvaluationPoint> evaluations) {
    return new RunOutcome(
        cell,
        seed,
        steps,
        true,
        false,
        "The worker ended with exit code 1.",
        evaluations,
        RunClipping.UNKNOWN,
        RunCosts.UNKNOWN,
        Path.of("runs"));
  }

  public static List<EvaluationPoint> points(double... returns) {
    return IntStream.range(0, returns.length)
        .mapToObj(i -> new EvaluationPoint(1000L * (i + 1), returns[i], 10, 10))
        .toList();
  }

  private static List<String> names(String stem, int count) {
    return IntStream.range(0, count).mapToObj(i -> stem + i).toList();
  }
}
