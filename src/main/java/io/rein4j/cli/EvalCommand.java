package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.random.RandomStreams;
import io.rein4j.record.EvaluationFigures;
import io.rein4j.record.JsonFiles;
import io.rein4j.record.Numbers;
import io.rein4j.record.RunData;
import io.rein4j.record.Stretches;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j eval}: evaluates the agent of a run. */
@Command(
    name = "eval",
    description = "Evaluate the agent of a run: play episodes greedily, without exploration.")
final class EvalCommand implements Callable<Integer> {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path run = Path.of("");

  @Option(
      names = "--checkpoint",
      paramLabel = "last|best",
      defaultValue = "last",
      description =
          "The newest checkpoint, or the one of the best evaluation; default: ${DEFAULT-VALUE}.")
  private ChosenCheckpoint.Which checkpoint = ChosenCheckpoint.Which.LAST;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many episodes to play; default: ${DEFAULT-VALUE}.")
  private int episodes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the episodes; default: one derived from the run's seed, different from that of"
              + " the evaluations in training.")
  private @Nullable Long seed;

  @Option(
      names = "--json",
      description =
          "Print one JSON object with the return of every episode, or null for one that is NaN or"
              + " infinite.")
  private boolean json;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  EvalCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    if (episodes < 1) {
      throw new IllegalArgumentException(
          "'--episodes' must be 1 or larger, but is " + episodes + ".");
    }
    if (seed != null && seed < 0) {
      throw new IllegalArgumentException("'--seed' must be 0 or larger, but is " + seed + ".");
    }
    RunFolder folder = RunFolder.open(run);
    RunConfig settings = RunData.of(folder).resolvedConfig(catalog, List.of());
    ChosenCheckpoint chosen = new ChosenCheckpoint(folder, checkpoint);
    Checkpoints.require(chosen);
    try (Trainer trainer = new Trainer(catalog, settings, folder, this::notice)) {
      Path file = Checkpoints.loadAgent(trainer, chosen, this::notice).file();
      long evaluationSeed =
          seed != null ? seed : new RandomStreams(settings.seed()).seed("eval command");
      Stretches stretches = RunData.of(folder).provenance().stretches(settings.training().steps());
      print(
          file,
          stretches,
          trainer.evaluation(evaluationSeed).evaluate(trainer.agent(), episodes, 0));
    }
    return 0;
  }

  private void notice(String sentence) {
    Terminal.notice(spec, sentence);
  }

  private void print(Path file, Stretches stretches, EvaluationRecord result) throws IOException {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("checkpoint", file.toString());
      if (!stretches.extensions().isEmpty()) {
        fields.put(
            "extended_at",
            stretches.extensions().stream().map(Stretches.Stretch::fromStep).toList());
      }
      EvaluationFigures figures = EvaluationFigures.of(result);
      EvaluationFigures.OF_EPISODES.forEach(
          column -> fields.put(column.key(), column.value().apply(figures)));
      fields.put("returns", result.returns());
      fields.put("lengths", result.lengths());
      // Escaped as a terminal's text, it would be no JSON.
      spec.commandLine().getOut().println(JsonFiles.line(fields));
      return;
    }
    PrintWriter out = Terminal.out(spec);
    stretches.sentences().forEach(out::println);
    out.println(
        "%s: return %s ± %s, length %s (mean and standard deviation over %s)"
            .formatted(
                file.getFileName(),
                Numbers.measured(result.meanReturn(), 1),
                Numbers.measured(result.returnDeviation(), 1),
                Numbers.rounded(result.meanLength(), 1),
                Numbers.counted(result.returns().size(), "episode")));
  }
}
