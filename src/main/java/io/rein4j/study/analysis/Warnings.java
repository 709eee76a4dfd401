package io.rein4j.study.analysis;

import io.rein4j.record.Numbers;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.RunClipping;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.SeedLooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a reader should know before believing a study. */
final class Warnings {

  private static final int FEW_SEEDS = 10;
  private static final int FEW_EVALUATIONS = 10;

  private final StudyScores scores;
  private final StudyDesign design;

  Warnings(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
  }

  List<String> all() {
    List<String> warnings = new ArrayList<>();
    seeds(warnings);
    evaluations(warnings);
    broken(warnings);
    ceilings(warnings);
    paths(warnings);
    return warnings;
  }

  private void seeds(List<String> warnings) {
    int seeds =
        design.cells().stream().mapToInt(cell -> scores.of(cell).size()).min().orElse(FEW_SEEDS);
    if (seeds < FEW_SEEDS) {
      warnings.add(
          ("%s only %s seeds. With so few, bootstrap intervals are too narrow, and only large"
                  + " differences can be shown. Use %s or more.")
              .formatted(
                  design.isSequential() ? "There are cells with" : "The study has",
                  seeds,
                  FEW_SEEDS));
    }
    int leastSeeds = SeedLooks.leastSeeds(1, ComparisonFamily.LEVEL);
    if (seeds < leastSeeds) {
      warnings.add(
          ("With %s, no levels can be told apart, however clear the difference: the smallest"
                  + " possible p-value is %s. Use %s seeds or more.")
              .formatted(
                  Numbers.counted(seeds, "seed"),
                  Numbers.rounded(smallestP(seeds), 2),
                  leastSeeds));
    }
  }

  /** The smallest p-value of one comparison: no sign but that of all seeds' differences. */
  private static double smallestP(int seeds) {
    return Math.scalb(1.0, 1 - seeds);
  }

  private void evaluations(List<String> warnings) {
    int fewest =
        design.cells().stream()
            .flatMap(cell -> scores.scorings(cell).stream())
            .filter(run -> !run.crashed())
            .mapToInt(run -> run.late().size())
            .min()
            .orElse(FEW_EVALUATIONS);
    if (fewest < FEW_EVALUATIONS) {
      warnings.add(
          ("There are runs with only %s in the second half of training, of which stability is the"
                  + " worst tenth: it may miss bad moments. Have %s or more there.")
              .formatted(Numbers.counted(fewest, "evaluation"), FEW_EVALUATIONS));
    }
  }

  private void broken(List<String> warnings) {
    String failed = counted(run -> run.failed());
    if (!failed.isEmpty()) {
      warnings.add(
          ("Runs crashed: %s. They count as failed. Their final score is that of their last finite"
                  + " evaluation, or the random agent's score if they have none. For stability, they"
                  + " score as the random agent from there on.")
              .formatted(failed));
    }
    String diverged = counted(run -> run.diverged());
    if (!diverged.isEmpty()) {
      warnings.add(
          ("Runs diverged (a non-finite gradient was let through): %s. They are scored by their last"
                  + " finite evaluation, or by the random agent's score if they have none.")
              .formatted(diverged));
    }
  }

  /** For example {@code "3 of `off` on CartPole-v1, 1 of `auto` on CartPole-v1"}. */
  private String counted(Predicate<RunOutcome> condition) {
    return design.cells().stream()
        .map(
            cell -> {
              long count = scores.of(cell).stream().map(RunScore::run).filter(condition).count();
              return count == 0 ? "" : count + " of " + Sentences.of(cell);
            })
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private void ceilings(List<String> warnings) {
    for (Outcome outcome : design.outcomes()) {
      if (outcome == Outcome.FAILURES) {
        // That none is failing is what most studies should find.
        continue;
      }
      for (String condition : design.conditions()) {
        for (String environment : design.environments()) {
          long distinct =
              design.levels().stream()
                  .flatMapToDouble(
                      level -> Arrays.stream(scores.values(outcome, level, environment, condition)))
                  .distinct()
                  .count();
          if (distinct == 1) {
            warnings.add(
                "All runs%s have the same %s, so it cannot tell the levels apart."
                    .formatted(Sentences.place(environment, condition), outcome.words()));
          }
        }
      }
    }
  }

  /**
   * Where levels differ in their update paths, figures over all updates are of unlike gradients.
   */
  private void paths(List<String> warnings) {
    Map<List<String>, Set<String>> owners = new LinkedHashMap<>();
    for (Cell cell : design.cells()) {
      for (RunScore score : scores.of(cell)) {
        RunClipping clipping = score.run().clipping();
        if (!Double.isNaN(clipping.updates())) {
          owners
              .computeIfAbsent(
                  List.copyOf(clipping.paths().keySet()), paths -> new LinkedHashSet<>())
              .add(
                  "`%s`%s"
                      .formatted(
                          cell.level(),
                          cell.condition().isEmpty() ? "" : " under " + cell.condition()));
        }
      }
    }
    if (owners.size() < 2) {
      return;
    }
    warnings.add(
        ("The runs do not have the same update paths: %s. Each path clips a gradient of its own, so"
                + " norms and shares of clipped updates are shown for each path. They cannot be"
                + " compared between runs with different paths; those of a group of parameters"
                + " can.")
            .formatted(
                owners.entrySet().stream()
                    .map(
                        of ->
                            "%s %s"
                                .formatted(inWords(of.getKey()), String.join(", ", of.getValue())))
                    .collect(Collectors.joining("; "))));
  }

  private static String inWords(List<String> paths) {
    return paths.isEmpty()
        ? "one in"
        : paths.stream().map("'%s'"::formatted).collect(Collectors.joining(" and ")) + " in";
  }
}
