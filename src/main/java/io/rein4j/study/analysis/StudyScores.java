package io.rein4j.study.analysis;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Measurements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scored runs of a study, complete: each cell has one run of each seed, up to the look after
 * which none of its comparisons was open.
 */
final class StudyScores {

  private final StudyDesign design;
  private final AnalysisSettings settings;
  private final RandomStreams streams;
  private final Map<Cell, List<RunScoring>> scorings = new LinkedHashMap<>();
  private final Map<Cell, List<RunScore>> scores = new LinkedHashMap<>();

  StudyScores(StudyDesign design, List<RunOutcome> runs, AnalysisSettings settings) {
    this.design = design;
    this.settings = settings;
    this.streams = new RandomStreams(settings.seed());
    Map<Cell, Map<Long, RunOutcome>> sorted = sorted(runs);
    for (Cell cell : design.cells()) {
      Map<Long, RunOutcome> bySeed = sorted.getOrDefault(cell, Map.of());
      List<RunScoring> ofCell = new ArrayList<>();
      for (long seed : design.seeds().subList(0, look(bySeed.size()))) {
        RunOutcome run = bySeed.get(seed);
        if (run == null) {
          throw new IllegalArgumentException(
              "The study '%s' has no run of %s.".formatted(design.name(), words(cell, seed)));
        }
        ofCell.add(new RunScoring(run, design.range(cell.environment())));
      }
      scorings.put(cell, List.copyOf(ofCell));
      scores.put(cell, ofCell.stream().map(scoring -> scoring.score(settings)).toList());
    }
  }

  /** The number of seeds of the first look that a number of runs does not go beyond. */
  private int look(int runs) {
    return design.looks().stream().filter(look -> look >= runs).findFirst().orElseThrow();
  }

  private Map<Cell, Map<Long, RunOutcome>> sorted(List<RunOutcome> runs) {
    List<Cell> cells = design.cells();
    Map<Cell, Map<Long, RunOutcome>> sorted = new HashMap<>();
    for (RunOutcome run : runs) {
      if (!cells.contains(run.cell()) || !design.seeds().contains(run.seed())) {
        throw new IllegalArgumentException(
            "A run of %s is none of the study '%s'."
                .formatted(words(run.cell(), run.seed()), design.name()));
      }
      Map<Long, RunOutcome> bySeed = sorted.computeIfAbsent(run.cell(), cell -> new HashMap<>());
      if (bySeed.put(run.seed(), run) != null) {
        throw new IllegalArgumentException(
            "The study '%s' has two runs of %s."
                .formatted(design.name(), words(run.cell(), run.seed())));
      }
    }
    return sorted;
  }

  StudyDesign design() {
    return design;
  }

  AnalysisSettings settings() {
    return settings;
  }

  /** The environments, and all of them together where they are several. */
  List<String> scopes() {
    List<String> scopes = new ArrayList<>(design.environments());
    if (scopes.size() > 1) {
      scopes.add(StudyDesign.OVERALL);
    }
    return scopes;
  }

  List<String> environments(String scope) {
    return scope.equals(StudyDesign.OVERALL) ? design.environments() : List.of(scope);
  }

  List<RunScore> all() {
    return scores.values().stream().flatMap(List::stream).toList();
  }

  /** A cell's runs in order of the design's seeds. */
  List<RunScore> of(Cell cell) {
    return scores.getOrDefault(cell, List.of());
  }

  List<RunScoring> scorings(Cell cell) {
    return scorings.getOrDefault(cell, List.of());
  }

  /**
   * The outcome of a level's runs, environment after environment, each in order of the seeds: of
   * those seeds that it has in all of them.
   */
  double[] values(Outcome outcome, String level, String scope, String condition) {
    return values(outcome, level, scope, condition, seeds(level, scope, condition));
  }

  /** The same of the first seeds alone. */
  double[] values(Outcome outcome, String level, String scope, String condition, int seeds) {
    return environments(scope).stream()
        .flatMap(environment -> of(new Cell(level, environment, condition)).stream().limit(seeds))
        .mapToDouble(score -> score.of(outcome))
        .toArray();
  }

  /** How many seeds a level has in all environments of a scope. */
  int seeds(String level, String scope, String condition) {
    return environments(scope).stream()
        .mapToInt(environment -> of(new Cell(level, environment, condition)).size())
        .min()
        .orElse(0);
  }

  /** What is measured in one place: the baseline's cell in every environment and condition. */
  List<Cell> tasks() {
    return design.cells().stream().filter(cell -> cell.level().equals(design.baseline())).toList();
  }

  /** The outcome of some levels in all tasks, so that more is better. */
  Measurements measured(Outcome outcome, List<String> levels, String baseline) {
    List<Cell> tasks = tasks();
    int seeds = design.seeds().size();
    double[][][] values = new double[levels.size()][tasks.size()][seeds];
    boolean[][][] failing = new boolean[levels.size()][tasks.size()][seeds];
    for (int level = 0; level < levels.size(); level++) {
      for (int task = 0; task < tasks.size(); task++) {
        Cell in = tasks.get(task);
        List<RunScore> runs = of(new Cell(levels.get(level), in.environment(), in.condition()));
        Arrays.fill(values[level][task], Double.NaN);
        for (int seed = 0; seed < runs.size(); seed++) {
          double value = runs.get(seed).of(outcome);
          values[level][task][seed] = outcome.moreIsBetter() ? value : -value;
          failing[level][task][seed] = runs.get(seed).failing();
        }
      }
    }
    return new Measurements(values, failing, levels.indexOf(baseline));
  }

  /** A stream of draws that depends on the settings' seed and what it is for alone. */
  Pcg64 random(Object... purpose) {
    StringBuilder name = new StringBuilder("statistics");
    for (Object part : purpose) {
      name.append('\n').append(part);
    }
    return streams.stream(name.toString());
  }

  private static String words(Cell cell, long seed) {
    return "%s with seed %s".formatted(Sentences.of(cell), seed);
  }
}
