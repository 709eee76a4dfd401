package io.rein4j.cli;

import io.rein4j.config.RunConfig;
import io.rein4j.config.RunConfigs;
import io.rein4j.export.ModelFormat;
import io.rein4j.export.PolicyModel;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.RunFolder;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j export}: the agent of a run as a model for other programs. */
@Command(
    name = "export",
    description = {
      "Write the agent of a run as a model: from observations to action values or logits, whose"
          + " largest is the greedy action. Where the run normalises observations, the model does.",
      "Of an agent with an LSTM the model is one step of an episode."
    })
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path run = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "dl4j|onnx",
      required = true,
      description = "A model that DL4J loads, or ONNX, which onnxruntime runs.")
  private ModelFormat format = ModelFormat.ONNX;

  @Option(
      names = "--checkpoint",
      paramLabel = "last|best",
      defaultValue = "last",
      description =
          "The newest checkpoint, or the one of the best evaluation; default: ${DEFAULT-VALUE}.")
  private EvalCommand.Which checkpoint = EvalCommand.Which.LAST;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The model's file; default: model.zip or model.onnx in the run folder.")
  private @Nullable Path out;

  /** Made by the command line's parser. */
  ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    RunConfig settings = RunConfigs.readResolved(folder.config());
    Path file = out != null ? out : folder.model(format.suffix());
    try (Trainer trainer = new Trainer(settings, folder)) {
      Checkpoints.loadAgent(
          trainer,
          checkpoint.file(
              folder, warning -> spec.commandLine().getErr().println("rein4j: " + warning)));
      PolicyModel model =
          PolicyModel.of(trainer.agent(), trainer.observationScaling().orElse(null));
      format.write(model, file);
      PrintWriter terminal = spec.commandLine().getOut();
      terminal.println("Model: " + file);
      format.stepping(model).ifPresent(terminal::println);
    }
    return 0;
  }
}
