package io.rein4j.study.analysis;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import java.util.List;

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
    StudyScores scores = new StudyScores(design, runs, settings);
    Curves curves = new Curves(scores);
    List<Aggregate> aggregates = new Aggregation(scores).all();
    return new StudyResults(
        design,
        settings,
        scores.all(),
        new CellResults(scores).all(),
        aggregates,
        new Comparing(scores).all(),
        new ChanceChecks(scores).all(),
        new ImprovementMatrix(scores).all(),
        curves.learning(),
        curves.profiles(),
        curves.sensitivity(aggregates),
        new Warnings(scores).all());
  }
}
