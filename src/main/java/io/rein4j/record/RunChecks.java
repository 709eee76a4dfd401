package io.rein4j.record;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.files.DamagedFileException;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.RunConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Checks of what a run's folder holds, before anything is told of the run. */
@Incubating
public final class RunChecks {

  private RunChecks() {}

  /**
   * Makes sure that there is anything to tell of a run that has not finished.
   *
   * @param run the run
   * @throws IllegalArgumentException if it has neither episodes.csv nor updates.csv
   */
  public static void requireBegun(RunData run) {
    if (!run.episodes().isThere() && !run.updates().isThere()) {
      throw new IllegalArgumentException(
          "There is nothing to report of the run in '%s': it has not begun."
              .formatted(run.folder().root()));
    }
  }

  /**
   * Makes sure that a run has begun, and that all files of its record are there.
   *
   * @param run the run
   * @throws IllegalArgumentException if none of them is, of a run that has not finished
   * @throws DamagedFileException if one is missing
   * @throws IOException if the folder cannot be read
   */
  public static void requireRecord(RunData run) throws IOException {
    if (run.summary().isEmpty()) {
      requireBegun(run);
    }
    for (RowFile<?> rows : List.of(run.episodes(), run.updates(), run.log())) {
      rows.requireFile();
    }
  }

  /**
   * {@return how the summary of a run contradicts the record that it sums up, in a sentence; empty
   * if it does not} What does not follow from the record is believed, as are the seconds that the
   * run took.
   *
   * @param run the run, whose record is whole
   * @param summary its summary
   * @param evaluations those of its record
   * @throws DamagedFileException if a file of the record is damaged
   * @throws IOException if a file cannot be read
   */
  public static Optional<String> contradiction(
      RunData run, Summary summary, List<EvaluationRow> evaluations) throws IOException {
    return SummaryCheck.contradiction(summary, run, evaluations);
  }

  /**
   * {@return how a run's config.yaml differs from what its newest checkpoint says of the settings
   * that the run's numbers depend on, in a sentence; empty if it does not}
   *
   * @param run the run
   * @param catalog what configs choose from
   * @param config what config.yaml holds
   * @throws IOException if a file cannot be read
   */
  public static Optional<String> configChange(RunData run, Catalog catalog, RunConfig config)
      throws IOException {
    return Checkpoints.configChange(
        catalog, run.folder(), config, run.provenance().goals(config.training().steps()));
  }
}
