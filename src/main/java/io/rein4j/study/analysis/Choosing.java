package io.rein4j.study.analysis;

import io.rein4j.record.Numbers;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.TuningPlan;
import io.rein4j.study.statistics.Contrast;
import io.rein4j.study.statistics.Decided;
import io.rein4j.study.statistics.Decision;
import io.rein4j.study.statistics.DecisionRule;
import io.rein4j.study.statistics.Decisions;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The recommendation of a study, made of the runs on its own seeds alone.
 *
 * <p>The best level is the reference of equivalence: another one is equivalent to it if the mean
 * difference over all environments and conditions lies within the margin and no run of either
 * failed, as in any comparison. Differences in opposite directions cancel out in that mean, so each
 * environment and condition is tested by itself as well. Who claims all of them together needs no
 * correction: the claim is false only if one of the tests is wrong (Berger, "Multiparameter
 * Hypothesis Testing and Acceptance Sampling", 1982).
 */
final class Choosing {

  private final StudyScores scores;
  private final StudyDesign design;
  private final TuningPlan tuning;
  private final Race race;
  private final List<Cell> tasks;

  /**
   * Prepares the recommendation.
   *
   * @param scores the runs on the study's own seeds
   * @param tuning how levels were dropped before
   * @param race the rounds in which they were
   */
  Choosing(StudyScores scores, TuningPlan tuning, Race race) {
    this.scores = scores;
    this.design = scores.design();
    this.tuning = tuning;
    this.race = race;
    this.tasks = scores.tasks();
  }

  /** The level with the best mean; of several, the first in the study's order. */
  String best() {
    Comparator<String> byMean = Comparator.comparing(this::mean);
    return design.levels().stream()
        .sorted(design.primary().moreIsBetter() ? byMean.reversed() : byMean)
        .findFirst()
        .orElseThrow();
  }

  Choice choice() {
    String best = best();
    List<String> equivalent =
        design.levels().stream()
            .filter(level -> !level.equals(best) && isEquivalent(level, best, allTasks()))
            .toList();
    return new Choice(
        best,
        tuning.values().getOrDefault(best, Map.of()),
        mean(best),
        equivalent,
        race.left(),
        race.all(),
        sentence(best, equivalent));
  }

  /** A level's runs in a task, in order of the seeds. */
  private List<RunScore> runs(String level, Cell task) {
    return scores.of(new Cell(level, task.environment(), task.condition()));
  }

  /**
   * The mean over the tasks of the mean over those seeds that all levels have there: a level whose
   * runs stopped because it did well, or badly, would not be comparable otherwise.
   */
  private double mean(String level) {
    return tasks.stream()
        .mapToDouble(
            task ->
                runs(level, task).stream()
                    .limit(shared(task))
                    .mapToDouble(run -> run.of(design.primary()))
                    .average()
                    .orElse(Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  private int shared(Cell task) {
    return design.levels().stream().mapToInt(level -> runs(level, task).size()).min().orElse(0);
  }

  private List<Integer> allTasks() {
    return IntStream.range(0, tasks.size()).boxed().toList();
  }

  /** Whether a level is equivalent to the best on average over some tasks. */
  private boolean isEquivalent(String level, String best, List<Integer> over) {
    DecisionRule rule =
        new DecisionRule(
            design.looks(),
            ComparisonFamily.LEVEL,
            scores.settings().margin(),
            ComparisonFamily.PERMUTATIONS,
            true,
            true);
    Decided decided =
        Decisions.of(
                scores.measured(design.primary(), List.of(best, level), best),
                List.of(new Contrast(1, over)),
                rule,
                () -> scores.random("choice", best, level))
            .get(0);
    return decided.decision() == Decision.EQUIVALENT;
  }

  private String sentence(String best, List<String> equivalent) {
    String others =
        design.levels().stream()
            .filter(level -> !level.equals(best))
            .map(
                level ->
                    "%s of `%s`%s"
                        .formatted(
                            Numbers.measured(mean(level), 2),
                            level,
                            level.equals(design.baseline()) ? " (the baseline)" : ""))
            .collect(Collectors.joining(", "));
    StringBuilder sentence = new StringBuilder();
    sentence.append("Recommended: ").append(setting(best)).append('.');
    sentence.append(
        " On %s that no level was chosen by, its mean %s%s is %s, against %s."
            .formatted(
                seeds(),
                design.primary().words(),
                tasks.size() == 1 ? "" : " on average over all environments and conditions",
                Numbers.measured(mean(best), 2),
                others));
    String onAverage = tasks.size() == 1 ? "" : " on average";
    sentence.append(
        equivalent.isEmpty()
            ? " None of these is shown to be equivalent to it%s within the margin of %s."
                .formatted(onAverage, margin())
            : " Equivalent to it%s within the margin of %s: %s."
                .formatted(
                    onAverage,
                    margin(),
                    equivalent.stream()
                        .map(level -> "`%s`%s".formatted(level, inEachTask(level, best)))
                        .collect(Collectors.joining(" and "))));
    if (best.equals(design.baseline())) {
      sentence.append(" It is the baseline: no finalist has a better mean.");
    }
    return sentence.toString();
  }

  /**
   * In how many of the tasks a level is equivalent by itself, in brackets, if there are several.
   */
  private String inEachTask(String level, String best) {
    if (tasks.size() == 1) {
      return "";
    }
    long shown =
        allTasks().stream().filter(task -> isEquivalent(level, best, List.of(task))).count();
    return shown == tasks.size()
        ? " (and so in each of the %s by itself)".formatted(tasks.size())
        : " (by itself, this is shown in %s of the %s only)"
            .formatted(shown == 0 ? "none" : shown, tasks.size());
  }

  private String seeds() {
    int fewest = tasks.stream().mapToInt(this::shared).min().orElse(0);
    int most = tasks.stream().mapToInt(this::shared).max().orElse(0);
    return fewest == most
        ? Numbers.counted(most, "seed")
        : "%s to %s seeds".formatted(fewest, most);
  }

  private String setting(String level) {
    if (tuning.values().values().stream().noneMatch(Map::isEmpty)) {
      return "`%s` for `%s`".formatted(level, design.factor());
    }
    Map<String, Object> values = tuning.values().getOrDefault(level, Map.of());
    return values.isEmpty()
        ? "`%s`, the config as it is".formatted(level)
        : "`%s`, which is %s"
            .formatted(
                level,
                values.entrySet().stream()
                    .map(each -> "`%s: %s`".formatted(each.getKey(), plain(each.getValue())))
                    .collect(Collectors.joining(" and ")));
  }

  private String margin() {
    return plain(scores.settings().margin());
  }

  /** A setting as people write it: {@code 0.0001}. */
  private static String plain(Object value) {
    return value instanceof Double number
        ? new BigDecimal(Numbers.exact(number)).stripTrailingZeros().toPlainString()
        : value.toString();
  }
}
