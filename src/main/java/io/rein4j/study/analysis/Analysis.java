package io.rein4j.study.analysis;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.TuningPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The statistics of a study: from the outcomes of its runs to its results. */
public final class Analysis {

  private Analysis() {}

  /**
   * Compares the levels of a study.
   *
   * @param design what was compared
   * @param runs the outcome of every cell's every seed, failed ones included, in any order
   * @param settings the settings of the statistics
   * @return the results, the same for the same arguments, whatever the order of the runs
   * @throws IllegalArgumentException if a run is missing, there twice, or of no cell
   */
  public static StudyResults of(
      StudyDesign design, List<RunOutcome> runs, AnalysisSettings settings) {
    return of(new StudyScores(design, runs, settings));
  }

  /**
   * Chooses one of the levels of a study, and compares those that were left of them and the
   * baseline.
   *
   * @param design what it was chosen from
   * @param tuning how
   * @param runs the outcomes of all runs that were trained, failed ones included, in any order
   * @param settings the settings of the statistics
   * @return the results of the levels that were left, with what is recommended
   * @throws IllegalArgumentException if a run is missing, there twice, or of no cell
   */
  public static StudyResults of(
      StudyDesign design, TuningPlan tuning, List<RunOutcome> runs, AnalysisSettings settings) {
    Race race = new Race(design, tuning, settings, runs);
    List<RunOutcome> reporting =
        runs.stream().filter(run -> !tuning.seeds().contains(run.seed())).toList();
    if (!race.isOver() || reporting.isEmpty()) {
      throw new IllegalArgumentException(
          "The study '%s' is still dropping levels (round %s of %s), and there are no results before it has. The command 'compare' continues it."
              .formatted(
                  design.name(),
                  Math.min(race.rounds() + 1, tuning.rounds().size()),
                  tuning.rounds().size()));
    }
    Set<String> levels = new HashSet<>(race.left());
    levels.add(design.baseline());
    StudyScores scores = new StudyScores(design.withLevels(levels), reporting, settings);
    return of(scores)
        .withChoice(new Choosing(scores, tuning, race).choice(), crashed(tuning, runs));
  }

  /** What is to be known of runs that the report does not hold. */
  private static List<String> crashed(TuningPlan tuning, List<RunOutcome> runs) {
    List<RunOutcome> chosenBy =
        runs.stream().filter(run -> tuning.seeds().contains(run.seed())).toList();
    long crashed = chosenBy.stream().filter(RunOutcome::failed).count();
    return crashed == 0
        ? List.of()
        : List.of(
            "%s of %s runs on tuning seeds crashed. They were scored like those of the report: by their last finite evaluation, or as the random agent if they have none."
                .formatted(crashed, chosenBy.size()));
  }

  private static StudyResults of(StudyScores scores) {
    StudyDesign design = scores.design();
    Curves curves = new Curves(scores);
    List<Aggregate> aggregates = new Aggregation(scores).all();
    return new StudyResults(
        design,
        scores.settings(),
        scores.all(),
        new CellResults(scores).all(),
        aggregates,
        new Comparing(scores).all(),
        new ChanceChecks(scores).all(),
        new ImprovementMatrix(scores).all(),
        curves.learning(),
        curves.profiles(),
        curves.sensitivity(aggregates),
        new GridSensitivities(scores).all(),
        null,
        new Warnings(scores).all());
  }
}
