package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.gym.EnvRefusedException;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.Numbers;
import io.rein4j.record.RecordedRun;
import io.rein4j.record.RunData;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.JvmFailures;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunStoppedException;
import io.rein4j.train.UnwrittenRuns;
import io.rein4j.watch.Caption;
import io.rein4j.watch.FilmRecorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
      "With --resume RUN, continue an interrupted run from its newest intact checkpoint.",
      "With --resume RUN --set training.steps=N, extend a run to N steps, finished or not.",
      "With --init-from RUN, start a new run from the weights that another one has learned."
    })
final class TrainCommand implements Callable<Integer>, GoesOnUnread {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  /** Shows the progress of what is being trained. */
  private volatile @Nullable ConsoleListener console;

  /** The run, where it is a new one. */
  private volatile @Nullable NewRun begun;

  private final AtomicBoolean told = new AtomicBoolean();

  private volatile boolean ending;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "The config file, for example configs/cartpole-dqn.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description =
          "Set one value of the config, for example agent.clipping.rules.0.threshold=0.5. A path"
              + " consists of keys and list indices, separated by dots. The value is read as"
              + " YAML. Repeatable.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The run's seed; the same as --set seed=N.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to make the run folder; default: runs/ beside the program, where runs/latest is"
              + " a link to the newest run.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Continue the run in this folder. Of the settings that its numbers depend on, --set may"
              + " only raise training.steps, which extends the run.")
  private @Nullable Path resume;

  @Option(
      names = "--init-from",
      paramLabel = "RUN",
      description =
          "Start from the weights of the run in this folder, and from its statistics for"
              + " normalising observations. Optimizer and replay memory start afresh.")
  private @Nullable Path initFrom;

  @Option(
      names = "--checkpoint",
      paramLabel = "last|best",
      description = "Which checkpoint --init-from takes the weights from; default: last.")
  private ChosenCheckpoint.@Nullable Which checkpoint;

  @Option(
      names = "--record",
      paramLabel = "every=N",
      description =
          "Record films of the first evaluation, the best and the last, and of one every N steps,"
              + " into films/ of the run folder and its page. Changes no number of the run.")
  private @Nullable String record;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  TrainCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    try {
      return train();
    } catch (IOException | RuntimeException | Error e) {
      NewRun run = begun;
      if (run != null) {
        run.awaitEndIfGivenUp();
      }
      throw e;
    }
  }

  private int train() throws IOException {
    if (checkpoint != null && initFrom == null) {
      throw new IllegalArgumentException(
          "'--checkpoint' chooses the weights for '--init-from RUN', which is missing.");
    }
    recordEvery();
    if (resume != null) {
      if (config != null || seed != null || out != null || initFrom != null) {
        throw new IllegalArgumentException(
            "'--resume' continues a run as it was started, so it takes no CONFIG, --seed, --out"
                + " or --init-from.");
      }
      return resume(resume);
    } else if (config != null) {
      return start(config);
    } else {
      throw new IllegalArgumentException(
          "Expected a CONFIG file to train from, or '--resume RUN'.");
    }
  }

  /** Returns the steps between two films; 0 if there are to be none. */
  private long recordEvery() {
    String given = record;
    if (given == null) {
      return 0;
    }
    String steps = given.replaceFirst("^every=", "").replace("_", "");
    if (!given.startsWith("every=") || !steps.matches("[0-9]{1,18}") || steps.matches("0*")) {
      throw new IllegalArgumentException(
          "'--record' says after how many steps the next film is recorded, such as every=50_000, but is '%s'."
              .formatted(given));
    }
    return Long.parseLong(steps);
  }

  private RunListener films(RecordedRun run, RunFolder folder) throws IOException {
    long every = recordEvery();
    if (every == 0) {
      return new RunListener() {};
    }
    FilmRecorder films =
        new FilmRecorder(
            run::playback,
            step -> Caption.origin(run.settings(), step, false),
            folder,
            every,
            this::notice);
    films.goOn(RunData.of(folder).evaluationRecords(run.steps()));
    return films;
  }

  private int start(Path file) throws IOException {
    List<String> overrides = new ArrayList<>(sets);
    if (seed != null) {
      overrides.add("seed=" + seed);
    }
    ConfigKind.RUN.require(file, spec);
    RunConfig settings = RunConfigs.read(catalog, file, overrides);
    ChosenCheckpoint weights = weights();
    Path runs = out != null ? out : DefaultFolders.runs();
    for (Path swept : UnwrittenRuns.sweep(runs)) {
      notice(
          "Removed '%s': the run there was stopped before its config was written."
              .formatted(swept));
    }
    NewRun run = new NewRun(weights != null);
    begun = run;
    int[] exit = {0};
    try (Signals signals = Signals.hear(signal -> giveUp(signal, run, settings))) {
      RunFolder folder =
          run.make(
              () ->
                  RunFolder.create(
                      runs,
                      settings.name(),
                      settings.seed(),
                      LocalDateTime.now(ZoneId.systemDefault())));
      try {
        folder.exclusively(() -> exit[0] = start(settings, folder, weights, signals));
      } catch (EnvRefusedException e) {
        throw RunConfigs.refused(file, overrides, e);
      } finally {
        run.discardUnlessBegun();
      }
    }
    return exit[0];
  }

  /** Returns the checkpoint that the run starts from, if any. */
  private @Nullable ChosenCheckpoint weights() throws IOException {
    if (initFrom == null) {
      return null;
    }
    ChosenCheckpoint chosen =
        new ChosenCheckpoint(
            RunFolder.open(initFrom),
            checkpoint != null ? checkpoint : ChosenCheckpoint.Which.LAST);
    Checkpoints.require(chosen);
    return chosen;
  }

  private List<String> commandLine() {
    return Main.arguments(spec);
  }

  private int start(
      RunConfig settings, RunFolder folder, @Nullable ChosenCheckpoint weights, Signals signals)
      throws IOException {
    try (RecordedRun run =
        RecordedRun.begin(catalog, settings, folder, commandLine(), weights, this::notice)) {
      return train(run, folder, signals);
    }
  }

  /** Ends the process while a run is made, which may wait for an environment. */
  private void giveUp(Signal signal, NewRun run, RunConfig settings) {
    Optional<RunFolder> left = run.giveUp();
    if (left.isEmpty()) {
      tell(beforeAStep(signal) + " The same command starts it again.", "");
    } else {
      tell(beforeAStep(signal) + " This command starts it:", resuming(settings, left.get()));
    }
    end(signal.exitCode());
  }

  /**
   * Says once why the process ends, and how to go on.
   *
   * @param command a command to copy; may be empty
   */
  private void tell(String sentence, String command) {
    if (told.compareAndSet(false, true)) {
      if (command.isEmpty()) {
        Terminal.notice(spec, sentence);
      } else {
        Terminal.notice(spec, sentence, command);
      }
    }
  }

  private static String beforeAStep(Signal signal) {
    return "Stopped by %s before the first step.".formatted(signal.words());
  }

  private int resume(Path root) throws IOException {
    if (UnwrittenRuns.discard(root)) {
      throw new IllegalArgumentException(
          "The run in '%s' was stopped before its config was written. There was nothing to resume, so the folder has been removed."
              .formatted(root));
    }
    RunFolder folder = RunFolder.open(root);
    int[] exit = {0};
    folder.exclusively(() -> exit[0] = resume(folder));
    return exit[0];
  }

  private int resume(RunFolder folder) throws IOException {
    PrintWriter out = Terminal.out(spec);
    if (!RecordedRun.isLeft(catalog, folder, sets)) {
      Reports.requireWholeRecord(folder);
      boolean shown = folder.hasPage();
      out.println(
          "The run in '%s' has finished; %s."
              .formatted(
                  folder.root(),
                  shown ? "there is nothing left to do" : "only its page is left to write"));
      if (!shown) {
        writePage(folder);
      }
      return 0;
    }
    try (Signals signals =
            Signals.hear(
                signal -> {
                  tell(beforeAStep(signal) + " The same command continues it.", "");
                  end(signal.exitCode());
                });
        RecordedRun run = RecordedRun.resume(catalog, folder, sets, commandLine(), this::notice)) {
      out.println(
          "Continuing from step %s of %s."
              .formatted(
                  Numbers.grouped(run.steps()),
                  Numbers.grouped(run.settings().training().steps())));
      return train(run, folder, signals);
    }
  }

  /**
   * Ends the process at once. What Python lives in is ended first: it may be stuck in a step, and
   * that is no loss to tell of.
   */
  private void end(int exitCode) {
    ending = true;
    NewRun run = begun;
    if (run != null) {
      run.giveUp();
    }
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

  private int train(RecordedRun run, RunFolder folder, Signals signals) throws IOException {
    PrintWriter out = Terminal.out(spec);
    Stop stop = new Stop(this::notice, run::stop, this::end);
    signals.answer(
        run.canResume()
            ? stop::ask
            : signal ->
                stop.refuse(
                    signal,
                    "Stopped by %s. This agent cannot continue from a checkpoint; '--resume' starts the run again."
                        .formatted(signal.words())));
    RunListener films = films(run, folder);
    out.println("Run folder: " + folder.root());
    try (ConsoleListener listener =
        new ConsoleListener(
            Terminal.console(spec.commandLine().getOut()), run.settings().lastStep())) {
      console = listener;
      listener.print(run.train(RunListener.of(latest(folder), films, listener)));
    } catch (RunStoppedException e) {
      out.println(
          "Stopped at step %s of %s. This command resumes it: %s"
              .formatted(
                  Numbers.grouped(e.step()),
                  Numbers.grouped(run.settings().training().steps()),
                  resuming(run.settings(), folder)));
      return stop.exitCode();
    } catch (IOException e) {
      if (!canGoOn(run, folder)) {
        throw e;
      }
      throw advised(e, run, folder);
    } catch (Error e) {
      Optional<String> sentence = JvmFailures.sentence(e);
      if (sentence.isEmpty() || !canGoOn(run, folder)) {
        throw e;
      }
      throw advised(new IOException(sentence.get(), e), run, folder);
    }
    signals.answer(signal -> leavePage(signal, folder));
    writePage(folder);
    return 0;
  }

  private static boolean canGoOn(RecordedRun run, RunFolder folder) throws IOException {
    return run.canResume() && !folder.checkpointsNewestFirst().isEmpty();
  }

  private AdvisedFailure advised(IOException failure, RecordedRun run, RunFolder folder) {
    return new AdvisedFailure(
        failure,
        "This command resumes it from the newest checkpoint: " + resuming(run.settings(), folder));
  }

  private void writePage(RunFolder folder) throws IOException {
    try {
      Reports.writePage(catalog, folder);
    } catch (DamagedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new AdvisedFailure(
          e,
          "The run has finished nevertheless. This command writes its page: " + reporting(folder));
    }
    Terminal.out(spec).println("Page: " + folder.report());
  }

  private String reporting(RunFolder folder) {
    return "%s report %s"
        .formatted(spec.root().name(), ShellWords.quoted(folder.root().toString()));
  }

  private void leavePage(Signal signal, RunFolder folder) {
    tell(
        "Stopped by %s after the run had finished. This command writes its page:"
            .formatted(signal.words()),
        reporting(folder));
    end(signal.exitCode());
  }

  /** {@return what makes the run the newest, unless the user has chosen where it is} */
  private RunListener latest(RunFolder folder) throws IOException {
    Path runs = DefaultFolders.runs();
    boolean chosen =
        out != null || !Files.exists(runs) || !Files.isSameFile(runs, folder.root().resolve(".."));
    return new RunListener() {
      @Override
      public void begun() {
        if (!chosen) {
          folder.becomeLatest();
        }
      }
    };
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
