package io.rein4j.spark;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.run.RunDriver;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import io.rein4j.study.run.WorkerProcesses;
import io.rein4j.study.run.spark.SparkOptions;
import io.rein4j.study.run.spark.SparkRuns;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that trains two levels with two seeds each, then two more seeds of the better one,
 * which start from its first run: no study's file can say that, but a plan can.
 */
final class AdaptiveStudy {

  private static final String CONFIG =
      """
      name: %s
      seed: %s
      env: {id: CartPole-v1, count: 2}
      agent: {type: ppo, rollout-steps: 64, batch-size: 64, clipping: {rules: [%s]}}
      training: {steps: 512, log-every: 128}
      evaluation: {every: 256, episodes: 5}
      checkpoint: {every: 256}
      """;

  private static final Map<String, String> LEVELS =
      Map.of("off", "", "norm", "{type: global-norm, threshold: 0.01}");

  private AdaptiveStudy() {}

  /**
   * Trains the runs.
   *
   * @param args the study's folder, and the Spark cluster or {@code none}
   */
  public static void main(String[] args) throws IOException {
    Catalog catalog = Catalog.standard();
    StudyFolder folder = new StudyFolder(catalog, StudyFolder.Kind.STUDY, Path.of(args[0]));
    try (RunExecutor executor =
        args[1].equals("none")
            ? WorkerProcesses.local(catalog, 2)
            : SparkRuns.start(
                catalog,
                new SparkOptions(
                    args[1],
                    Map.of(),
                    null,
                    Integer.MAX_VALUE,
                    Duration.ofMinutes(10),
                    null,
                    Set.of(),
                    null))) {
      RunPlan plan = (looks, results) -> decide(catalog, folder, looks, results);
      new RunDriver(plan, folder, executor, new StudyListener() {}).run();
    }
    // Libraries leave threads behind.
    System.exit(0);
  }

  private static RunPlan.Decision decide(
      Catalog catalog, StudyFolder folder, int looks, List<RunOutcome> results) {
    if (looks == 0) {
      return new RunPlan.Decision(
          Stream.of("off", "norm")
              .flatMap(level -> requests(catalog, level, 1, null).stream())
              .toList(),
          Set.of());
    }
    if (looks > 1) {
      return RunPlan.Decision.NOTHING;
    }
    Map<String, Double> means =
        results.stream()
            .collect(
                Collectors.groupingBy(
                    result -> result.cell().level(),
                    Collectors.averagingDouble(
                        result ->
                            result.evaluations().get(result.evaluations().size() - 1).mean())));
    String best =
        means.keySet().stream().sorted().max(Comparator.comparing(means::get)).orElseThrow();
    return new RunPlan.Decision(
        requests(
            catalog,
            best,
            2,
            new ChosenCheckpoint(
                RunFolder.at(folder.run(run(catalog, best, 1, null))),
                ChosenCheckpoint.Which.LAST)),
        Set.of());
  }

  private static List<RunPlan.Request> requests(
      Catalog catalog, String level, int look, @Nullable ChosenCheckpoint start) {
    return LongStream.rangeClosed(2L * look - 1, 2L * look)
        .mapToObj(seed -> new RunPlan.Request(run(catalog, level, seed, start), look))
        .toList();
  }

  private static PlannedRun run(
      Catalog catalog, String level, long seed, @Nullable ChosenCheckpoint start) {
    return new PlannedRun(
        new Cell(level, "CartPole-v1", ""),
        RunConfigs.ofText(catalog, CONFIG.formatted(level, seed, LEVELS.get(level)), level),
        start);
  }
}
