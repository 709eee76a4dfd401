package io.rein4j.cli;

import io.rein4j.config.RunConfig;
import io.rein4j.config.RunConfigs;
import io.rein4j.record.Numbers;
import io.rein4j.record.RecordedRun;
import io.rein4j.report.RunReport;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
      "With --resume, go on with a run that was interrupted, from its newest whole checkpoint."
    })
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "The config file, for instance configs/cartpole-dqn.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = {
        "Set one value of the config, for instance agent.clipping.rules.0.threshold=0.5;",
        "dots and list indices lead to it, and the value is read as YAML. Repeatable."
      })
  private List<String> sets = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "The run's seed; as --set seed=N.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run folder is made; default: runs/ beside the program.")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = "Go on with the run in this folder.")
  private @Nullable Path resume;

  /** Made by the command line's parser. */
  TrainCommand() {}

  @Override
  public Integer call() throws IOException {
    if (resume != null) {
      if (config != null || !sets.isEmpty() || seed != null || out != null) {
        throw new IllegalArgumentException(
            "'--resume' goes on with a run as it was started; it takes no CONFIG, --set, --seed or"
                + " --out.");
      }
      resume(resume);
    } else if (config != null) {
      start(config);
    } else {
      throw new IllegalArgumentException(
          "Expected a CONFIG file to train from, or '--resume RUN'.");
    }
    return 0;
  }

  private void start(Path file) throws IOException {
    List<String> overrides = new ArrayList<>(sets);
    if (seed != null) {
      overrides.add("seed=" + seed);
    }
    RunConfig settings = RunConfigs.read(file, overrides);
    RunFolder folder =
        RunFolder.create(
            out != null ? out : DefaultFolders.runs(),
            settings.name(),
            settings.seed(),
            LocalDateTime.now(ZoneId.systemDefault()));
    try {
      folder.exclusively(() -> start(settings, folder));
    } finally {
      folder.discardUnlessBegun();
    }
  }

  private void start(RunConfig settings, RunFolder folder) throws IOException {
    List<String> commandLine = spec.root().commandLine().getParseResult().originalArgs();
    try (RecordedRun run = RecordedRun.begin(settings, folder, commandLine, this::notice)) {
      train(run, folder);
    }
  }

  private void resume(Path root) throws IOException {
    RunFolder folder = RunFolder.open(root);
    folder.exclusively(() -> resume(folder));
  }

  private void resume(RunFolder folder) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    if (Files.exists(folder.summary())) {
      console.println(
          "The run in '%s' has finished; nothing is left to do.".formatted(folder.root()));
      return;
    }
    try (RecordedRun run = RecordedRun.resume(folder, this::notice)) {
      console.println(
          "Going on from step %s of %s."
              .formatted(
                  Numbers.grouped(run.steps()),
                  Numbers.grouped(run.settings().training().steps())));
      train(run, folder);
    }
  }

  private void notice(String sentence) {
    spec.commandLine().getErr().println("rein4j: " + sentence);
  }

  private void train(RecordedRun run, RunFolder folder) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Run folder: " + folder.root());
    try (ConsoleListener console =
        new ConsoleListener(Terminal.console(out), run.settings().training().steps())) {
      console.print(run.train(console));
    }
    RunReport.of(folder).writePage();
    out.println("Page: " + folder.report());
  }
}
