package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.catalog.Catalog;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.Proposing;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.TuningPlan;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.SmallRuns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Levels are dropped on tuning seeds, and those that are left are compared on others. */
class ChoosingPlanTest {

  private static final AnalysisSettings SETTINGS =
      AnalysisSettings.builder().replicates(100).curveReplicates(100).build();

  private static final RunConfig CONFIG =
      RunConfigs.ofText(Catalog.standard(), SmallRuns.PPO, "PPO");

  private static final List<String> SEVEN = List.of("a", "b", "c", "d", "e", "f", "g");

  private static List<Long> seeds(long from, int count) {
    return LongStream.range(from, from + count).boxed().toList();
  }

  /**
   * A study.
   *
   * @param seeds the seeds that it reports on
   * @param looks at which of them it is looked at
   */
  private static StudyPlan study(
      List<String> levels, String baseline, int tuning, int seeds, List<Integer> looks) {
    return study(levels, baseline, tuning, seeds, looks, Outcome.FINAL_SCORE);
  }

  private static StudyPlan study(
      List<String> levels,
      String baseline,
      int tuning,
      int seeds,
      List<Integer> looks,
      Outcome primary) {
    Map<String, ScoreRange> ranges = new LinkedHashMap<>();
    List.of("E", "F").forEach(name -> ranges.put(name, new ScoreRange(0, 1)));
    StudyDesign design =
        StudyDesign.builder()
            .name("choosing")
            .factor("agent.clipping")
            .levels(levels)
            .baseline(baseline)
            .environments(List.of("E", "F"))
            .conditions(List.of("clean", "noisy"))
            .seeds(seeds(1, seeds))
            .planned(PlannedComparisons.all(List.of("clean", "noisy")))
            .looks(looks)
            .primary(primary)
            .scores(ranges)
            .build();
    Map<String, Map<String, Object>> values = new LinkedHashMap<>();
    levels.forEach(level -> values.put(level, Map.of("agent.clipping", level)));
    return new StudyPlan(
        design,
        SETTINGS,
        runs(design, design.seeds()),
        List.of(),
        new TuningPlan(
            seeds(10_001, tuning),
            null,
            TuningPlan.halving(levels.size(), tuning),
            runs(design, seeds(10_001, tuning)),
            Map.of(),
            values),
        Map.of());
  }

  private static List<PlannedRun> runs(StudyDesign design, List<Long> seeds) {
    List<PlannedRun> runs = new ArrayList<>();
    for (Cell cell : design.cells()) {
      String name = cell.level() + "-" + cell.environment() + "-" + cell.condition();
      seeds.forEach(
          seed -> runs.add(new PlannedRun(cell, CONFIG.toBuilder().name(name).seed(seed).build())));
    }
    return runs;
  }

  /** What a level's runs score on average, on tuning seeds and on the others. */
  private interface Means {
    double of(String level, boolean tuning);
  }

  /** A study that trains what its plan asks for. */
  private static final class Simulation {

    /** Who ran in each look, and on how many seeds in each task. */
    final List<String> log = new ArrayList<>();

    final List<RunOutcome> results = new ArrayList<>();
    final StudyPlan plan;

    Simulation(StudyPlan plan, double noise, Means means) {
      this.plan = plan;
      RunPlan runs = new ChoosingPlan(plan, plan::design);
      Map<String, RunPlan.Request> needed = new LinkedHashMap<>();
      Map<String, RunOutcome> outcomes = new HashMap<>();
      for (int look = 0; ; look++) {
        int complete = look;
        results.clear();
        needed.values().stream()
            .filter(request -> request.look() <= complete)
            .forEach(request -> results.add(outcomes.get(request.run().folderName())));
        RunPlan.Decision decision = runs.next(look, results);
        decision.dropped().forEach(name -> assertThat(needed.remove(name)).isNotNull());
        for (RunPlan.Request request : decision.start()) {
          PlannedRun run = request.run();
          assertThat(request.look()).isGreaterThan(look);
          assertThat(needed.put(run.folderName(), request)).as(run.folderName()).isNull();
          Pcg64 random = new RandomStreams(run.seed()).stream(run.cell().label());
          double score =
              means.of(run.cell().level(), run.seed() > 10_000) + noise * random.standardNormal();
          outcomes.put(
              run.folderName(),
              SimulatedStudies.run(run.cell(), run.seed(), SimulatedStudies.points(score, score)));
        }
        Map<String, Integer> ran = new LinkedHashMap<>();
        needed.values().stream()
            .filter(request -> request.look() == complete + 1)
            .forEach(request -> ran.merge(request.run().cell().level(), 1, Integer::sum));
        if (ran.isEmpty()) {
          break;
        }
        log.add(
            String.join("", new TreeSet<>(ran.keySet()))
                + " "
                + new TreeSet<>(ran.values().stream().map(count -> count / 4).toList()));
      }
    }

    StudyResults analysis() {
      return Analysis.of(
          plan.design(), Objects.requireNonNull(plan.tuning()), results, plan.analysis());
    }

    Choice choice() {
      return Objects.requireNonNull(analysis().choice());
    }
  }

  private static double byLetter(String level, boolean tuning) {
    return 0.6 + 0.05 * SEVEN.indexOf(level);
  }

  @Test
  void next_sevenLevels_halvesThemAndReportsOnThreeAndTheBaseline() {
    Simulation study =
        new Simulation(study(SEVEN, "b", 6, 10, List.of(10)), 0.001, ChoosingPlanTest::byLetter);
    assertThat(study.log).containsExactly("abcdefg [3]", "defg [3]", "befg [10]");
    Choice choice = study.choice();
    assertThat(choice.recommended()).isEqualTo("g");
    assertThat(choice.mean()).isCloseTo(0.9, within(0.001));
    assertThat(choice.finalists()).containsExactly("e", "f", "g");
    assertThat(choice.equivalent()).isEmpty();
    assertThat(choice.race()).extracting(Raced::seeds).containsExactly(3, 3, 3, 6, 6, 6, 6);
    assertThat(choice.race().get(0).sentence())
        .isEqualTo("`a` was dropped after 3 tuning seeds, where its mean final score was 0.60.");
    assertThat(choice.sentence())
        .isEqualTo(
            "Recommended: `g` for `agent.clipping`. On 10 seeds that no level was chosen by, its"
                + " mean final score on average over all environments and conditions is 0.90,"
                + " against 0.65 of `b` (the baseline), 0.80 of `e`, 0.85 of `f`. None of these is"
                + " shown to be equivalent to it on average within the margin of 0.05.");
    StudyResults results = study.analysis();
    assertThat(results.design().levels()).containsExactly("b", "e", "f", "g");
    assertThat(results.runs()).hasSize(4 * 4 * 10).allMatch(run -> run.run().seed() <= 10);
    assertThat(results.comparisons())
        .filteredOn(Comparison::primary)
        .allMatch(comparison -> comparison.verdict() == Verdict.BETTER);
  }

  @Test
  void next_roundsInAnyOrder_decidesTheSame() {
    StudyPlan plan = study(SEVEN, "a", 8, 4, List.of(4));
    Simulation study = new Simulation(plan, 0.3, ChoosingPlanTest::byLetter);
    List<RunOutcome> shuffled = new ArrayList<>(study.results);
    shuffled.sort(Comparator.comparing(run -> run.seed() * 7919 % 13));
    TuningPlan tuning = Objects.requireNonNull(plan.tuning());
    assertThat(new Race(plan.design(), tuning, SETTINGS, shuffled).all())
        .isEqualTo(new Race(plan.design(), tuning, SETTINGS, study.results).all());
  }

  /** A level that was only lucky on tuning seeds is not what is reported. */
  @Test
  void choice_isMadeByTheSeedsThatNothingWasChosenBy() {
    Simulation study =
        new Simulation(
            study(SEVEN, "a", 4, 10, List.of(10)),
            0.001,
            (level, tuning) -> level.equals("d") && tuning ? 2 : byLetter(level, tuning));
    assertThat(study.choice().finalists()).containsExactly("d", "f", "g");
    assertThat(study.choice().recommended()).isEqualTo("g");
  }

  @Test
  void choice_levelsThatScoreTheSame_keepsTheFirstAndNamesTheEquivalent() {
    Simulation study =
        new Simulation(study(SEVEN, "a", 4, 10, List.of(10)), 0, (level, tuning) -> 0.9);
    assertThat(study.log.get(2)).isEqualTo("abc [10]");
    assertThat(study.choice().recommended()).isEqualTo("a");
    assertThat(study.choice().equivalent()).containsExactly("b", "c");
    assertThat(study.choice().sentence())
        .endsWith(
            "Equivalent to it on average within the margin of 0.05: `b` (and so in each of the 4 by"
                + " itself) and `c` (and so in each of the 4 by itself). It is the baseline: no"
                + " finalist has a better mean.");
  }

  /** In one environment it is far better and in the other far worse, which cancels out. */
  @Test
  void choice_equivalentOnAverageAlone_saysInHowManyItIsByItself() {
    StudyPlan plan = study(List.of("a", "b"), "a", 4, 10, List.of(10));
    List<RunOutcome> runs = new ArrayList<>();
    for (PlannedRun run : plan.runs()) {
      boolean better = run.cell().environment().equals("E");
      double score =
          run.cell().level().equals("a") || run.cell().condition().equals("clean")
              ? 0.8
              : better ? 0.9 : 0.7;
      runs.add(SimulatedStudies.run(run.cell(), run.seed(), SimulatedStudies.points(score, score)));
    }
    Choice choice =
        Objects.requireNonNull(
            Analysis.of(plan.design(), Objects.requireNonNull(plan.tuning()), runs, SETTINGS)
                .choice());
    assertThat(choice.equivalent()).containsExactly("b");
    assertThat(choice.sentence())
        .contains(
            "Equivalent to it on average within the margin of 0.05: `b` (by itself, this is shown"
                + " in 2 of the 4 only).");
  }

  @Test
  void choice_equivalentWithFailingRuns_isNotCalledSo() {
    Simulation study =
        new Simulation(study(SEVEN, "a", 4, 10, List.of(10)), 0, (level, tuning) -> 0.4);
    assertThat(study.choice().equivalent()).isEmpty();
  }

  @Test
  void choice_baselineWasDroppedAndIsBest_isTheBaseline() {
    Simulation study =
        new Simulation(
            study(SEVEN, "a", 4, 10, List.of(10)),
            0.001,
            (level, tuning) -> level.equals("a") && !tuning ? 1 : byLetter(level, tuning));
    assertThat(study.choice().finalists()).doesNotContain("a");
    assertThat(study.choice().recommended()).isEqualTo("a");
  }

  @Test
  void next_threeLevels_reportsOnAllOfThem() {
    Simulation study =
        new Simulation(
            study(List.of("a", "b", "c"), "a", 8, 10, List.of(10)),
            0.001,
            ChoosingPlanTest::byLetter);
    assertThat(study.log).containsExactly("abc [10]");
    assertThat(study.choice().recommended()).isEqualTo("c");
    assertThat(study.choice().race()).isEmpty();
  }

  /** Points are proposed by what those before have scored on the seeds of the first round. */
  @Test
  void next_pointsInWaves_asksForThemOneAfterTheOtherOnTheSameSeeds() {
    List<String> levels = List.of("base", "p1", "p2", "p3", "p4", "p5", "p6");
    StudyPlan all = study(levels, "base", 6, 10, List.of(10));
    TuningPlan tuning = Objects.requireNonNull(all.tuning());
    Map<String, List<Double>> places = new LinkedHashMap<>();
    levels.subList(1, 7).forEach(level -> places.put(level, List.of(0.5)));
    Proposing proposing =
        new Proposing(
            List.of(0), List.of(levels.subList(1, 4), levels.subList(4, 6), List.of("p6")), places);
    StudyPlan plan =
        new StudyPlan(
            all.design(),
            all.analysis(),
            all.runs(),
            List.of(),
            new TuningPlan(
                tuning.seeds(),
                proposing,
                tuning.rounds(),
                tuning.runs(),
                tuning.configs(),
                tuning.values()),
            Map.of());
    Simulation study =
        new Simulation(plan, 0, (level, onTuning) -> 0.6 + 0.05 * levels.indexOf(level));
    assertThat(study.log)
        .containsExactly("basep1p2p3 [3]", "p4p5 [3]", "p6 [3]", "p3p4p5p6 [3]", "basep4p5p6 [10]");
    assertThat(study.choice().recommended()).isEqualTo("p6");
    ChoosingPlan choosing = new ChoosingPlan(plan, plan::design);
    List<RunOutcome> first =
        study.results.stream()
            .filter(run -> List.of("base", "p1", "p2").contains(run.cell().level()))
            .toList();
    Map<String, Double> begun = choosing.begun(first);
    assertThat(begun).containsOnlyKeys("base", "p1", "p2");
    assertThat(begun.get("p2")).isCloseTo(0.7, within(1e-9));
  }

  @Test
  void next_failuresArePrimary_dropsTheLevelsWithMost() {
    Simulation study =
        new Simulation(
            study(SEVEN, "g", 8, 10, List.of(10), Outcome.FAILURES),
            0,
            (level, tuning) -> "ace".contains(level) ? 0.9 : 0.1);
    assertThat(study.choice().finalists()).containsExactly("a", "c", "e");
    assertThat(study.choice().mean()).isZero();
  }

  @Test
  void next_sequentialSeeds_goesOnUntilTheComparisonsAreDecided() {
    Simulation study =
        new Simulation(
            study(SEVEN, "b", 8, 40, List.of(8, 12, 18, 27, 40)),
            0.001,
            (level, tuning) -> level.equals("g") && !tuning ? 0.65 : byLetter(level, tuning));
    assertThat(study.log).containsExactly("abcdefg [4]", "defg [4]", "befg [8]");
    assertThat(study.choice().recommended()).isEqualTo("f");
    assertThat(study.analysis().comparisons())
        .filteredOn(one -> one.primary() && one.level().equals("g"))
        .allMatch(one -> one.verdict() == Verdict.EQUIVALENT && one.seeds() == 8);
  }

  @Test
  void next_sequentialSeedsOfNoisyLevels_goesThroughAllLooks() {
    Simulation study =
        new Simulation(
            study(SEVEN, "b", 8, 40, List.of(8, 12, 18, 27, 40)), 0.5, (level, tuning) -> 0.8);
    assertThat(study.log).hasSize(7);
    assertThat(study.log.get(2)).endsWith("[8]");
    assertThat(study.log.get(6)).endsWith("[13]");
    assertThat(study.choice().sentence()).contains("On 40 seeds that no level");
  }

  @Test
  void analysis_runsOnTuningSeedsCrashed_warnsOfThem() {
    Simulation study =
        new Simulation(study(SEVEN, "b", 6, 10, List.of(10)), 0.001, ChoosingPlanTest::byLetter);
    assertThat(study.analysis().warnings()).noneMatch(one -> one.contains("crashed"));
    RunOutcome first = study.results.get(0);
    assertThat(first.seed()).isEqualTo(10_001);
    study.results.set(
        0, SimulatedStudies.crashed(first.cell(), first.seed(), first.steps(), List.of()));
    assertThat(study.analysis().warnings())
        .contains(
            "1 of 132 runs on tuning seeds crashed. They were scored like those of the report: by their last finite evaluation, or as the random agent if they have none.");
  }

  @Test
  void analysis_beforeTheRoundsAreOver_isRefused() {
    StudyPlan plan = study(SEVEN, "b", 6, 10, List.of(10));
    TuningPlan tuning = Objects.requireNonNull(plan.tuning());
    assertThatThrownBy(() -> Analysis.of(plan.design(), tuning, List.of(), SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The study 'choosing' is still dropping levels (round 1 of 2), and there are no results before it has. The command 'compare' continues it.");
  }
}
