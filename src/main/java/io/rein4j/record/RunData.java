package io.rein4j.record;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.files.DamagedFileException;
import io.rein4j.files.Inputs;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a run's folder holds, as records. Everything is read when it is asked for, so that one may
 * ask again while the run goes on; a method that reads throws a {@link DamagedFileException}, whose
 * sentence names the file and what is wrong in it, if a file is not what its run wrote.
 */
public final class RunData {

  private final RunFolder folder;

  private RunData(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * {@return what a run's folder holds}
   *
   * @param folder the run's folder
   * @throws IllegalArgumentException if it is none
   */
  public static RunData read(Path folder) {
    return of(RunFolder.open(folder));
  }

  /**
   * {@return what a run's folder holds}
   *
   * @param folder the run's folder
   */
  public static RunData of(RunFolder folder) {
    return new RunData(folder);
  }

  /** {@return the folder} */
  public RunFolder folder() {
    return folder;
  }

  /**
   * {@return config.yaml as it stands}
   *
   * @throws IOException if it cannot be read
   */
  public String configText() throws IOException {
    try (InputStream in = Inputs.open(folder.config())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * {@return the run's settings}
   *
   * @param catalog what configs choose from; the run's environment need not be in it
   * @throws ConfigException if config.yaml does not hold them, or {@linkplain
   *     ConfigException#missing() names} what the catalog does not have
   */
  public RunConfig config(Catalog catalog) {
    return RunConfigs.readRecorded(catalog, folder.config());
  }

  /**
   * {@return the run's settings, from which its agent and environments can be made again}
   *
   * @param catalog what configs choose from
   * @param sets values that replace the config's, each {@code path=value}
   * @throws ConfigException if config.yaml does not hold them; its sentences name the plugins that
   *     the run was trained with and the catalog does not have
   */
  public RunConfig resolvedConfig(Catalog catalog, List<String> sets) {
    try {
      return RunConfigs.read(catalog, folder.config(), sets);
    } catch (ConfigException e) {
      throw absentPlugins(catalog).map(e::with).orElse(e);
    }
  }

  /**
   * Returns which plugins the run was trained with and the catalog does not have, in a sentence.
   */
  Optional<String> absentPlugins(Catalog catalog) {
    try {
      return provenance().absentPlugins(catalog);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return where the run comes from; a provenance that says nothing if it has none}
   *
   * @throws IOException if it cannot be read
   */
  public RunProvenance provenance() throws IOException {
    return RunProvenance.readIfThere(folder);
  }

  /**
   * {@return what came of the run; empty if it has not finished} A file without a byte is none, and
   * neither is that of a run which is to take more steps since.
   *
   * @throws IOException if it cannot be read
   */
  public Optional<Summary> summary() throws IOException {
    return Summary.read(folder);
  }

  /**
   * {@return the summary, of a run whose record, from which numbers are about to be read, is what
   * the run wrote} That of a run from before summaries told what that was is believed.
   *
   * @throws DamagedFileException also if a file of the record has changed since the run ended
   * @throws IOException if a file cannot be read
   */
  public Optional<Summary> summaryOfWholeRecord() throws IOException {
    Optional<Summary> summary = summary();
    if (summary.isPresent()) {
      Optional<String> change = summary.get().changes(folder).values().stream().findFirst();
      if (change.isPresent()) {
        throw new DamagedFileException(change.get());
      }
    }
    return summary;
  }

  /** {@return the episodes that have ended} */
  public RowFile<EpisodeRow> episodes() {
    return RowFile.episodes(folder);
  }

  /** {@return the updates that have been made} */
  public RowFile<UpdatesRow> updates() {
    return RowFile.updates(folder);
  }

  /** {@return the log points of training} */
  public RowFile<LogRow> log() {
    return RowFile.log(folder);
  }

  /** {@return the evaluations that have been made} */
  public RowFile<EvaluationRow> evaluations() {
    return RowFile.evaluations(folder);
  }

  /**
   * {@return the evaluations up to a step, without the lengths of their episodes}
   *
   * @param step the last step that counts
   * @throws IOException if they cannot be read
   */
  public List<EvaluationRecord> evaluationRecords(long step) throws IOException {
    RowFile<EvaluationRow> rows = evaluations();
    return rows.isThere()
        ? rows.rows().stream()
            .filter(row -> row.figures().step() <= step)
            .map(row -> new EvaluationRecord(row.figures().step(), row.returns(), List.of()))
            .toList()
        : List.of();
  }

  /**
   * {@return agent steps at the last log point or evaluation; 0 if there was none}
   *
   * @throws IOException if it cannot be read
   */
  public long lastStep() throws IOException {
    long[] step = {0};
    RowFile<Long> steps = RowFile.steps(folder);
    if (steps.isThere()) {
      steps.forEach(row -> step[0] = row);
    }
    return step[0];
  }

  /**
   * {@return why the run failed; empty if it did not, or has finished since}
   *
   * @throws IOException if it cannot be read
   */
  public Optional<RunFailure> failure() throws IOException {
    return RunFailure.read(folder);
  }

  /**
   * {@return what the run took of the machine; empty if that was not measured}
   *
   * @throws IOException if it cannot be read
   */
  public Optional<RunResources> resources() throws IOException {
    return RunResources.read(folder);
  }
}
