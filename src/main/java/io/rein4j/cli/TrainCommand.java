package io.rein4j.cli;

import io.rein4j.config.RunConfig;
import io.rein4j.config.RunConfigs;
import io.rein4j.record.Numbers;
import io.rein4j.record.RecordedRun;
import io.rein4j.report.RunReport;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunStoppedException;
import io.rein4j.train.UnwrittenRuns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j train}: trains an agent from a config, or goes on with a run. */
@Command(
    name = "train",
    description = {
      "Train an agent from a config file, into a new run folder.",
      "With --resume, go on with a run that was interrupted, from its newest whole checkpoint;",
      "with --resume RUN --set training.steps=N, extend it to N steps, finished or not.",
      "With --init-from, start a new run from the weights that another has learned."
    })
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** Shows the progress of what is being trained. */
  private volatile @Nullable ConsoleListener console;

  private volatile boolean ending;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "The config file, for instance configs/cartpole-dqn.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description =
          "Set one value of the config, for instance agent.clipping.rules.0.threshold=0.5; dots and"
              + " list indices lead to it, and the value is read as YAML. Repeatable.")
  private List<String> sets = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "The run's seed; as --set seed=N.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the run folder is made; default: runs/ beside the program, where runs/latest is"
              + " the newest.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Go on with the run in this folder. Of what its numbers depend on, --set may only raise"
              + " training.steps: that extends the run.")
  private @Nullable Path resume;

  @Option(
      names = "--init-from",
      paramLabel = "RUN",
      description =
          "Start from the weights of the run in this folder, and from the statistics by which it"
              + " normalises observations; optimizer and replay memory start afresh.")
  private @Nullable Path initFrom;

  @Option(
      names = "--checkpoint",
      paramLabel = "last|best",
      description = "Which checkpoint --init-from takes the weights of; default: last.")
  private EvalCommand.@Nullable Which checkpoint;

  /** Made by the command line's parser. */
  TrainCommand() {}

  @Override
  public Integer call() throws IOException {
    if (checkpoint != null && initFrom == null) {
      throw new IllegalArgumentException(
          "'--checkpoint' says which weights '--init-from RUN' takes, which is missing.");
    }
    if (resume != null) {
      if (config != null || seed != null || out != null || initFrom != null) {
        throw new IllegalArgumentException(
            "'--resume' goes on with a run as it was started; it takes no CONFIG, --seed, --out or"
                + " --init-from.");
      }
      return resume(resume);
    } else if (config != null) {
      return start(config);
    } else {
      throw new IllegalArgumentException(
          "Expected a CONFIG file to train from, or '--resume RUN'.");
    }
  }

  private int start(Path file) throws IOException {
    List<String> overrides = new ArrayList<>(sets);
    if (seed != null) {
      overrides.add("seed=" + seed);
    }
    RunConfig settings = RunConfigs.read(file, overrides);
    Path weights = weights();
    Path runs = out != null ? out : DefaultFolders.runs();
    for (Path swept : UnwrittenRuns.sweep(runs)) {
      notice(
          "Removed '%s': a run was stopped there before its config was written.".formatted(swept));
    }
    RunFolder folder =
        RunFolder.create(
            runs, settings.name(), settings.seed(), LocalDateTime.now(ZoneId.systemDefault()));
    int[] exit = {0};
    try {
      folder.exclusively(() -> exit[0] = start(settings, folder, weights));
    } finally {
      folder.discardUnlessBegun();
    }
    return exit[0];
  }

  /** Returns the checkpoint that the run starts from, if any. */
  private @Nullable Path weights() throws IOException {
    if (initFrom == null) {
      return null;
    }
    EvalCommand.Which which = checkpoint != null ? checkpoint : EvalCommand.Which.LAST;
    return which.file(RunFolder.open(initFrom), this::notice);
  }

  private List<String> commandLine() {
    return spec.root().commandLine().getParseResult().originalArgs();
  }

  private int start(RunConfig settings, RunFolder folder, @Nullable Path weights)
      throws IOException {
    Signals early =
        beforeTraining(
            () ->
                weights != null || !Files.exists(folder.config())
                    ? "The same command starts it anew."
                    : "This begins it: " + resuming(settings, folder));
    try (early;
        RecordedRun run =
            RecordedRun.begin(settings, folder, commandLine(), weights, this::notice)) {
      early.close();
      if (out == null) {
        folder.becomeLatest();
      }
      return train(run, folder);
    }
  }

  /**
   * Hears signals while a run is made, which may wait for an environment.
   *
   * @param advice says how to go on
   */
  private Signals beforeTraining(Supplier<String> advice) {
    Stop stop = new Stop(this::notice, () -> {}, this::end);
    return Signals.hear(
        signalled -> stop.refuse(signalled, "Stopped before a step was taken. " + advice.get()));
  }

  private int resume(Path root) throws IOException {
    if (UnwrittenRuns.discard(root)) {
      throw new IllegalArgumentException(
          "The run in '%s' was stopped before its config was written: there was nothing to go on with, and the folder has been removed."
              .formatted(root));
    }
    RunFolder folder = RunFolder.open(root);
    int[] exit = {0};
    folder.exclusively(() -> exit[0] = resume(folder));
    return exit[0];
  }

  private int resume(RunFolder folder) throws IOException {
    PrintWriter out = Terminal.out(spec);
    if (!RecordedRun.isLeft(folder, sets)) {
      out.println("The run in '%s' has finished; nothing is left to do.".formatted(folder.root()));
      return 0;
    }
    Signals early = beforeTraining(() -> "The same command goes on with it.");
    try (early;
        RecordedRun run = RecordedRun.resume(folder, sets, commandLine(), this::notice)) {
      early.close();
      out.println(
          "Going on from step %s of %s."
              .formatted(
                  Numbers.grouped(run.steps()),
                  Numbers.grouped(run.settings().training().steps())));
      return train(run, folder);
    }
  }

  /**
   * Ends the process at once. What Python lives in is ended first: it may be stuck in a step, and
   * that is no loss to tell of.
   */
  private void end(int exitCode) {
    ending = true;
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    if (children.isEmpty()) {
      System.exit(exitCode);
    }
    children.forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(exitCode);
  }

  /** Says something beside the results, from any thread. */
  private void notice(String sentence) {
    if (ending) {
      return;
    }
    ConsoleListener shown = console;
    if (shown == null) {
      Terminal.notice(spec, sentence);
    } else {
      shown.above(() -> Terminal.notice(spec, sentence));
    }
  }

  private int train(RecordedRun run, RunFolder folder) throws IOException {
    PrintWriter out = Terminal.out(spec);
    out.println("Run folder: " + folder.root());
    Stop stop = new Stop(this::notice, run::stop, this::end);
    Signals signals =
        Signals.hear(
            run.canResume()
                ? stop::ask
                : signalled ->
                    stop.refuse(
                        signalled,
                        "Stopped. This agent cannot go on from a checkpoint: '--resume' begins the run again."));
    try (signals;
        ConsoleListener listener =
            new ConsoleListener(
                Terminal.console(spec.commandLine().getOut()), run.settings().lastStep())) {
      console = listener;
      listener.print(run.train(listener));
    } catch (RunStoppedException e) {
      out.println(
          "Stopped at step %s of %s. This goes on with it: %s"
              .formatted(
                  Numbers.grouped(e.step()),
                  Numbers.grouped(run.settings().training().steps()),
                  resuming(run.settings(), folder)));
      return stop.exitCode();
    } catch (IOException e) {
      if (!run.canResume() || folder.checkpointsNewestFirst().isEmpty()) {
        throw e;
      }
      throw new AdvisedFailure(
          e,
          "From the newest checkpoint this goes on with it: " + resuming(run.settings(), folder));
    }
    RunReport.of(folder).writePage();
    out.println("Page: " + folder.report());
    return 0;
  }

  /** {@return the command that goes on with a run} */
  private String resuming(RunConfig settings, RunFolder folder) {
    return "%s%s --resume %s"
        .formatted(
            settings.env().isOfModule() ? toThisFolder() : "",
            ShellWords.command(spec),
            ShellWords.quoted(folder.root().toString()));
  }

  /** Python finds modules of the current folder, and no others of other folders. */
  private static String toThisFolder() {
    return "cd %s && ".formatted(ShellWords.quoted(Path.of("").toAbsolutePath().toString()));
  }
}
