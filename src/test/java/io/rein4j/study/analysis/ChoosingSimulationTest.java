package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the setting that a study recommends is as good as the best, where the truth is known.
 *
 * <p>A pool has finished runs of 7 levels in 3 tasks on 100 seeds. Its levels differ by a curve
 * with a top, by something of their own in each task, and its seeds by an effect that all levels
 * share and noise that they do not. A study draws its tuning seeds and its own from the pool
 * without a seed twice; the truth is the mean of all 100.
 */
class ChoosingSimulationTest {

  private static final int LEVELS = 7;
  private static final int TASKS = 3;
  private static final int POOL = 100;
  private static final double MARGIN = 0.05;

  private static final AnalysisSettings SETTINGS =
      AnalysisSettings.builder().replicates(100).curveReplicates(100).build();

  /** How runs of a level differ. */
  private enum Noise {
    /** Normal, with a given deviation. */
    NORMAL,
    /** Normal and small, but one run in five fails and scores 0. */
    FAILING
  }

  /**
   * A setting of the simulation.
   *
   * @param deviation of a run's score, without what all levels share on a seed
   * @param width how far from the best level the scores fall by 0.1, in levels
   */
  private record Kind(Noise noise, double deviation, double width) {}

  /** What came of many studies of a kind. */
  private record Result(double within, double loss, double tuningAlone, double runs) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(Noise.NORMAL, 0.05, 1),
          new Kind(Noise.NORMAL, 0.1, 1),
          new Kind(Noise.NORMAL, 0.2, 1),
          new Kind(Noise.NORMAL, 0.3, 1),
          new Kind(Noise.NORMAL, 0.1, 3),
          new Kind(Noise.NORMAL, 0.2, 3),
          new Kind(Noise.NORMAL, 0.3, 3),
          new Kind(Noise.FAILING, 0.05, 1),
          new Kind(Noise.FAILING, 0.05, 3));

  /** The scores of a pool: by level, task and seed. */
  private static double[][][] pool(Kind kind, Pcg64 random) {
    double[][][] pool = new double[LEVELS][TASKS][POOL];
    double best = (LEVELS - 1) * random.nextDouble();
    double[][] shared = new double[TASKS][POOL];
    for (double[] task : shared) {
      Arrays.setAll(task, seed -> 0.1 * random.standardNormal());
    }
    for (int level = 0; level < LEVELS; level++) {
      double distance = (level - best) / kind.width();
      for (int task = 0; task < TASKS; task++) {
        double mean = 0.9 - 0.1 * distance * distance + 0.02 * random.standardNormal();
        double spread = kind.deviation();
        double[] seeds = shared[task];
        Arrays.setAll(
            pool[level][task],
            seed ->
                kind.noise() == Noise.FAILING && random.nextDouble() < 0.2
                    ? 0
                    : mean + seeds[seed] + spread * random.standardNormal());
      }
    }
    return pool;
  }

  private static Result simulate(Kind kind, int tuningSeeds, int seeds, int studies) {
    Pcg64 random = new RandomStreams(7).stream("choosing " + kind);
    List<TuningPlan.Round> rounds = TuningPlan.halving(LEVELS, tuningSeeds);
    int good = 0;
    int goodByTuning = 0;
    double lost = 0;
    long ran = 0;
    double[][][] pool = {};
    for (int study = 0; study < studies; study++) {
      if (study % 20 == 0) {
        pool = pool(kind, random);
      }
      double[] truth = truth(pool);
      double best = Arrays.stream(truth).max().orElseThrow();
      List<Long> drawn = draw(tuningSeeds + seeds, random);
      TuningPlan tuning =
          new TuningPlan(drawn.subList(0, tuningSeeds), rounds, List.of(), Map.of(), Map.of());
      StudyDesign design = design(drawn.subList(tuningSeeds, drawn.size()));
      List<RunOutcome> onTuning = runs(design, design.levels(), tuning.seeds(), pool);
      Race race = new Race(design, tuning, SETTINGS, onTuning);
      StudyDesign reporting = design.withLevels(withBaseline(race.left(), design));
      StudyScores scores =
          new StudyScores(
              reporting, runs(design, reporting.levels(), design.seeds(), pool), SETTINGS);
      String chosen = new Choosing(scores, tuning, race).best();
      double loss = best - truth[design.levels().indexOf(chosen)];
      lost += loss;
      good += loss <= MARGIN ? 1 : 0;
      String byTuning =
          race.all().stream()
              .filter(Raced::finalist)
              .reduce((a, b) -> b.mean() > a.mean() ? b : a)
              .orElseThrow()
              .level();
      goodByTuning += best - truth[design.levels().indexOf(byTuning)] <= MARGIN ? 1 : 0;
      ran += race.all().stream().mapToInt(Raced::seeds).sum() + reporting.levels().size() * seeds;
    }
    return new Result(
        (double) good / studies,
        lost / studies,
        (double) goodByTuning / studies,
        (double) ran / studies);
  }

  private static List<String> withBaseline(List<String> left, StudyDesign design) {
    List<String> levels = new ArrayList<>(left);
    if (!levels.contains(design.baseline())) {
      levels.add(design.baseline());
    }
    return levels;
  }

  private static double[] truth(double[][][] pool) {
    return Arrays.stream(pool)
        .mapToDouble(
            tasks -> Arrays.stream(tasks).flatMapToDouble(Arrays::stream).average().orElseThrow())
        .toArray();
  }

  /** Numbers from 0 up to the pool's seeds, none of them twice. */
  private static List<Long> draw(int count, Pcg64 random) {
    long[] numbers = LongStream.range(0, POOL).toArray();
    for (int i = 0; i < count; i++) {
      int j = i + (int) (random.nextDouble() * (POOL - i));
      long kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
    return Arrays.stream(numbers).limit(count).boxed().toList();
  }

  private static StudyDesign design(List<Long> seeds) {
    List<String> levels = IntStream.range(0, LEVELS).mapToObj(i -> "level-" + i).toList();
    Map<String, ScoreRange> ranges = new LinkedHashMap<>();
    IntStream.range(0, TASKS).forEach(task -> ranges.put("task-" + task, new ScoreRange(0, 1)));
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

  private static String row(Kind kind, int tuning, int seeds, Result result) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.0f | %d | %d | %.1f%% | %.1f%% | %.3f | %.0f |",
        kind.noise(),
        kind.deviation(),
        kind.width(),
        tuning,
        seeds,
        100 * result.within(),
        100 * result.tuningAlone(),
        result.loss(),
        result.runs());
  }

  @Test
  void choice_ofFewStudiesWithLittleNoise_isNearlyTheBest() {
    assertThat(simulate(new Kind(Noise.NORMAL, 0.1, 1), 8, 10, 40).within()).isGreaterThan(0.9);
  }

  @Test
  @Tag("simulation")
  void choice_onPoolsOfFinishedRuns_isWithinTheMarginOfTheBestInNineOfTen() {
    System.out.println(
        "| noise | deviation | width | tuning seeds | seeds | within the margin | by tuning alone | mean loss | runs per task |");
    List<Result> asByDefault = new ArrayList<>();
    for (Kind kind : KINDS) {
      asByDefault.add(printed(kind, 8, 20, 2_000));
      printed(kind, 4, 10, 500);
      printed(kind, 8, 10, 500);
    }
    assertThat(asByDefault).allMatch(result -> result.within() >= 0.9);
  }

  private static Result printed(Kind kind, int tuning, int seeds, int studies) {
    Result result = simulate(kind, tuning, seeds, studies);
    System.out.println(row(kind, tuning, seeds, result));
    return result;
  }
}
