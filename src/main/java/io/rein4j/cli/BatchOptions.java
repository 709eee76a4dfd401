package io.rein4j.cli;

import io.rein4j.files.IoConsumer;
import io.rein4j.study.Batch;
import io.rein4j.study.StudyOptions;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.WorkerProcesses;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How the runs of a study or a suite are trained, as the command line says it. */
final class BatchOptions {

  private static final int DEFAULT_SILENCE_SECONDS = 60;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many runs to train at the same time; default: one per processor.")
  private @Nullable Integer workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to make the folder; default: runs/ beside the program.")
  private @Nullable Path out;

  @Option(
      names = "--fresh",
      description = "Delete what an earlier call left in the folder, and start over.")
  private boolean fresh;

  @Option(
      names = "--join",
      description =
          "Share the runs with all processes that are called so with the same folder, on any"
              + " machines.")
  private boolean join;

  @Option(
      names = "--silent-after",
      paramLabel = "SECONDS",
      description =
          "With --join: after how long without a sign of life to take over another process's runs;"
              + " default: 60.")
  private @Nullable Integer silentAfter;

  /** Made by the command line's parser. */
  BatchOptions() {}

  /** Returns where the folder of a study or a suite is made. */
  Path out() {
    return out != null ? out : DefaultFolders.runs();
  }

  /**
   * Trains all runs that are not finished, says what came of them, and writes the pages.
   *
   * @param batch the study or suite
   * @param runsEach after how many runs a worker makes place for a fresh one
   * @param conclusion says what the results are
   * @return the exit code: 1 if a run has failed for good, 129, 130 or 143 if a signal stopped it,
   *     141 if nobody reads on, and nothing was done with the results
   */
  <R> int run(Batch<R> batch, int runsEach, CommandSpec spec, IoConsumer<R> conclusion)
      throws IOException {
    int count = workers != null ? workers : Runtime.getRuntime().availableProcessors();
    if (count < 1) {
      throw new IllegalArgumentException("'--workers' must be 1 or larger, but is " + count + ".");
    }
    StudyOptions options = new StudyOptions(fresh, Main.arguments(spec), silence());
    try (StudyConsole console = new StudyConsole(spec, count, join, batch::stop);
        RunExecutor executor = WorkerProcesses.local(batch.folder().catalog(), count, runsEach)) {
      Optional<R> results = batch.run(executor, console, options);
      if (results.isEmpty()) {
        return console.stoppedExit();
      }
      conclusion.accept(results.get());
      // What takes long, and may fail, comes behind what the runs have shown.
      PrintWriter out = Terminal.out(spec);
      out.flush();
      if (join) {
        batch.leave(results.get());
      } else {
        batch.writePages(results.get());
      }
      out.println("Page: " + batch.folder().report());
      return console.exit();
    }
  }

  /** Returns how long processes that have joined may be silent; null if this one does not join. */
  private @Nullable Duration silence() {
    if (silentAfter != null && !join) {
      throw new IllegalArgumentException(
          "'--silent-after' says when the runs of another process are taken over, which '--join' does: give both, or neither.");
    }
    if (silentAfter != null && silentAfter < 1) {
      throw new IllegalArgumentException(
          "'--silent-after' must be 1 second or longer, but is %s.".formatted(silentAfter));
    }
    return join
        ? Duration.ofSeconds(silentAfter != null ? silentAfter : DEFAULT_SILENCE_SECONDS)
        : null;
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
}
