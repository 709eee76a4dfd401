package io.rein4j.study.analysis;

import io.rein4j.random.Pcg64;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.TuningPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A study that chooses one level by runs drawn from a pool of finished ones, without a seed twice:
 * first on tuning seeds, then on others. The truth is the mean of the whole pool.
 *
 * @param loss how far the mean of the level that it recommends is below the best one's, in
 *     normalised scores
 * @param lossByTuning the same of the best finalist on the tuning seeds
 * @param runs how many runs it took in each task
 */
record PoolStudy(double loss, double lossByTuning, int runs) {

  static final double MARGIN = 0.05;

  private static final AnalysisSettings SETTINGS =
      AnalysisSettings.builder().replicates(100).curveReplicates(100).build();

  /** What came of many studies. */
  record Rates(double within, double loss, double tuningAlone, double runs) {

    /** Returns the cells of a row under those of {@link #HEADING}. */
    String row() {
      return String.format(
          Locale.ROOT,
          "%.1f%% | %.1f%% | %.3f | %.0f |",
          100 * within,
          100 * tuningAlone,
          loss,
          runs);
    }
  }

  /** The columns of {@link Rates#row}. */
  static final String HEADING = "within the margin | by tuning alone | mean loss | runs per task |";

  /**
   * Draws studies.
   *
   * @param pool the scores by level, task and seed that each study draws from
   * @param tuningSeeds how many tuning seeds the levels that stay have in the end
   * @param seeds how many seeds are reported
   */
  static Rates rates(
      int studies, IntFunction<double[][][]> pool, int tuningSeeds, int seeds, Pcg64 random) {
    List<PoolStudy> drawn =
        IntStream.range(0, studies)
            .mapToObj(study -> draw(pool.apply(study), tuningSeeds, seeds, random))
            .toList();
    return new Rates(
        drawn.stream().mapToDouble(study -> study.loss() <= MARGIN ? 1 : 0).average().orElseThrow(),
        drawn.stream().mapToDouble(PoolStudy::loss).average().orElseThrow(),
        drawn.stream()
            .mapToDouble(study -> study.lossByTuning() <= MARGIN ? 1 : 0)
            .average()
            .orElseThrow(),
        drawn.stream().mapToInt(PoolStudy::runs).average().orElseThrow());
  }

  private static PoolStudy draw(double[][][] pool, int tuningSeeds, int seeds, Pcg64 random) {
    double[] truth = truth(pool);
    double best = Arrays.stream(truth).max().orElseThrow();
    List<Long> drawn = seeds(pool[0][0].length, tuningSeeds + seeds, random);
    TuningPlan tuning =
        new TuningPlan(
            drawn.subList(0, tuningSeeds),
            null,
            TuningPlan.halving(pool.length, tuningSeeds),
            List.of(),
            Map.of(),
            Map.of());
    StudyDesign design = design(pool, drawn.subList(tuningSeeds, drawn.size()));
    List<RunOutcome> onTuning = runs(design, design.levels(), tuning.seeds(), pool);
    Race race = new Race(design, tuning, SETTINGS, onTuning);
    StudyDesign reporting = design.withLevels(withBaseline(race.left(), design));
    StudyScores scores =
        new StudyScores(
            reporting, runs(design, reporting.levels(), design.seeds(), pool), SETTINGS);
    String chosen = new Choosing(scores, tuning, race).best();
    String byTuning =
        race.all().stream()
            .filter(Raced::finalist)
            .reduce((a, b) -> b.mean() > a.mean() ? b : a)
            .orElseThrow()
            .level();
    return new PoolStudy(
        best - truth[design.levels().indexOf(chosen)],
        best - truth[design.levels().indexOf(byTuning)],
        race.all().stream().mapToInt(Raced::seeds).sum() + reporting.levels().size() * seeds);
  }

  private static List<String> withBaseline(List<String> left, StudyDesign design) {
    List<String> levels = new ArrayList<>(left);
    if (!levels.contains(design.baseline())) {
      levels.add(design.baseline());
    }
    return levels;
  }

  /** Returns the mean of each level over all tasks and seeds. */
  static double[] truth(double[][][] pool) {
    return Arrays.stream(pool)
        .mapToDouble(
            tasks -> Arrays.stream(tasks).flatMapToDouble(Arrays::stream).average().orElseThrow())
        .toArray();
  }

  /** Numbers from 0 up to the pool's seeds, none of them twice. */
  private static List<Long> seeds(int all, int count, Pcg64 random) {
    long[] numbers = LongStream.range(0, all).toArray();
    for (int i = 0; i < count; i++) {
      int j = i + (int) (random.nextDouble() * (all - i));
      long kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
    return Arrays.stream(numbers).limit(count).boxed().toList();
  }

  private static StudyDesign design(double[][][] pool, List<Long> seeds) {
    List<String> levels = IntStream.range(0, pool.length).mapToObj(i -> "level-" + i).toList();
    Map<String, ScoreRange> ranges = new LinkedHashMap<>();
    IntStream.range(0, pool[0].length)
        .forEach(task -> ranges.put("task-" + task, new ScoreRange(0, 1)));
    return StudyDesign.builder()
        .name("pool")
        .factor("agent.clipping")
        .levels(levels)
        .baseline(levels.get(0))
        .environments(List.copyOf(ranges.keySet()))
        .seeds(seeds)
        .planned(PlannedComparisons.all(List.of("")))
        .looks(List.of(seeds.size()))
        .scores(ranges)
        .build();
  }

  private static List<RunOutcome> runs(
      StudyDesign design, List<String> levels, List<Long> seeds, double[][][] pool) {
    List<RunOutcome> runs = new ArrayList<>();
    for (String level : levels) {
      for (String environment : design.environments()) {
        double[] scores =
            pool[design.levels().indexOf(level)][design.environments().indexOf(environment)];
        for (long seed : seeds) {
          runs.add(
              SimulatedStudies.run(
                  new Cell(level, environment, ""),
                  seed,
                  List.of(new EvaluationPoint(1_000, scores[(int) seed], 0, 10))));
        }
      }
    }
    return runs;
  }
}
