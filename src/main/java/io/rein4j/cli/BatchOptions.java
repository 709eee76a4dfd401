package io.rein4j.cli;

import io.rein4j.files.IoTask;
import io.rein4j.record.Numbers;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.run.Runner;
import io.rein4j.study.run.RunnerProgress;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.train.FitCheck;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How the runs of a study or a suite are trained, as the command line says it. */
final class BatchOptions {

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many runs are trained at the same time; default: one a processor.")
  private @Nullable Integer workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the folder is made; default: runs/ beside the program.")
  private @Nullable Path out;

  @Option(
      names = "--fresh",
      description = "Throw away what an earlier call left in the folder, and start anew.")
  private boolean fresh;

  /** Made by the command line's parser. */
  BatchOptions() {}

  StudyFolder folder(StudyFolder.Kind kind, String name) {
    return new StudyFolder(kind, (out != null ? out : DefaultFolders.runs()).resolve(name));
  }

  /**
   * Trains all runs that are not finished, and does something with what came of them.
   *
   * @param beforehand what to do before the first of them, once the folder is ours
   * @param runsPerWorker after how many runs a worker makes place for a fresh one
   * @param afterwards what to do while the folder is still ours
   * @return the exit code: 1 if a run has failed for good, 129, 130 or 143 if a signal stopped it,
   *     141 if nobody reads on, and nothing was done afterwards
   */
  int train(
      StudyFolder folder,
      Map<String, Object> resolved,
      List<PlannedRun> runs,
      int runsPerWorker,
      CommandSpec spec,
      IoTask beforehand,
      IoTask afterwards)
      throws IOException {
    int count = workers != null ? workers : Runtime.getRuntime().availableProcessors();
    if (count < 1) {
      throw new IllegalArgumentException("'--workers' must be 1 or larger, but is " + count + ".");
    }
    requireFit(runs);
    int[] exit = {0};
    try (Signals signals = Signals.hear(signal -> end(signal, "before a run was trained", spec))) {
      folder.exclusively(
          () -> {
            if (fresh) {
              folder.clear();
            }
            folder.prepare(
                resolved, runs, spec.root().commandLine().getParseResult().originalArgs());
            PrintWriter out = Terminal.out(spec);
            out.println(
                "%s: %s, %s at a time"
                    .formatted(folder.root(), Numbers.counted(runs.size(), "run"), count));
            out.flush();
            beforehand.run();
            exit[0] = train(folder, runs, count, runsPerWorker, spec, signals);
            if (exit[0] <= 1) {
              signals.answer(signal -> end(signal, "when all runs had ended", spec));
              afterwards.run();
            }
          });
    }
    return exit[0];
  }

  /** Ends the process while no run is trained. */
  private static void end(Signal signal, String when, CommandSpec spec) {
    Terminal.notice(
        spec,
        "Stopped by %s %s. The same command goes on with it.".formatted(signal.words(), when));
    System.exit(signal.exitCode());
  }

  private static int train(
      StudyFolder folder,
      List<PlannedRun> runs,
      int workers,
      int runsPerWorker,
      CommandSpec spec,
      Signals signals)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    AtomicBoolean unread = new AtomicBoolean();
    try (RunnerConsole console = new RunnerConsole(Terminal.console(out))) {
      Runner runner =
          new Runner(
              runs, folder, WorkerCommand.program(folder.runs()), workers, runsPerWorker, console);
      console.afterShowing(
          () -> {
            if (Output.isUnread(out)) {
              unread.set(true);
              runner.stop();
            }
          });
      Stop stop =
          new Stop(
              sentence -> console.above(() -> Terminal.notice(spec, sentence)),
              runner::stop,
              System::exit);
      signals.answer(stop::ask);
      RunnerProgress end = runner.run();
      console.said(
          "%s of %s done, %s failed"
              .formatted(end.done(), Numbers.counted(end.runs(), "run"), end.failed()));
      if (end.done() + end.failed() < end.runs()) {
        if (unread.get()) {
          return Output.UNREAD;
        }
        console.said("Stopped. The same command goes on with it.");
        return stop.exitCode();
      }
      return end.failed() == 0 ? 0 : 1;
    }
  }

  /** Says which runs have failed, and why. */
  static void printFailures(List<RunOutcome> outcomes, PrintWriter out) {
    for (RunOutcome outcome : outcomes) {
      if (outcome.failed()) {
        Path notices = RunFolder.open(outcome.folder()).notices();
        out.println(
            "Failed: %s: %s%s"
                .formatted(
                    outcome.folder(),
                    outcome.failure(),
                    Files.exists(notices)
                        ? " What its environments printed is in '%s'.".formatted(notices)
                        : ""));
      }
    }
  }

  /** Agent and environment of every cell must fit before the first of them is trained. */
  private static void requireFit(List<PlannedRun> runs) {
    Set<Object> seen = new HashSet<>();
    FitCheck fit = new FitCheck();
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
