package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.export.ExportFormat;
import io.rein4j.export.RunExport;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j export}: the agent of a run for other programs. */
@Command(
    name = "export",
    description = {
      "Write the agent of a run for other programs: as a policy, which Java programs run with"
          + " rein4j-agents, or as a model of its greedy actions.",
      "A policy takes observations as the environment gives them. It normalises, masks and stacks"
          + " them as the run did, keeps the state of an LSTM, keeps actions within their bounds, and"
          + " can also sample them.",
      "For continuous actions, the output of a model is the action as the environment takes it: squashed, or"
          + " clipped to its bounds. For discrete actions, the output holds an action value or a"
          + " logit for each; an ONNX model also has the greedy one as 'action', numbered as in"
          + " the environment.",
      "If the run normalises observations, so does the model. The model of an agent with an LSTM"
          + " is one step of an episode. Spaces, bounds and the agent's origin are in the model's"
          + " metadata (ONNX), or in the entry rein4j.json of the zip file (DL4J)."
    })
final class ExportCommand implements Callable<Integer>, GoesOnUnread {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path run = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "dl4j|onnx|policy",
      required = true,
      description =
          "dl4j for a model that DL4J loads, onnx for one that onnxruntime runs, policy for a policy"
              + " that Policy.load of rein4j-agents loads.")
  private ExportFormat format = ExportFormat.POLICY;

  @Option(
      names = "--checkpoint",
      paramLabel = "last|best",
      defaultValue = "last",
      description =
          "The newest checkpoint, or the one of the best evaluation; default: ${DEFAULT-VALUE}.")
  private ChosenCheckpoint.Which checkpoint = ChosenCheckpoint.Which.LAST;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file; default: model.zip, model.onnx or model.policy in the run folder.")
  private @Nullable Path out;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  ExportCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    Path file = out != null ? out : folder.model(format.suffix());
    requireWritable(file);
    ChosenCheckpoint chosen = new ChosenCheckpoint(folder, checkpoint);
    List<String> usage =
        RunExport.write(catalog, chosen, format, file, warning -> Terminal.notice(spec, warning));
    PrintWriter terminal = Terminal.out(spec);
    terminal.println((format == ExportFormat.POLICY ? "Policy: " : "Model: ") + file);
    usage.forEach(terminal::println);
    return 0;
  }

  static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "'--out' is the model's file, but '%s' is a folder.".formatted(file.toAbsolutePath()));
    }
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "There is no folder '%s' for the model's file.".formatted(folder));
    }
    if (folder != null && !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "Cannot write the model into '%s': Permission denied.".formatted(folder));
    }
  }
}
