package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.IoTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds the checkpoint of a run that can be gone on from. */
@Incubating
public final class Checkpoints {

  private static final String MISFIT = "'%s' does not fit the run: %s";

  private static final String OTHER_SETTINGS =
      "'%s' was made with other settings than the run's config.yaml now says: %s.";

  /**
   * A checkpoint and where it was found.
   *
   * @param file the file
   * @param stamp what the system said of it before it was read
   * @param checkpoint what it holds
   */
  record Found(Path file, Optional<Object> stamp, CheckpointFile checkpoint) {

    /** Looks through a file. */
    static Found in(Path file) throws IOException {
      Optional<Object> stamp = stamp(file);
      return new Found(file, stamp, CheckpointFile.load(file));
    }

    /** Returns whether there is another file of that name by now. */
    boolean isReplaced() {
      Optional<Object> now = stamp(file);
      return now.isPresent() && !now.equals(stamp);
    }

    private static Optional<Object> stamp(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.of(
            List.of(String.valueOf(found.fileKey()), found.lastModifiedTime(), found.size()));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  private Checkpoints() {}

  /**
   * Brings a trainer back to the newest whole checkpoint that the run's record fits, and leaves the
   * folder as it is. A run that was stopped before its first checkpoint, or whose agent cannot go
   * on from one, starts from its beginning.
   *
   * @param trainer has not run yet
   * @param folder the run's folder; nobody else is writing in it
   * @param goals what the run's folder says of the numbers of steps that it was to take: its
   *     checkpoints were made on the way to them
   * @param warnings hears a sentence for every newer checkpoint that cannot be used, of one that
   *     another version of Rein4J made, of TensorBoard files that do not fit, and of a run that
   *     begins again
   * @return what brings the run's files to what they held then
   * @throws IllegalArgumentException if no checkpoint can be used, or the run is not the one that
   *     they are of
   * @throws IOException if a file cannot be read
   */
  public static IoTask restore(
      Trainer trainer, RunFolder folder, StepGoals goals, Consumer<String> warnings)
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
    List<RecordedFile> stored = stored(found);
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
          "'%s' holds no checkpoint to resume from, but '%s' shows what the run has done. All files are left as they are. Move them away to start the run again."
              .formatted(folder.checkpoints(), record.get().getFileName()));
    }
  }

  private static IoTask beginAgain(
      Trainer trainer, RunFolder folder, StepGoals goals, Consumer<String> warnings)
      throws IOException {
    for (Path file : folder.checkpointsNewestFirst()) {
      try {
        requireSameRun(Found.in(file), trainer, folder, goals);
      } catch (IOException e) {
        // It is thrown away with the others.
      }
    }
    warnings.accept(
        "This agent cannot continue from a checkpoint, so the run in '%s' starts again."
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
    Map<String, List<String>> refused = new LinkedHashMap<>();
    boolean changed = false;
    for (Path file : folder.checkpointsNewestFirst()) {
      if (changed && file.equals(folder.checkpoint(0))) {
        // From there on the whole record would be thrown away for one change in it.
        continue;
      }
      Found found;
      try {
        found = Found.in(file);
      } catch (IOException e) {
        refused.put(String.valueOf(e.getMessage()), List.of());
        continue;
      }
      Optional<String> misfit = trainer.files().misfit(stored(found));
      if (misfit.isPresent()) {
        changed = true;
        refused
            .computeIfAbsent(misfit.get(), sentence -> new ArrayList<>())
            .add(String.valueOf(file.getFileName()));
        continue;
      }
      if (!refused.isEmpty()) {
        warnings.accept("%s '%s' is used instead.".formatted(sentences(refused), file));
      }
      return found;
    }
    throw none(folder, sentences(refused), false);
  }

  /** Says every sentence once, and of which checkpoints it holds. */
  private static String sentences(Map<String, List<String>> refused) {
    StringJoiner all = new StringJoiner(" ");
    refused.forEach(
        (sentence, checkpoints) ->
            all.add(
                checkpoints.isEmpty()
                    ? sentence
                    : "%s (%s)."
                        .formatted(
                            sentence.substring(0, sentence.length() - 1),
                            String.join(", ", checkpoints))));
    return all.toString();
  }

  private static List<RecordedFile> stored(Found found) {
    try {
      return found.checkpoint().read("files", List.of(), GrowingFiles::of);
    } catch (IOException e) {
      throw misfit(found.file(), e);
    }
  }

  /** A run whose numbers would depend on something else is another run. */
  private static RunIdentity requireSameRun(
      Found found, Trainer trainer, RunFolder folder, StepGoals goals) throws IOException {
    RunIdentity made;
    String differences;
    long before;
    try {
      made = made(found.checkpoint());
      differences = made.differences(trainer.catalog(), trainer.identity());
      before = made.settings(trainer.catalog()).training().steps();
    } catch (IOException e) {
      throw misfit(found.file(), e);
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "The run in '%s' was trained with other settings than those given now: %s. A run resumes only with the settings that its numbers depend on. Start a new run for others."
              .formatted(folder.root(), differences));
    }
    long now = trainer.identity().settings(trainer.catalog()).training().steps();
    if (before != now && !goals.steps().contains(before)) {
      throw new IllegalArgumentException(
          "The run in '%s' was to take %s steps, but %s now says %s. Give it back what it had; '--resume RUN --set training.steps=N' extends a run."
              .formatted(folder.root(), before, goals.toldBy(), goals.inWords()));
    }
    return made;
  }

  /**
   * Compares a run's config.yaml with what its newest checkpoint says of its settings. Only the
   * settings that the run's numbers depend on are compared: the others may have been others at any
   * resume. What a damaged checkpoint says is no reason to suspect the config.
   *
   * @param catalog what configs choose from; the run's environment need not be in it
   * @param folder the run's folder
   * @param config what its config.yaml holds
   * @param goals the numbers of steps that it was to take
   * @return how they differ, in a sentence or two; empty if they do not, or no checkpoint can be
   *     read
   * @throws IOException if the folder cannot be read
   */
  public static Optional<String> configChange(
      Catalog catalog, RunFolder folder, RunConfig config, StepGoals goals) throws IOException {
    for (Path file : folder.checkpointsNewestFirst()) {
      try {
        RunIdentity made = made(CheckpointFile.unchecked(file));
        List<String> changes = changes(file, made, catalog, config, goals);
        if (!changes.isEmpty()) {
          // Only now is its checksum worth reading all of it.
          CheckpointFile.load(file);
        }
        return Optional.of(String.join(" ", changes)).filter(told -> !told.isEmpty());
      } catch (IOException e) {
        // The one before it may be whole.
      }
    }
    return Optional.empty();
  }

  private static List<String> changes(
      Path file, RunIdentity made, Catalog catalog, RunConfig config, StepGoals goals)
      throws IOException {
    List<String> changes = new ArrayList<>();
    RunConfig then = made.recorded(catalog);
    String settings = RunIdentity.changes(then, config);
    if (!settings.isEmpty()) {
      changes.add(OTHER_SETTINGS.formatted(file, settings));
    }
    long steps = then.training().steps();
    if (!goals.steps().contains(steps)) {
      changes.add(
          "When '%s' was made, the run was to take %s steps, but %s now says %s."
              .formatted(file, steps, goals.toldBy(), goals.inWords()));
    }
    return changes;
  }

  /** Returns which run made a checkpoint. */
  private static RunIdentity made(CheckpointFile checkpoint) throws IOException {
    return checkpoint.read("run", RunIdentity.BLANK, RunIdentity::of);
  }

  /**
   * A checkpoint that something was taken over from.
   *
   * @param file its file, which may be gone by now
   * @param step agent steps over all environments before it
   */
  public record Taken(Path file, long step) {}

  /** Takes something over. */
  interface Taking {
    void from(CheckpointFile checkpoint) throws IOException;
  }

  /**
   * Gives an agent the parameters that another run's agent had, and its environments the statistics
   * by which observations were normalised there, where both runs normalise them.
   *
   * @param trainer has not run yet
   * @param chosen a checkpoint of the other run
   * @param notices hears a sentence for every newer checkpoint that is damaged, and of settings
   *     with which the parameters mean something else than in the other run
   * @return the checkpoint
   * @throws IllegalArgumentException if there is no such checkpoint, it is damaged, or its
   *     parameters are not laid out as this agent's
   * @throws IOException if the folder cannot be read
   */
  public static Taken startFrom(Trainer trainer, ChosenCheckpoint chosen, Consumer<String> notices)
      throws IOException {
    String[] differences = {""};
    Taken taken =
        take(
            chosen,
            notices,
            checkpoint -> differences[0] = trainer.startFrom(checkpoint),
            "The run cannot start from '%s': %s");
    if (!differences[0].isEmpty()) {
      notices.accept(
          "The weights of '%s' were learned with settings that make another agent of them: %s."
              .formatted(taken.file(), differences[0]));
    }
    return taken;
  }

  /**
   * Loads an agent as a checkpoint of its run holds it, with the statistics of wrappers that it
   * sees its environments through, and nothing else of the run.
   *
   * @param trainer of the run
   * @param chosen the checkpoint
   * @param warnings hears a sentence for every newer checkpoint that is damaged, and of settings
   *     that have changed since
   * @return the checkpoint
   * @throws IllegalArgumentException if there is no such checkpoint, it is damaged, or it does not
   *     fit
   * @throws IOException if the folder cannot be read
   */
  public static Taken loadAgent(Trainer trainer, ChosenCheckpoint chosen, Consumer<String> warnings)
      throws IOException {
    String[] differences = {""};
    Taken taken =
        take(
            chosen,
            warnings,
            checkpoint -> {
              trainer.restoreAgent(checkpoint);
              differences[0] = made(checkpoint).differences(trainer.catalog(), trainer.identity());
            },
            MISFIT);
    if (!differences[0].isEmpty()) {
      warnings.accept(OTHER_SETTINGS.formatted(taken.file(), differences[0]));
    }
    return taken;
  }

  /** Takes something over, from another file if a run that is alive replaces it meanwhile. */
  static Taken take(
      ChosenCheckpoint chosen, Consumer<String> warnings, Taking taking, String misfit)
      throws IOException {
    while (true) {
      Found found = find(chosen, warnings);
      try {
        long step = found.checkpoint().step();
        taking.from(found.checkpoint());
        if (!found.isReplaced()) {
          return new Taken(found.file(), step);
        }
      } catch (IOException e) {
        if (!found.isReplaced() && Files.exists(found.file(), LinkOption.NOFOLLOW_LINKS)) {
          throw new IllegalArgumentException(misfit.formatted(found.file(), e.getMessage()), e);
        }
      }
    }
  }

  /**
   * Makes sure that there is a checkpoint to choose; it may be damaged all the same.
   *
   * @param chosen which
   * @throws IllegalArgumentException if there is none
   * @throws IOException if the folder cannot be read
   */
  public static void require(ChosenCheckpoint chosen) throws IOException {
    RunFolder run = chosen.run();
    Long step = chosen.step();
    if (step != null) {
      requireStep(run, step);
      return;
    }
    boolean none = run.checkpointsNewestFirst().isEmpty();
    if (chosen.which() == ChosenCheckpoint.Which.LAST && none) {
      throw none(run, "", true);
    }
    if (chosen.which() == ChosenCheckpoint.Which.BEST
        && !Files.isRegularFile(run.bestCheckpoint())) {
      throw new IllegalArgumentException(
          "There is no checkpoint '%s'.%s"
              .formatted(
                  run.bestCheckpoint(), none ? "" : " '--checkpoint last' takes the newest."));
    }
  }

  private static void requireStep(RunFolder run, long step) throws IOException {
    if (Files.isRegularFile(run.checkpoint(step))) {
      return;
    }
    String others =
        run.checkpointsNewestFirst().stream()
            .map(file -> String.valueOf(file.getFileName()))
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "There is no checkpoint '%s'; %s. 'checkpoint.keep' says how many a run keeps."
            .formatted(
                run.checkpoint(step),
                others.isEmpty() ? "the run keeps none" : "the run keeps " + others));
  }

  /** Looks for a checkpoint. */
  static Found find(ChosenCheckpoint chosen, Consumer<String> warnings) throws IOException {
    require(chosen);
    Long step = chosen.step();
    if (step == null && chosen.which() == ChosenCheckpoint.Which.LAST) {
      return newestWhole(chosen.run(), warnings);
    }
    try {
      return Found.in(step == null ? chosen.run().bestCheckpoint() : chosen.run().checkpoint(step));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Found newestWhole(RunFolder folder, Consumer<String> warnings) throws IOException {
    String newestIs = "";
    for (Path file : folder.checkpointsNewestFirst()) {
      try {
        Found found = Found.in(file);
        if (!newestIs.isEmpty()) {
          warnings.accept("%s '%s' is used instead.".formatted(newestIs, file));
        }
        return found;
      } catch (IOException e) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          // The run is alive, and has made newer ones.
          return newestWhole(folder, warnings);
        }
        newestIs = (newestIs + " " + e.getMessage()).strip();
      }
    }
    throw none(folder, newestIs, true);
  }

  /**
   * Says that there is none.
   *
   * @param reasons why none of those that there are will do
   * @param others whether that of the best evaluation would
   */
  private static IllegalArgumentException none(RunFolder folder, String reasons, boolean others) {
    boolean best = others && Files.isRegularFile(folder.bestCheckpoint());
    if (reasons.isEmpty()) {
      return new IllegalArgumentException(
          "'%s' holds no checkpoint%s."
              .formatted(
                  folder.root(),
                  best ? " but that of the best evaluation, which '--checkpoint best' takes" : ""));
    }
    return new IllegalArgumentException(
        "None of the checkpoints in '%s' can be used: %s%s"
            .formatted(
                folder.checkpoints(),
                reasons,
                best ? " '--checkpoint best' takes that of the best evaluation." : ""));
  }

  private static IllegalArgumentException misfit(Path file, IOException cause) {
    return new IllegalArgumentException(MISFIT.formatted(file, cause.getMessage()), cause);
  }
}
