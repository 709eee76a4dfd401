package io.rein4j.cli;

import io.rein4j.files.DamagedFileException;
import io.rein4j.record.CsvTable;
import io.rein4j.record.Numbers;
import io.rein4j.record.RunData;
import io.rein4j.record.RunTables;
import io.rein4j.report.FigureFiles;
import io.rein4j.report.RunReport;
import io.rein4j.report.StudyReport;
import io.rein4j.report.SuiteReport;
import io.rein4j.study.analysis.Analysis;
import io.rein4j.study.analysis.EnvironmentSpeed;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.study.run.RandomReturns;
import io.rein4j.study.run.RunOutcomes;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.tables.ResultTables;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages and figures of runs, studies and suites, from what their folders hold. */
final class Reports {

  private Reports() {}

  /** Writes the report that belongs to a folder, and returns its page. */
  static Path write(Path root) throws IOException {
    requireWritable(root);
    StudyFolder study = new StudyFolder(StudyFolder.Kind.STUDY, root);
    if (Files.exists(study.settings())) {
      StudyPlan plan = StudyPlan.read(study.settings());
      List<RunOutcome> outcomes = RunOutcomes.read(plan.runs(), study);
      StudyDesign design = plan.design(RandomReturns.read(plan, study));
      StudyResults results = Analysis.of(design, outcomes, plan.analysis());
      writeTables(results, study);
      writePages(results, study);
      return study.report();
    }
    StudyFolder suite = new StudyFolder(StudyFolder.Kind.SUITE, root);
    if (Files.exists(suite.settings())) {
      SuitePlan plan = SuitePlan.read(suite.settings());
      List<RunOutcome> outcomes = RunOutcomes.read(plan.runs(), suite);
      writePages(SuiteResults.of(plan, outcomes, speeds(plan, suite)), outcomes, suite);
      return suite.report();
    }
    RunFolder run = RunFolder.open(root);
    RunReport report = RunReport.of(run);
    FigureFiles.makeFolder(run.figures());
    report.writePage();
    report.writeFigures();
    requireWhole(report, run);
    return run.report();
  }

  /** Writes the page of a run; of a record that has changed, it is said what can be done. */
  static void writePage(RunFolder run) throws IOException {
    RunReport report = RunReport.of(run);
    report.writePage();
    requireWhole(report, run);
  }

  /** Writes the rows of a run, or of all runs of a study or suite, and returns their folder. */
  static Path writeTables(Path root) throws IOException {
    requireWritable(root);
    StudyFolder study = new StudyFolder(StudyFolder.Kind.STUDY, root);
    if (Files.exists(study.settings())) {
      return writeRows(StudyPlan.read(study.settings()).runs(), study);
    }
    StudyFolder suite = new StudyFolder(StudyFolder.Kind.SUITE, root);
    if (Files.exists(suite.settings())) {
      return writeRows(SuitePlan.read(suite.settings()).runs(), suite);
    }
    RunData run = RunData.read(root);
    run.summaryOfWholeRecord();
    RunTables.write(List.of(new RunTables.Labelled(Map.of(), run)), run.folder().tables());
    return run.folder().tables();
  }

  private static Path writeRows(List<PlannedRun> planned, StudyFolder folder) throws IOException {
    List<RunTables.Labelled> runs = new ArrayList<>();
    for (RunOutcome outcome : RunOutcomes.read(planned, folder)) {
      Map<String, String> labels = new LinkedHashMap<>();
      labels.put("level", outcome.cell().level());
      labels.put("environment", outcome.cell().environment());
      labels.put("condition", outcome.cell().condition());
      labels.put("seed", Long.toString(outcome.seed()));
      runs.add(new RunTables.Labelled(labels, RunData.of(RunFolder.at(outcome.folder()))));
    }
    RunTables.write(runs, folder.tables());
    return folder.tables();
  }

  private static void requireWhole(RunReport report, RunFolder run) throws IOException {
    try {
      report.requireWhole();
    } catch (DamagedFileException e) {
      String advice =
          Files.exists(run.summary())
              ? " Without summary.json, the run is taken for one that has not finished, and '--resume' goes on from the newest checkpoint that its record fits."
              : "";
      throw new DamagedFileException(
          "%s The page shows what is whole: %s.%s".formatted(e.getMessage(), run.report(), advice),
          e);
    }
  }

  private static void requireWritable(Path root) {
    if (Files.isDirectory(root) && !Files.isWritable(root)) {
      throw new IllegalArgumentException(
          "Cannot write the report into '%s': Permission denied.".formatted(root));
    }
  }

  /** Writes the tables of a study. */
  static void writeTables(StudyResults results, StudyFolder folder) throws IOException {
    ResultTables.write(results, folder);
  }

  /** Writes the page of a study, its figures, and the pages of its runs. */
  static void writePages(StudyResults results, StudyFolder folder) throws IOException {
    FigureFiles.makeFolder(folder.figures());
    writeRuns(results.runs().stream().map(score -> score.run()).toList());
    StudyReport report =
        StudyReport.of(results, folder.root(), Files.readString(folder.settings()));
    report.writePage(folder.report());
    report.writeFigures(folder.figures());
  }

  /** Writes the page of a suite, its figures, and the pages of its runs. */
  static void writePages(SuiteResults results, List<RunOutcome> runs, StudyFolder folder)
      throws IOException {
    FigureFiles.makeFolder(folder.figures());
    writeRuns(runs);
    SuiteReport report = SuiteReport.of(results, Files.readString(folder.settings()));
    report.writePage(folder.report());
    report.writeFigures(folder.figures());
  }

  /** A run that failed before it began has no page. */
  private static void writeRuns(List<RunOutcome> runs) throws IOException {
    for (RunOutcome run : runs) {
      if (!Files.exists(run.folder())) {
        continue;
      }
      RunFolder folder = RunFolder.open(run.folder());
      if (Files.exists(folder.updates())) {
        RunReport report = RunReport.of(folder);
        report.writePage();
        report.requireWhole();
      }
    }
  }

  /** Reads the environments' speeds off the suite's folder: measured again they would differ. */
  private static List<EnvironmentSpeed> speeds(SuitePlan plan, StudyFolder suite)
      throws IOException {
    if (!Files.exists(suite.timing())) {
      return List.of();
    }
    CsvTable table = CsvTable.read(suite.timing());
    List<Cell> cells = plan.entries().stream().map(SuitePlan.Entry::cell).toList();
    if (!table.texts("config").equals(cells.stream().map(Cell::level).toList())
        || !table.texts("environment").equals(cells.stream().map(Cell::environment).toList())) {
      throw new DamagedFileException(
          "'%s' does not hold one row for each of the suite's %s, in their order. 'bench', called again, writes it anew."
              .formatted(suite.timing(), Numbers.counted(cells.size(), "config")));
    }
    double[] speeds = table.doubles("environment_steps_per_second");
    Map<String, EnvironmentSpeed> first = new LinkedHashMap<>();
    int row = 0;
    for (String environment : table.texts("environment")) {
      first.putIfAbsent(environment, new EnvironmentSpeed(environment, speeds[row++]));
    }
    return List.copyOf(first.values());
  }
}
