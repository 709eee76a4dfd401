package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.plan.EvaluationPoint;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.run.InProcessRuns.Death;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that adds and drops runs decides by their results, in whatever order they end. */
class AdaptivePlanTest {

  private static final int ORDERS = 12;

  @TempDir static Path trained;
  @TempDir Path temporary;

  /**
   * Races levels: of those that are left, the one with the lowest mean return is dropped after each
   * look. The runs of a look are asked for a look before.
   */
  private static final class Race implements RunPlan {

    private static final List<String> LEVELS = List.of("a", "b", "c", "d");

    /** What it was asked and what it answered. */
    private final List<String> log = new ArrayList<>();

    @Override
    public Decision next(int looks, List<RunOutcome> results) {
      assertThat(results).allMatch(result -> Double.isNaN(result.costs().seconds()));
      Decision decision = decide(looks, results);
      log.add(
          "%s %s: %s -%s"
              .formatted(
                  looks,
                  results.stream()
                      .map(result -> result.cell().level() + result.seed() + "=" + last(result))
                      .toList(),
                  decision.start().stream().map(each -> each.run().folderName()).toList(),
                  decision.dropped().stream().sorted().toList()));
      return decision;
    }

    private static Decision decide(int looks, List<RunOutcome> results) {
      if (looks == 0) {
        List<Request> first = requests(LEVELS, 1);
        first.addAll(requests(LEVELS, 2));
        return new Decision(first, Set.of());
      }
      List<String> left = left(looks - 1, results);
      String worst = worst(left, results);
      List<String> kept = left.stream().filter(level -> !level.equals(worst)).toList();
      boolean over = kept.size() == 1;
      Set<String> dropped = new HashSet<>();
      for (String level : over ? left : List.of(worst)) {
        requests(List.of(level), looks + 1)
            .forEach(request -> dropped.add(request.run().folderName()));
      }
      return new Decision(over ? List.of() : requests(kept, looks + 2), dropped);
    }

    /** The levels that have runs in the last look, as the others were dropped before it. */
    private static List<String> left(int looksBefore, List<RunOutcome> results) {
      return LEVELS.stream()
          .filter(
              level ->
                  results.stream().filter(each -> each.cell().level().equals(level)).count()
                      == 2L * (looksBefore + 1))
          .toList();
    }

    private static String worst(List<String> levels, List<RunOutcome> results) {
      Map<String, Double> means =
          results.stream()
              .collect(
                  Collectors.groupingBy(
                      each -> each.cell().level(),
                      LinkedHashMap::new,
                      Collectors.averagingDouble(Race::last)));
      return levels.stream().min(Comparator.comparing(means::get)).orElseThrow();
    }

    private static double last(RunOutcome result) {
      List<EvaluationPoint> evaluations = result.evaluations();
      return evaluations.get(evaluations.size() - 1).mean();
    }

    private static List<Request> requests(List<String> levels, int look) {
      List<Request> requests = new ArrayList<>();
      for (String level : levels) {
        for (long seed = 2L * look - 1; seed <= 2L * look; seed++) {
          // Levels that are alike but for their seeds are enough to race.
          requests.add(
              new Request(SmallPlans.ppo(level, 10L * (level.charAt(0) - 'a') + seed), look));
        }
      }
      return requests;
    }
  }

  private record Ended(List<String> log, Map<String, String> files, List<String> outcomes) {}

  private Ended run(String name, RunExecutor... executors) throws IOException {
    StudyFolder folder =
        new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, temporary.resolve(name));
    List<String> log = List.of();
    for (RunExecutor executor : executors) {
      Race race = new Race();
      try {
        assertThat(new RunDriver(race, folder, executor, new StudyListener() {}).run()).isTrue();
      } catch (Death e) {
        // The next call goes on.
      }
      log = race.log;
    }
    return new Ended(
        log,
        SmallPlans.done(folder),
        RunOutcomes.read(new Race(), folder).stream()
            .map(outcome -> outcome.cell().level() + outcome.seed() + outcome.evaluations())
            .toList());
  }

  @Test
  void run_runsThatEndInAnyOrder_decidesAndLeavesTheSame() throws IOException {
    Ended expected = run("in order", new InProcessRuns(1, 0, trained));
    assertThat(expected.log()).hasSize(4);
    // Of four levels two seeds each, then of three, then of two.
    assertThat(expected.files()).hasSize(8 + 6 + 4);
    assertThat(expected.outcomes()).hasSize(8 + 6 + 4);
    Set<List<String>> orders = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 1; i <= ORDERS; i++) {
      InProcessRuns shuffled = new InProcessRuns(1 + random.nextInt(16), i, trained);
      InProcessRuns dying =
          new InProcessRuns(1 + random.nextInt(16), -i, trained).dyingAfter(random.nextInt(18));
      assertThat(run("order " + i, dying, shuffled)).as("order %s", i).isEqualTo(expected);
      orders.add(shuffled.trained());
    }
    assertThat(orders).hasSizeGreaterThan(ORDERS / 2);
  }

  /** Each decides for itself, by the same results. */
  @Test
  void run_byJoinedDrivers_decidesAndLeavesTheSame() throws Exception {
    Ended expected = run("alone", new InProcessRuns(1, 0, trained));
    Path root = temporary.resolve("joined");
    JoinedDrivers drivers = new JoinedDrivers(root);
    List<Race> races = new ArrayList<>();
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Race race = new Race();
      races.add(race);
      ends.add(drivers.start(race, new InProcessRuns(2, i, trained)));
    }
    assertThat(JoinedDrivers.await(ends)).containsExactly(true, true, true);
    assertThat(races).extracting(race -> race.log).containsOnly(expected.log());
    assertThat(SmallPlans.done(drivers.folder())).isEqualTo(expected.files());
  }

  @Test
  void run_planThatAsksTwiceOrDropsWhatCounts_isADefect() {
    RunPlan.Request request = new RunPlan.Request(SmallPlans.ppo("a", 1), 1);
    RunPlan twice = (looks, results) -> new RunPlan.Decision(List.of(request, request), Set.of());
    assertThatThrownBy(() -> new Looks(twice))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after look 0 it asked for 'a-1' in look 1.");
    RunPlan dropping =
        (looks, results) ->
            looks == 0
                ? new RunPlan.Decision(List.of(request), Set.of())
                : new RunPlan.Decision(List.of(), Set.of("a-1"));
    StudyFolder folder = new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, temporary);
    RunDriver driver =
        new RunDriver(dropping, folder, new InProcessRuns(1, 1, trained), new StudyListener() {});
    assertThatThrownBy(driver::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after look 1 it dropped 'a-1'.");
  }
}
