package io.rein4j.study;

import io.rein4j.files.IoTask;
import io.rein4j.report.FigureFiles;
import io.rein4j.report.Report;
import io.rein4j.report.RunReport;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.run.BlasKernels;
import io.rein4j.study.run.DamagedRuns;
import io.rein4j.study.run.RunDriver;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.RunOutcomes;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import io.rein4j.train.FitCheck;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What studies and suites have in common: runs that a plan asks for, in a folder. */
final class Session {

  /** Makes results of what came of runs. */
  interface Conclusion<R> {
    R of(List<RunOutcome> outcomes) throws IOException;
  }

  /** Makes a report that holds the settings, and begins with some notices. */
  interface Reporting {
    Report of(String settings, List<String> notices) throws IOException;
  }

  private final RunPlan plan;
  private final Map<String, Object> resolved;
  private final StudyFolder folder;
  private @Nullable RunDriver driver;
  private boolean stopped;

  /**
   * A session that has not begun.
   *
   * @param plan asks for the runs
   * @param resolved the study or suite with every key
   * @param folder its folder
   */
  Session(RunPlan plan, Map<String, Object> resolved, StudyFolder folder) {
    this.plan = plan;
    this.resolved = resolved;
    this.folder = folder;
  }

  StudyFolder folder() {
    return folder;
  }

  /**
   * Trains all runs that have not finished, and does something with what came of them, while nobody
   * else works in the folder but those that have joined as this process has.
   *
   * @param beforehand what to do before the first of them
   * @param conclusion what to do with what came of them, once all have ended
   * @return what that gives; nothing if it was stopped before
   */
  <R> Optional<R> run(
      RunExecutor executor,
      StudyListener listener,
      StudyOptions options,
      IoTask beforehand,
      Conclusion<R> conclusion)
      throws IOException {
    List<PlannedRun> first = firstRuns();
    requireFit(first);
    return options.join() == null
        ? runAlone(first, executor, listener, options, beforehand, conclusion)
        : runJoined(first, executor, listener, options, beforehand, conclusion);
  }

  /** The runs that it begins with. */
  List<PlannedRun> firstRuns() {
    return plan.next(0, List.of()).start().stream().map(RunPlan.Request::run).toList();
  }

  private <R> Optional<R> runAlone(
      List<PlannedRun> first,
      RunExecutor executor,
      StudyListener listener,
      StudyOptions options,
      IoTask beforehand,
      Conclusion<R> conclusion)
      throws IOException {
    List<R> concluded = new ArrayList<>();
    folder.exclusively(
        () -> {
          if (options.fresh()) {
            folder.clear();
          }
          folder.prepare(resolved, first, options.commandLine());
          folder.gather();
          listener.prepared(folder.root(), first.size());
          beforehand.run();
          if (train(new RunDriver(plan, folder, executor, listener), listener)) {
            concluded.add(conclusion.of(outcomes()));
          }
        });
    return concluded.stream().findFirst();
  }

  private <R> Optional<R> runJoined(
      List<PlannedRun> first,
      RunExecutor executor,
      StudyListener listener,
      StudyOptions options,
      IoTask beforehand,
      Conclusion<R> conclusion)
      throws IOException {
    Duration silentAfter = Objects.requireNonNull(options.join());
    List<R> concluded = new ArrayList<>();
    folder.together(
        () -> {
          IoTask preparing = () -> folder.prepare(resolved, first, options.commandLine());
          if (Files.exists(folder.settings())) {
            preparing.run();
          } else {
            folder.inTurn(preparing);
          }
          listener.prepared(folder.root(), first.size());
          folder.inTurn(beforehand);
          if (train(RunDriver.joined(plan, folder, executor, listener, silentAfter), listener)) {
            concluded.add(conclusion.of(outcomes()));
          }
        });
    return concluded.stream().findFirst();
  }

  /** Writes what is the study's: if other processes may be writing it, too, by turns. */
  void write(StudyOptions options, IoTask writing) throws IOException {
    if (options.join() == null) {
      writing.run();
    } else {
      folder.inTurn(writing);
    }
  }

  /** Returns whether all runs have ended. */
  private boolean train(RunDriver training, StudyListener listener) throws IOException {
    begin(training);
    if (!training.run()) {
      return false;
    }
    for (Path stranger : folder.strangers(training.runs())) {
      listener.said(
          "'%s' belongs to no run of '%s', and is not counted.".formatted(stranger, folder.root()));
    }
    return true;
  }

  private synchronized void begin(RunDriver begun) {
    driver = begun;
    if (stopped) {
      begun.stop();
    }
  }

  synchronized void stop() {
    stopped = true;
    if (driver != null) {
      driver.stop();
    }
  }

  /** How many runs have neither finished nor failed for good. */
  long unfinished() throws IOException {
    return RunOutcomes.unfinished(plan, folder);
  }

  /** What a reader of results has to know first. */
  private List<String> notices(List<RunOutcome> runs) throws IOException {
    List<String> notices = new ArrayList<>();
    long unfinished = unfinished();
    if (unfinished > 0) {
      notices.add(Batch.unfinishedInWords(unfinished));
    }
    BlasKernels.several(runs).ifPresent(notices::add);
    return notices;
  }

  /** What came of the runs, as the folder tells it. */
  List<RunOutcome> outcomes() throws IOException {
    return RunOutcomes.read(plan, folder);
  }

  /**
   * Writes the pages of runs, and then the page and the figures of all of them.
   *
   * @param report makes these of the study's or suite's settings, as they stand in its file
   * @throws io.rein4j.files.DamagedFileException if the record of a run has changed; its page is of
   *     what is whole
   */
  void writePages(List<RunOutcome> runs, Reporting report) throws IOException {
    FigureFiles.makeFolder(folder.figures());
    writeRunPages(runs);
    Report made = report.of(Files.readString(folder.settings()), notices(runs));
    made.writePage(folder.report());
    made.writeFigures(folder.figures());
  }

  /** Writes the pages of runs; one that failed before it began has none. */
  private void writeRunPages(List<RunOutcome> runs) throws IOException {
    for (RunOutcome run : runs) {
      if (Files.exists(run.folder())) {
        RunFolder folder = RunFolder.open(run.folder());
        if (Files.exists(folder.updates())) {
          RunReport report = RunReport.of(this.folder.catalog(), folder);
          report.writePage();
          DamagedRuns.told(
              folder.root(),
              () -> {
                report.requireWhole();
                return report;
              });
        }
      }
    }
  }

  /** Agent and environment of every cell must fit before the first of them is trained. */
  private void requireFit(List<PlannedRun> runs) {
    Set<Object> seen = new HashSet<>();
    FitCheck fit = new FitCheck(folder.catalog());
    for (PlannedRun run : runs) {
      if (seen.add(run.cell())) {
        try {
          fit.require(run.config());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "The run '%s' cannot be trained: %s".formatted(run.label(), e.getMessage()), e);
        }
      }
    }
  }
}
