package io.rein4j.study;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A study or a suite: runs that are trained together, what came of them, and the pages of it.
 *
 * @param <R> the results
 */
public sealed interface Batch<R> permits Study, Suite {

  /**
   * {@return the study or suite that a folder is of; nothing if it is of none}
   *
   * @param catalog what configs choose from
   * @param root the folder
   * @throws IllegalArgumentException if it is of both
   * @throws io.rein4j.config.ConfigException if what is in it is not valid
   */
  static Optional<Batch<?>> in(Catalog catalog, Path root) {
    Optional<Study> study = Study.in(catalog, root);
    return study.isPresent()
        ? Optional.of(study.get())
        : Suite.in(catalog, root).map(suite -> suite);
  }

  /** {@return the folder of it, which need not exist} */
  StudyFolder folder();

  /**
   * Trains all runs that have not finished, and writes the tables of what they show.
   *
   * @param executor trains them; closed as soon as no run is to be trained any more, before anybody
   *     else can work in the folder
   * @param listener hears how it goes
   * @param options how
   * @return the results; nothing if it was {@linkplain #stop stopped} before
   * @throws IllegalArgumentException if a run cannot be trained, or the folder is that of something
   *     else
   * @throws IOException if nothing can be trained, or a file cannot be read or written
   */
  Optional<R> run(RunExecutor executor, StudyListener listener, StudyOptions options)
      throws IOException;

  /** {@return the runs that it begins with; others may follow as results come} */
  List<PlannedRun> firstRuns();

  /** Makes {@link #run} end soon, with checkpoints of what is being trained. For any thread. */
  void stop();

  /**
   * {@return what came of the runs, as far as they are}
   *
   * @throws IOException if a file cannot be read
   */
  List<RunOutcome> outcomes() throws IOException;

  /**
   * {@return the results, as the folder tells them; runs that have not finished count as failed}
   *
   * @throws IOException if a file cannot be read
   */
  R results() throws IOException;

  /**
   * Writes the tables of some results into the folder.
   *
   * @param results the results
   * @throws IOException if one of them cannot be written
   */
  void writeTables(R results) throws IOException;

  /**
   * Writes the page of some results into the folder, its figures, and the pages of the runs.
   *
   * @param results the results
   * @throws io.rein4j.files.DamagedFileException if the record of a run has changed
   * @throws IOException if one of them cannot be written
   */
  void writePages(R results) throws IOException;

  /**
   * Writes the pages of a study or suite that was shared with other processes, unless one of them
   * has, and leaves it.
   *
   * @param results the results
   * @throws io.rein4j.files.DamagedFileException if the record of a run has changed
   * @throws IOException if one of them cannot be written
   */
  default void leave(R results) throws IOException {
    folder().leave(() -> writePages(results));
  }

  /**
   * {@return how many runs have neither finished nor failed for good}
   *
   * @throws IOException if a file cannot be read
   */
  long unfinished() throws IOException;

  /**
   * {@return what is to be known of results while runs are missing}
   *
   * @param unfinished how many
   */
  static String unfinishedInWords(long unfinished) {
    return "%s not finished yet. Such runs count as failed here, so these are no results."
        .formatted(unfinished == 1 ? "One run has" : unfinished + " runs have");
  }

  /**
   * Writes tables and pages anew from what is in the folder. Tables that are there are left as they
   * are while runs are missing, which would count as failed in them.
   *
   * @throws IOException if a file cannot be read or written
   */
  default void report() throws IOException {
    R results = results();
    if (unfinished() == 0) {
      writeTables(results);
    }
    writePages(results);
  }
}
