package io.rein4j.study.analysis;

import io.rein4j.record.Numbers;
import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.TuningPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Paired successive halving: the levels of a study on its tuning seeds, of which those with the
 * lowest means are dropped round by round.
 *
 * <p>A mean is that of the primary outcome over all seeds so far, environments and conditions, each
 * with the same weight; all levels that are left have the same seeds. Of levels with the same mean,
 * the first in the study's order stays.
 */
final class Race {

  private final StudyDesign design;
  private final TuningPlan tuning;
  private final Map<Cell, Map<Long, Double>> scores = new HashMap<>();
  private final Map<String, Raced> raced = new LinkedHashMap<>();
  private List<String> left;
  private int rounds;

  /**
   * Replays the rounds that there are runs for.
   *
   * @param design the study, with all levels and score ranges
   * @param tuning how it chooses between them
   * @param settings the settings of the statistics
   * @param runs what came of its runs; those of other seeds do not count
   */
  Race(StudyDesign design, TuningPlan tuning, AnalysisSettings settings, List<RunOutcome> runs) {
    this.design = design;
    this.tuning = tuning;
    this.left = design.levels();
    for (RunOutcome run : runs) {
      if (tuning.seeds().contains(run.seed())) {
        scores
            .computeIfAbsent(run.cell(), cell -> new HashMap<>())
            .put(
                run.seed(),
                new RunScoring(run, design.range(run.cell().environment()))
                    .score(settings)
                    .of(design.primary()));
      }
    }
    while (tuning.isComplete()
        && rounds < tuning.rounds().size()
        && hasRun(left, tuning.rounds().get(rounds))) {
      end(tuning.rounds().get(rounds));
      rounds++;
    }
  }

  private boolean hasRun(List<String> levels, TuningPlan.Round round) {
    return levels.stream()
        .flatMap(level -> cells(level).stream())
        .allMatch(
            cell ->
                scores
                    .getOrDefault(cell, Map.of())
                    .keySet()
                    .containsAll(tuning.seeds().subList(0, round.seeds())));
  }

  private void end(TuningPlan.Round round) {
    Map<String, Double> means = new HashMap<>();
    left.forEach(level -> means.put(level, mean(level, round.seeds())));
    Outcome outcome = design.primary();
    Comparator<String> byMean = Comparator.comparing(means::get);
    List<String> kept =
        left.stream()
            .sorted(outcome.moreIsBetter() ? byMean.reversed() : byMean)
            .limit(round.kept())
            .toList();
    for (String level : left) {
      raced.put(
          level, raced(level, round.seeds(), means.getOrDefault(level, 0.0), kept.contains(level)));
    }
    left = left.stream().filter(kept::contains).toList();
  }

  private Raced raced(String level, int seeds, double mean, boolean kept) {
    return new Raced(
        level,
        setting(level),
        seeds,
        mean,
        kept,
        "`%s` %s %s, where its mean %s was %s."
            .formatted(
                level,
                kept ? "was left after" : "was dropped after",
                Numbers.counted(seeds, "tuning seed"),
                design.primary().words(),
                Numbers.measured(mean, 2)));
  }

  private double mean(String level, int seeds) {
    double sum = 0;
    List<Cell> cells = cells(level);
    for (Cell cell : cells) {
      for (long seed : tuning.seeds().subList(0, seeds)) {
        sum += scores.getOrDefault(cell, Map.of()).getOrDefault(seed, 0.0);
      }
    }
    return sum / (cells.size() * seeds);
  }

  private List<Cell> cells(String level) {
    List<Cell> cells = new ArrayList<>();
    for (String condition : design.conditions()) {
      for (String environment : design.environments()) {
        cells.add(new Cell(level, environment, condition));
      }
    }
    return cells;
  }

  /** The means of the levels that have run on the seeds of the first round. */
  Map<String, Double> begun() {
    TuningPlan.Round first = tuning.rounds().get(0);
    Map<String, Double> means = new LinkedHashMap<>();
    for (String level : design.levels()) {
      if (hasRun(List.of(level), first)) {
        means.put(level, mean(level, first.seeds()));
      }
    }
    return means;
  }

  /** The levels that have not been dropped, in the study's order. */
  List<String> left() {
    return left;
  }

  /** How many rounds have ended. */
  int rounds() {
    return rounds;
  }

  boolean isOver() {
    return rounds == tuning.rounds().size();
  }

  /** How far every level came, in the study's order; none if there was no round. */
  List<Raced> all() {
    return design.levels().stream().filter(raced::containsKey).map(raced::get).toList();
  }

  /** The values that a level sets, if they can be said in a line. */
  private String setting(String level) {
    return tuning.values().getOrDefault(level, Map.of()).entrySet().stream()
        .filter(value -> !(value.getValue() instanceof Map || value.getValue() instanceof List))
        .map(value -> value.getKey() + ": " + value.getValue())
        .collect(Collectors.joining(", "));
  }
}
