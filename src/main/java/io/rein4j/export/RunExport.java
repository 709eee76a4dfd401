package io.rein4j.export;

import io.rein4j.catalog.Catalog;
import io.rein4j.files.Sha256;
import io.rein4j.record.RunData;
import io.rein4j.record.Stretches;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes the agent of a run for other programs. */
public final class RunExport {

  private RunExport() {}

  /**
   * Writes the agent as it was at a checkpoint.
   *
   * @param catalog what the run's config chooses from
   * @param chosen the run and its checkpoint
   * @param format as what
   * @param file replaced if it exists
   * @param notices hears a sentence for every newer checkpoint that cannot be used
   * @return sentences that tell how the file is used
   * @throws IllegalArgumentException if the run has no such checkpoint, or the format cannot hold
   *     the agent, by a sentence that says why
   * @throws IOException if a file cannot be read or written
   */
  public static List<String> write(
      Catalog catalog,
      ChosenCheckpoint chosen,
      ExportFormat format,
      Path file,
      Consumer<String> notices)
      throws IOException {
    RunFolder folder = chosen.run();
    RunConfig config = RunData.of(folder).resolvedConfig(catalog, List.of());
    Checkpoints.require(chosen);
    try (Trainer trainer = new Trainer(catalog, config, folder)) {
      Checkpoints.Taken from = Checkpoints.loadAgent(trainer, chosen, notices);
      return format.write(trainer, origin(folder, config, from), file);
    }
  }

  private static Map<String, Object> origin(
      RunFolder folder, RunConfig settings, Checkpoints.Taken from) throws IOException {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("run", settings.name());
    origin.put("seed", settings.seed());
    origin.put("environment", settings.env().id());
    origin.put("checkpoint", String.valueOf(from.file().getFileName()));
    origin.put("step", from.step());
    Stretches.Stretch made =
        RunData.of(folder)
            .provenance()
            .stretches(settings.training().steps())
            .thatReached(from.step());
    origin.putAll(made.program());
    origin.put("config_sha256", Sha256.of(folder.config()).hex());
    return origin;
  }
}
