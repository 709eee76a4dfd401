package io.rein4j.train;

import io.rein4j.files.AtomicFiles;
import io.rein4j.files.IoTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** Finds the checkpoint of a run that can be gone on from. */
public final class Checkpoints {

  /** A checkpoint and where it was found. */
  private record Found(Path file, CheckpointFile checkpoint) {}

  private Checkpoints() {}

  /**
   * Brings a trainer back to the newest whole checkpoint of its run, and the run's files to what
   * they held at it.
   *
   * @param trainer has not run yet
   * @param folder the run's folder; nobody else is writing in it
   * @param warnings as for {@link #restore}
   * @throws IllegalArgumentException as for {@link #restore}
   * @throws IOException if a file cannot be read or cut back
   */
  public static void resume(Trainer trainer, RunFolder folder, Consumer<String> warnings)
      throws IOException {
    restore(trainer, folder, Set.of(), warnings).run();
  }

  /**
   * Brings a trainer back to the newest whole checkpoint that the run's record fits, and leaves the
   * folder as it is. A run that was stopped before its first checkpoint, or whose agent cannot go
   * on from one, starts from its beginning.
   *
   * @param trainer has not run yet
   * @param folder the run's folder; nobody else is writing in it
   * @param goals numbers of steps that the run was to take before, besides the present one: its
   *     checkpoints may have been made on the way to them
   * @param warnings hears a sentence for every newer checkpoint that cannot be used, of one that
   *     another version of Rein4J made, of TensorBoard files that do not fit, and of a run that
   *     begins again
   * @return what brings the run's files to what they held then
   * @throws IllegalArgumentException if no checkpoint can be used, or the run is not the one that
   *     they are of
   * @throws IOException if a file cannot be read
   */
  public static IoTask restore(
      Trainer trainer, RunFolder folder, Set<Long> goals, Consumer<String> warnings)
      throws IOException {
    requireReplaceable(folder);
    if (folder.checkpointsNewestFirst().isEmpty()) {
      requireNothingBegun(folder);
      return swept(folder, folder::deleteGrowingFiles);
    }
    Found found = trainer.agent().canResume() ? fitting(trainer, folder, warnings) : null;
    if (found == null) {
      return beginAgain(trainer, folder, goals, warnings);
    }
    RunIdentity made = requireSameRun(found, trainer, folder, goals);
    if (!made.version().equals(trainer.identity().version())) {
      warnings.accept(
          "'%s' is from version %s of Rein4J, and this is %s; what the run computes from here on may differ."
              .formatted(found.file(), made.version(), trainer.identity().version()));
    }
    try {
      trainer.restore(found.checkpoint());
    } catch (IOException e) {
      throw misfit(found.file(), e);
    }
    List<GrowingFiles.Prefix> stored = stored(found);
    return swept(folder, () -> trainer.files().cutBack(stored, warnings));
  }

  /** A damaged checkpoint is replaced when the run gets there again, which a folder cannot be. */
  private static void requireReplaceable(RunFolder folder) throws IOException {
    List<Path> files = new ArrayList<>(folder.checkpointsNewestFirst());
    files.add(folder.bestCheckpoint());
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        throw new IllegalArgumentException(
            "'%s' is a folder, where the run would write a checkpoint: move it away."
                .formatted(file));
      }
    }
  }

  private static IoTask swept(RunFolder folder, IoTask task) {
    return () -> {
      task.run();
      AtomicFiles.sweep(folder.root());
      AtomicFiles.sweep(folder.checkpoints());
    };
  }

  /** A record without a checkpoint cannot be gone on with, and is not thrown away. */
  private static void requireNothingBegun(RunFolder folder) throws IOException {
    Optional<Path> record = folder.begunRecord();
    if (record.isPresent()) {
      throw new IllegalArgumentException(
          "'%s' holds no checkpoint to go on from, but '%s' tells of what the run has done; all files are left as they are. Move them away to begin the run again."
              .formatted(folder.checkpoints(), record.get().getFileName()));
    }
  }

  private static IoTask beginAgain(
      Trainer trainer, RunFolder folder, Set<Long> goals, Consumer<String> warnings)
      throws IOException {
    for (Path file : folder.checkpointsNewestFirst()) {
      try {
        requireSameRun(new Found(file, CheckpointFile.load(file)), trainer, folder, goals);
      } catch (IOException e) {
        // It is thrown away with the others.
      }
    }
    warnings.accept(
        "This agent cannot go on from a checkpoint: the run in '%s' begins again."
            .formatted(folder.root()));
    return swept(
        folder,
        () -> {
          // A record without checkpoints could not be begun again.
          folder.deleteGrowingFiles();
          folder.deleteCheckpoints();
        });
  }

  /** Returns the newest whole checkpoint that the record fits. */
  private static Found fitting(Trainer trainer, RunFolder folder, Consumer<String> warnings)
      throws IOException {
    StringJoiner refused = new StringJoiner(" ");
    boolean changed = false;
    for (Path file : folder.checkpointsNewestFirst()) {
      if (changed && file.equals(folder.checkpoint(0))) {
        // From there on the whole record would be thrown away for one change in it.
        continue;
      }
      CheckpointFile checkpoint;
      try {
        checkpoint = CheckpointFile.load(file);
      } catch (IOException e) {
        refused.add(e.getMessage());
        continue;
      }
      Found found = new Found(file, checkpoint);
      Optional<String> misfit = trainer.files().misfit(stored(found));
      if (misfit.isPresent()) {
        changed = true;
        refused.add(misfit.get());
        continue;
      }
      if (refused.length() > 0) {
        warnings.accept("%s '%s' is used instead.".formatted(refused, file));
      }
      return found;
    }
    throw none(folder, refused.toString());
  }

  private static List<GrowingFiles.Prefix> stored(Found found) {
    try {
      return found.checkpoint().read("files", List.of(), GrowingFiles::of);
    } catch (IOException e) {
      throw misfit(found.file(), e);
    }
  }

  /** A run whose numbers would depend on something else is another run. */
  private static RunIdentity requireSameRun(
      Found found, Trainer trainer, RunFolder folder, Set<Long> goals) throws IOException {
    RunIdentity made;
    String differences;
    long before;
    try {
      made = found.checkpoint().read("run", RunIdentity.BLANK, RunIdentity::of);
      differences = made.differences(trainer.identity());
      before = made.settings().training().steps();
    } catch (IOException e) {
      throw misfit(found.file(), e);
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "The run in '%s' was trained with other settings than it is to go on with: %s. It goes on with what its numbers depended on; other settings are a run of their own."
              .formatted(folder.root(), differences));
    }
    long now = trainer.identity().settings().training().steps();
    if (before != now && !goals.contains(before)) {
      throw new IllegalArgumentException(
          "The run in '%s' was to take %s steps, but its config.yaml now says %s. Give it back what it had; '--resume RUN --set training.steps=N' extends a run."
              .formatted(folder.root(), before, now));
    }
    return made;
  }

  /**
   * Gives an agent the parameters that another run's agent had, and its environments the statistics
   * by which observations were normalised there, where both runs normalise them.
   *
   * @param trainer has not run yet
   * @param file a checkpoint of the other run
   * @return the step of the other run
   * @throws IllegalArgumentException if there is no such checkpoint, it is damaged, or its
   *     parameters are not laid out as this agent's
   */
  public static long startFrom(Trainer trainer, Path file) {
    CheckpointFile checkpoint = load(file);
    try {
      return trainer.startFrom(checkpoint);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The run cannot start from '%s': %s".formatted(file, e.getMessage()), e);
    }
  }

  private static CheckpointFile load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no checkpoint '%s'.".formatted(file));
    }
    try {
      return CheckpointFile.load(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
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
    CheckpointFile checkpoint = load(file);
    try {
      trainer.restoreAgent(checkpoint);
    } catch (IOException e) {
      throw misfit(file, e);
    }
  }

  /**
   * Returns when a checkpoint was made.
   *
   * @param file the checkpoint
   * @return agent steps over all environments before it
   * @throws IOException if it is none
   */
  public static long step(Path file) throws IOException {
    return CheckpointFile.load(file).step();
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
    throw none(folder, newestIs);
  }

  private static IllegalArgumentException none(RunFolder folder, String reasons) {
    return new IllegalArgumentException(
        reasons.isEmpty()
            ? "'%s' holds no checkpoint.".formatted(folder.root())
            : "None of the checkpoints in '%s' can be used: %s"
                .formatted(folder.checkpoints(), reasons));
  }

  private static IllegalArgumentException misfit(Path file, IOException cause) {
    return new IllegalArgumentException(
        "'%s' does not fit the run: %s".formatted(file, cause.getMessage()), cause);
  }
}
