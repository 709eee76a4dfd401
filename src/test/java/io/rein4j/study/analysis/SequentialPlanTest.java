package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rein4j.catalog.Catalog;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.ScoreRange;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.SmallRuns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Seeds are added to those comparisons that are not decided. */
class SequentialPlanTest {

  private static final List<Integer> LOOKS = List.of(8, 12, 18);
  private static final AnalysisSettings SETTINGS =
      AnalysisSettings.builder().replicates(100).curveReplicates(100).build();

  private static final RunConfig CONFIG =
      RunConfigs.ofText(Catalog.standard(), SmallRuns.PPO, "PPO");

  private static StudyDesign design(List<String> environments, String... levels) {
    return design(environments, PlannedComparisons.all(List.of("")), List.of(""), levels);
  }

  private static StudyDesign design(
      List<String> environments,
      PlannedComparisons planned,
      List<String> conditions,
      String... levels) {
    Map<String, ScoreRange> ranges = new LinkedHashMap<>();
    environments.forEach(name -> ranges.put(name, new ScoreRange(0, 1)));
    return StudyDesign.builder()
        .name("sequential")
        .factor("agent.clipping")
        .levels(List.of(levels))
        .baseline(levels[0])
        .environments(environments)
        .conditions(conditions)
        .seeds(LongStream.rangeClosed(1, 18).boxed().toList())
        .planned(planned)
        .looks(LOOKS)
        .scores(ranges)
        .build();
  }

  /** What a cell's run of a seed scores: the same whenever it is trained. */
  private interface Scores {
    double of(Cell cell, Pcg64 noise);
  }

  /** A study that trains what its plan asks for. */
  private static final class Simulation {

    final List<String> log = new ArrayList<>();
    final Map<String, RunPlan.Request> needed = new LinkedHashMap<>();
    final List<RunOutcome> results = new ArrayList<>();

    Simulation(StudyDesign design, Scores scores) {
      List<PlannedRun> runs = new ArrayList<>();
      Map<String, RunOutcome> outcomes = new HashMap<>();
      for (Cell cell : design.cells()) {
        for (long seed : design.seeds()) {
          String name = cell.level() + "-" + cell.environment() + cell.condition();
          PlannedRun run = new PlannedRun(cell, CONFIG.toBuilder().name(name).seed(seed).build());
          runs.add(run);
          double score = scores.of(cell, new RandomStreams(seed).stream(name));
          outcomes.put(
              run.folderName(),
              SimulatedStudies.run(cell, seed, SimulatedStudies.points(score, score)));
        }
      }
      RunPlan plan = new SequentialPlan(runs, design, () -> design, SETTINGS);
      for (int look = 0; ; look++) {
        int complete = look;
        results.clear();
        needed.values().stream()
            .filter(request -> request.look() <= complete)
            .forEach(request -> results.add(outcomes.get(request.run().folderName())));
        RunPlan.Decision decision = plan.next(look, results);
        decision
            .dropped()
            .forEach(
                name ->
                    assertThat(Objects.requireNonNull(needed.remove(name)).look())
                        .isEqualTo(complete + 1));
        decision
            .start()
            .forEach(
                request -> assertThat(needed.put(request.run().folderName(), request)).isNull());
        Set<String> ahead = new LinkedHashSet<>();
        needed.values().stream()
            .filter(request -> request.look() == complete + 1)
            .forEach(request -> ahead.add(request.run().cell().level()));
        if (ahead.isEmpty()) {
          break;
        }
        log.add(String.join(" ", ahead));
      }
    }

    Map<String, Long> seeds() {
      return results.stream()
          .collect(
              Collectors.groupingBy(
                  run -> run.cell().level(), LinkedHashMap::new, Collectors.counting()));
    }
  }

  private static double score(Cell cell, Pcg64 noise) {
    return switch (cell.level()) {
      case "better" -> 0.9 + 0.02 * noise.standardNormal();
      case "equal" -> 0.7 + 0.002 * noise.standardNormal();
      case "wide" -> 0.7 + 0.3 * noise.standardNormal();
      default -> 0.7 + 0.002 * noise.standardNormal();
    };
  }

  @Test
  void next_asLevelsAreDecided_goesOnWithTheOthersAndTheBaseline() {
    StudyDesign design = design(List.of("E"), "base", "better", "equal", "wide");
    Simulation simulation = new Simulation(design, SequentialPlanTest::score);
    assertThat(simulation.log.get(0)).isEqualTo("base better equal wide");
    assertThat(simulation.log.subList(1, 3)).containsOnly("base wide");
    assertThat(simulation.seeds())
        .isEqualTo(Map.of("base", 18L, "better", 8L, "equal", 8L, "wide", 18L));
    List<Comparison> comparisons =
        Analysis.of(design, simulation.results, SETTINGS).comparisons().stream()
            .filter(Comparison::primary)
            .toList();
    assertThat(comparisons)
        .extracting(Comparison::level, Comparison::verdict, Comparison::seeds)
        .containsExactly(
            tuple("better", Verdict.BETTER, 8),
            tuple("equal", Verdict.EQUIVALENT, 8),
            tuple("wide", Verdict.NOT_DECIDED, 18));
  }

  @Test
  void next_everythingDecidedAtTheFirstLook_dropsWhatWasAskedForAhead() {
    StudyDesign design = design(List.of("E"), "base", "better");
    Simulation simulation = new Simulation(design, SequentialPlanTest::score);
    assertThat(simulation.log).containsExactly("base better");
    assertThat(simulation.needed).hasSize(16);
  }

  /** What is said of all environments needs the runs of each. */
  @Test
  void next_overallComparisonIsOpen_goesOnInEveryEnvironment() {
    StudyDesign design = design(List.of("E", "F"), "base", "level");
    Simulation simulation =
        new Simulation(
            design,
            (cell, noise) ->
                cell.environment().equals("F") && cell.level().equals("level")
                    ? 0.7 + 0.3 * noise.standardNormal()
                    : 0.7 + 0.002 * noise.standardNormal());
    assertThat(simulation.log).containsExactly("base level", "base level", "base level");
    assertThat(simulation.results).hasSize(2 * 2 * 18);
    Analysis.of(design, simulation.results, SETTINGS);
  }

  @Test
  void next_environmentsDecidedApart_stopApart() {
    StudyDesign design = design(List.of("E", "F"), "base", "level");
    Simulation simulation =
        new Simulation(
            design,
            (cell, noise) ->
                cell.level().equals("base")
                    ? 0.7 + 0.002 * noise.standardNormal()
                    : cell.environment().equals("E")
                        ? 0.9 + 0.002 * noise.standardNormal()
                        : 0.8 + 0.002 * noise.standardNormal());
    assertThat(simulation.results).hasSize(4 * 8);
    assertThat(Analysis.of(design, simulation.results, SETTINGS).comparisons())
        .filteredOn(Comparison::primary)
        .allMatch(comparison -> comparison.verdict() == Verdict.BETTER);
  }

  /** What is not tested keeps the seeds of the first look, and its next runs are not asked for. */
  @Test
  void next_conditionsThatAreNotPlanned_haveTheSeedsOfTheFirstLook() {
    StudyDesign design =
        design(
            List.of("E"),
            new PlannedComparisons(
                List.of("clean"), List.of(new PlannedComparisons.Interaction("noisy", "clean"))),
            List.of("clean", "noisy", "other"),
            "base",
            "level");
    Simulation simulation =
        new Simulation(
            design,
            (cell, noise) ->
                0.5 + (cell.condition().equals("noisy") ? 0.3 : 0.01) * noise.standardNormal());
    Map<String, Long> seeds =
        simulation.results.stream()
            .collect(Collectors.groupingBy(run -> run.cell().condition(), Collectors.counting()));
    assertThat(seeds).isEqualTo(Map.of("clean", 2 * 18L, "noisy", 2 * 18L, "other", 2 * 8L));
    assertThat(Analysis.of(design, simulation.results, SETTINGS).comparisons())
        .filteredOn(Comparison::primary)
        .extracting(Comparison::condition, Comparison::against, Comparison::seeds)
        .containsExactly(tuple("clean", null, 18), tuple("noisy", "clean", 18));
  }
}
