package io.rein4j.train;

import io.rein4j.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Finds the checkpoint of a run that can be gone on from. */
public final class Checkpoints {

  /** A checkpoint and where it was found. */
  private record Found(Path file, CheckpointFile checkpoint) {}

  private Checkpoints() {}

  /**
   * Brings a trainer back to the newest whole checkpoint of its run, and the run's files to their
   * lengths at it. A run that was stopped before its first checkpoint, or whose agent cannot go on
   * from one, starts from its beginning.
   *
   * @param trainer has not run yet
   * @param folder the run's folder; nobody else is writing in it
   * @param warnings hears a sentence for every newer checkpoint that is damaged, and of a run that
   *     begins again
   * @throws IllegalArgumentException if no checkpoint is whole, or the newest whole one does not
   *     fit the run; the folder is then as it was
   * @throws IOException if a file cannot be read or cut back
   */
  public static void resume(Trainer trainer, RunFolder folder, Consumer<String> warnings)
      throws IOException {
    if (folder.checkpointsNewestFirst().isEmpty()) {
      folder.deleteGrowingFiles();
    } else if (!trainer.agent().canResume()) {
      warnings.accept(
          "This agent cannot go on from a checkpoint: the run in '%s' begins again."
              .formatted(folder.root()));
      folder.deleteCheckpoints();
      folder.deleteGrowingFiles();
    } else {
      Found newest = newestWhole(folder, warnings);
      try {
        trainer.restore(newest.checkpoint());
      } catch (IOException e) {
        throw misfit(newest.file(), e);
      }
      newest.checkpoint().read("files", folder::cutBack);
    }
    AtomicFiles.sweep(folder.root());
    AtomicFiles.sweep(folder.checkpoints());
  }

  /**
   * Loads an agent as a checkpoint of its run holds it, with the statistics of wrappers that it
   * sees its environments through, and nothing else of the run.
   *
   * @param trainer of the run
   * @param file the checkpoint
   * @throws IllegalArgumentException if there is no such checkpoint, it is damaged, or it does not
   *     fit
   */
  public static void loadAgent(Trainer trainer, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no checkpoint '%s'.".formatted(file));
    }
    CheckpointFile checkpoint;
    try {
      checkpoint = CheckpointFile.load(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    try {
      trainer.restoreAgent(checkpoint);
    } catch (IOException e) {
      throw misfit(file, e);
    }
  }

  /**
   * Returns the file of the newest whole checkpoint.
   *
   * @param folder the run's folder
   * @param warnings hears a sentence for every newer checkpoint that is damaged
   * @return the file
   * @throws IllegalArgumentException if no checkpoint is whole
   * @throws IOException if the folder cannot be read
   */
  public static Path newest(RunFolder folder, Consumer<String> warnings) throws IOException {
    return newestWhole(folder, warnings).file();
  }

  private static Found newestWhole(RunFolder folder, Consumer<String> warnings) throws IOException {
    List<Path> files = folder.checkpointsNewestFirst();
    String newestIs = "";
    for (Path file : files) {
      try {
        CheckpointFile checkpoint = CheckpointFile.load(file);
        if (!newestIs.isEmpty()) {
          warnings.accept("%s '%s' is used instead.".formatted(newestIs, file));
        }
        return new Found(file, checkpoint);
      } catch (IOException e) {
        newestIs = (newestIs + " " + e.getMessage()).strip();
      }
    }
    throw new IllegalArgumentException(
        files.isEmpty()
            ? "'%s' holds no checkpoint.".formatted(folder.root())
            : "None of the checkpoints in '%s' can be used: %s"
                .formatted(folder.checkpoints(), newestIs));
  }

  private static IllegalArgumentException misfit(Path file, IOException cause) {
    return new IllegalArgumentException(
        "'%s' does not fit the run's config.yaml: %s".formatted(file, cause.getMessage()), cause);
  }
}
