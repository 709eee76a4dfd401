package io.rein4j.cli;

import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.gym.PythonSetup;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.source.EnvSource;
import io.rein4j.files.IoConsumer;
import io.rein4j.study.Batch;
import io.rein4j.study.StudyOptions;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.WorkerProcesses;
import io.rein4j.study.run.spark.SparkOptions;
import io.rein4j.study.run.spark.SparkRuns;
import io.rein4j.study.run.spark.SparkStore;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How the runs of a study or a suite are trained, as the command line says it. */
final class BatchOptions {

  private static final int DEFAULT_SILENCE_SECONDS = 60;
  private static final int SPARK_SILENCE_SECONDS = 600;

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
      description = {
        "With --join: after how long without a sign of life to take over another process's runs;"
            + " default: 60.",
        "With --on: after how long without one to give a run to another worker; default: 600."
      })
  private @Nullable Integer silentAfter;

  @Option(
      names = "--on",
      paramLabel = "MASTER",
      description =
          "Train on a Spark cluster: spark://HOST:PORT, yarn, k8s://URL,"
              + " local-cluster[WORKERS,CORES,MEBIBYTES] or local[RUNS]. --workers is the most runs"
              + " at a time.")
  private @Nullable String master;

  @Option(
      names = "--store",
      paramLabel = "URI",
      description =
          "With --on: where workers put runs while they are trained, such as s3a://BUCKET/FOLDER;"
              + " default: they send them here.")
  private @Nullable String store;

  @Option(
      names = "--spark-conf",
      paramLabel = "KEY=VALUE",
      description = "With --on: a setting of Spark, such as spark.cores.max=8; may be repeated.")
  private Map<String, String> sparkSettings = new LinkedHashMap<>();

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
    if (workers != null && workers < 1) {
      throw new IllegalArgumentException(
          "'--workers' must be 1 or larger, but is " + workers + ".");
    }
    StudyOptions options = new StudyOptions(fresh, Main.arguments(spec), silence());
    try (RunExecutor executor = executor(batch, runsEach, spec);
        StudyConsole console =
            new StudyConsole(
                spec,
                master != null ? "on " + master : executor.capacity() + " at a time",
                join,
                batch::stop)) {
      if (executor instanceof SparkRuns spark) {
        spark.tell(console::said);
      }
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

  private RunExecutor executor(Batch<?> batch, int runsEach, CommandSpec spec) throws IOException {
    requireStoreOf(batch.folder());
    if (master == null) {
      if (!sparkSettings.isEmpty() || store != null) {
        throw new IllegalArgumentException(
            "'%s' is for training on Spark, which '--on' asks for: give both, or neither."
                .formatted(store != null ? "--store" : "--spark-conf"));
      }
      return WorkerProcesses.local(
          batch.folder().catalog(),
          workers != null ? workers : Runtime.getRuntime().availableProcessors(),
          runsEach);
    }
    if (join) {
      throw new IllegalArgumentException(
          "'--on' has Spark share out the runs, and '--join' has processes do it by themselves:"
              + " give one of them.");
    }
    List<EnvSettings> environments =
        batch.firstRuns().stream().map(run -> run.config().env()).distinct().toList();
    environments.stream()
        .map(EnvSettings::server)
        .filter(server -> server != null)
        .distinct()
        .forEach(
            server ->
                Terminal.notice(
                    spec,
                    "The environments are on the server '%s', which every worker must reach by that address."
                        .formatted(server)));
    return SparkRuns.start(
        batch.folder().catalog(),
        new SparkOptions(
            master,
            sparkSettings,
            workers,
            runsEach,
            Duration.ofSeconds(silentAfter != null ? silentAfter : SPARK_SILENCE_SECONDS),
            store == null
                ? null
                : new SparkStore(
                    "%s/%s".formatted(store, batch.folder().root().getFileName()),
                    batch.folder().storeIdentity(),
                    fresh),
            namedPythons(environments),
            unnamedPython(environments, System.getenv())));
  }

  /**
   * Makes sure that runs which were left in a store are not trained from older checkpoints here.
   */
  private void requireStoreOf(StudyFolder folder) {
    Path identity = folder.storeIdentity();
    if (store == null && !fresh && Files.exists(identity) && !Files.exists(folder.results())) {
      throw new IllegalArgumentException(
          "The newest checkpoints of '%s' are in the store that an earlier call named: name it by '--on' and '--store' again, delete '%s' to go on without what is left there, or start over with '--fresh'."
              .formatted(folder.root(), identity));
    }
  }

  /** Returns those environments whose Python is on the machine of the run. */
  private static List<EnvSettings> withPython(List<EnvSettings> environments) {
    return environments.stream()
        .filter(env -> env.server() == null && env.id().startsWith(EnvSource.GYM))
        .toList();
  }

  /** Returns the Pythons that environments name. */
  static Set<String> namedPythons(List<EnvSettings> environments) {
    return withPython(environments).stream()
        .map(env -> pythonOf(env.gym()))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** Returns the Python of environments that name none; null if there are no such. */
  static @Nullable String unnamedPython(
      List<EnvSettings> environments, Map<String, String> variables) {
    if (withPython(environments).stream().allMatch(env -> pythonOf(env.gym()) != null)) {
      return null;
    }
    String variable = variables.getOrDefault("REIN4J_PYTHON", "");
    return variable.isEmpty() ? PythonSetup.DEFAULT_PYTHON : variable;
  }

  private static @Nullable String pythonOf(@Nullable GymSettings gym) {
    return gym == null || gym.python() == null ? null : gym.python().command();
  }

  /** Returns how long processes that have joined may be silent; null if this one does not join. */
  private @Nullable Duration silence() {
    if (silentAfter != null && !join && master == null) {
      throw new IllegalArgumentException(
          "'--silent-after' says when the runs of another process are taken over, or of another"
              + " worker, which '--join' and '--on' do: give one of these, or leave it out.");
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
