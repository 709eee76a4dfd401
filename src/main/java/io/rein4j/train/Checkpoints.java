package io.rein4j.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Finds the checkpoint of a run that can be gone on from. */
public final class Checkpoints {

  private Checkpoints() {}

  /**
   * Brings a trainer back to the newest whole checkpoint of its run.
   *
   * @param trainer has not run yet
   * @param folder the run's folder
   * @param warnings hears a sentence for every newer checkpoint that is damaged
   * @throws IOException if no checkpoint is whole, or the newest whole one does not fit the run
   */
  public static void resume(Trainer trainer, RunFolder folder, Consumer<String> warnings)
      throws IOException {
    trainer.restore(newestWhole(folder, warnings));
  }

  /**
   * Loads an agent as a checkpoint of its run holds it, and nothing else of the run.
   *
   * @param trainer of the run
   * @param file the checkpoint
   * @throws IOException if the checkpoint is damaged or does not fit
   */
  public static void loadAgent(Trainer trainer, Path file) throws IOException {
    CheckpointFile.load(file).read("agent", trainer.agent()::readState);
  }

  /**
   * Returns the file of the newest whole checkpoint.
   *
   * @param folder the run's folder
   * @param warnings hears a sentence for every newer checkpoint that is damaged
   * @return the file
   * @throws IOException if no checkpoint is whole
   */
  public static Path newest(RunFolder folder, Consumer<String> warnings) throws IOException {
    for (Path file : folder.checkpointsNewestFirst()) {
      try {
        CheckpointFile.load(file);
        return file;
      } catch (IOException e) {
        warnings.accept(e.getMessage() + " An older checkpoint is used.");
      }
    }
    throw noWholeCheckpoint(folder);
  }

  private static CheckpointFile newestWhole(RunFolder folder, Consumer<String> warnings)
      throws IOException {
    return CheckpointFile.load(newest(folder, warnings));
  }

  private static IOException noWholeCheckpoint(RunFolder folder) throws IOException {
    List<Path> files = folder.checkpointsNewestFirst();
    return new IOException(
        files.isEmpty()
            ? "'%s' holds no checkpoint.".formatted(folder.root())
            : "None of the %d checkpoints in '%s' is whole."
                .formatted(files.size(), folder.root()));
  }

  /**
   * Checks that a file is there.
   *
   * @param file a checkpoint
   * @throws IllegalArgumentException if it is not
   */
  static void requireExists(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no checkpoint '%s'.".formatted(file));
    }
  }
}
