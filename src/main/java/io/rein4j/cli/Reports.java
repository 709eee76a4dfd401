package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.files.DamagedFileException;
import io.rein4j.files.IoTask;
import io.rein4j.record.RunChecks;
import io.rein4j.record.RunData;
import io.rein4j.record.RunTables;
import io.rein4j.report.FigureFiles;
import io.rein4j.report.RunReport;
import io.rein4j.study.Batch;
import io.rein4j.study.analysis.RunScore;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Pages and figures of runs, studies and suites, from what their folders hold. */
final class Reports {

  private Reports() {}

  /**
   * What was written of a report.
   *
   * @param page the page
   * @param figures the folder of its figures
   */
  record Written(Path page, Path figures) {}

  /**
   * Writes the report that belongs to a folder; nothing if the page that is there stays.
   *
   * @param notices hears of what is left out of it although the folder has it
   */
  static Optional<Written> write(Catalog catalog, Path root, Consumer<String> notices)
      throws IOException {
    requireWritable(root);
    Optional<Batch<?>> batch = Batch.in(catalog, root);
    if (batch.isPresent()) {
      batch.get().report();
      long unfinished = batch.get().unfinished();
      if (unfinished > 0) {
        notices.accept(Batch.unfinishedInWords(unfinished));
      }
      StudyFolder folder = batch.get().folder();
      return Optional.of(new Written(folder.report(), folder.figures()));
    }
    RunFolder run = RunFolder.open(root);
    RunReport report = RunReport.of(catalog, run);
    report.doubts().forEach(notices);
    Optional<String> staying = report.staying();
    if (staying.isPresent()) {
      notices.accept(staying.get());
      whole(run, "", report::requireWhole);
      return Optional.empty();
    }
    FigureFiles.makeFolder(run.figures());
    report.writePage();
    report.writeFigures();
    report.missing().ifPresent(notices);
    whole(run, " The page shows what is whole: %s.".formatted(run.report()), report::requireWhole);
    return Optional.of(new Written(run.report(), run.figures()));
  }

  /** Writes the page of a run whose record has not changed. */
  static void writePage(Catalog catalog, RunFolder run) throws IOException {
    RunReport report = RunReport.of(catalog, run);
    whole(run, "", report::requireWhole);
    report.writePage();
  }

  /** Makes sure that the record of a finished run has not changed. */
  static void requireWholeRecord(RunFolder run) throws IOException {
    whole(run, "", () -> RunData.of(run).summaryOfWholeRecord());
  }

  /** Writes the rows of a run, or of all runs of a study or suite, and returns their folder. */
  static Path writeTables(Catalog catalog, Path root) throws IOException {
    requireWritable(root);
    Optional<Batch<?>> batch = Batch.in(catalog, root);
    if (batch.isPresent()) {
      return writeRows(batch.get().outcomes(), batch.get().folder());
    }
    RunData run = RunData.read(root);
    Path tables = run.folder().tables();
    whole(
        run.folder(),
        "",
        () -> {
          run.summaryOfWholeRecord();
          RunChecks.requireRecord(run);
          RunTables.write(List.of(new RunTables.Labelled(Map.of(), run)), tables);
        });
    return tables;
  }

  private static Path writeRows(List<RunOutcome> outcomes, StudyFolder folder) throws IOException {
    List<RunTables.Labelled> runs = new ArrayList<>();
    for (RunOutcome outcome : outcomes) {
      Map<String, String> labels = new LinkedHashMap<>();
      RunScore.LABELS.forEach(
          label -> labels.put(label.key(), label.value().apply(outcome).toString()));
      runs.add(new RunTables.Labelled(labels, RunData.of(RunFolder.at(outcome.folder()))));
    }
    RunTables.write(runs, folder.tables());
    return folder.tables();
  }

  /** Says of a record that has changed what was done all the same, and what can be done. */
  private static void whole(RunFolder run, String done, IoTask task) throws IOException {
    try {
      task.run();
    } catch (DamagedFileException e) {
      String advice =
          Files.exists(run.summary())
              ? " Without summary.json, the run counts as unfinished, and '--resume' continues from the newest checkpoint that its record fits."
              : "";
      throw new DamagedFileException(e.getMessage() + done + advice, e);
    }
  }

  private static void requireWritable(Path root) {
    if (Files.isDirectory(root) && !Files.isWritable(root)) {
      throw new IllegalArgumentException(
          "Cannot write the report into '%s': Permission denied.".formatted(root));
    }
  }
}
