package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders of runs that were stopped before their config was written, and with it everything that
 * could be gone on with.
 */
@Incubating
public final class UnwrittenRuns {

  /** What may be in a folder before the config is. */
  private static final Set<String> UNWRITTEN =
      Set.of(
          "",
          RunFolder.CHECKPOINTS,
          RunFolder.LOCK,
          RunFolder.PROVENANCE,
          AtomicFiles.temporaryName(RunFolder.PROVENANCE),
          AtomicFiles.temporaryName(RunFolder.CONFIG));

  /** The name of a folder as {@link RunFolder} gives it. */
  private static final Pattern NAME = Pattern.compile(".+-\\d+-\\d{8}T\\d{6}(-\\d+)?");

  /** How old the folder of a run is at least that is taken for one that was stopped. */
  private static final Duration ABANDONED = Duration.ofMinutes(1);

  private UnwrittenRuns() {}

  /**
   * Deletes those among a folder of runs. One in which a run is alive is left alone, and so is one
   * that cannot be read or deleted: it may be somebody else's, or another process is deleting it.
   *
   * @param runs the folder of runs, which need not exist
   * @return what was deleted
   * @throws IOException if the folder of runs cannot be read
   */
  public static List<Path> sweep(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    List<Path> folders;
    try (Stream<Path> files = Files.list(runs)) {
      folders =
          files.filter(file -> NAME.matcher(file.getFileName().toString()).matches()).toList();
    }
    Instant abandoned = Instant.now().minus(ABANDONED);
    List<Path> swept = new ArrayList<>();
    for (Path folder : folders) {
      try {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(abandoned) && discard(folder)) {
          swept.add(folder);
        }
      } catch (IllegalArgumentException | IOException | UncheckedIOException e) {
        // It stands in no new run's way.
      }
    }
    return swept;
  }

  /**
   * Deletes a folder if it is such a one.
   *
   * @param root the folder
   * @return whether it was such a folder
   * @throws IllegalArgumentException if it is, and the run in it is alive
   * @throws IOException if it cannot be read or deleted
   */
  public static boolean discard(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return false;
    }
    // A link to a folder is a file where folders are walked.
    Path real = root.toRealPath();
    if (!isUnwritten(real)) {
      return false;
    }
    RunFolder folder = new RunFolder(real);
    boolean[] discarded = {false};
    folder.exclusively(
        () -> {
          // Until it was locked, another process may have begun a run in it, or deleted it.
          if (isUnwritten(real)) {
            Folders.deleteAll(real);
            discarded[0] = true;
          }
        });
    return discarded[0];
  }

  /** Returns whether a folder holds what is made before a run's config, and nothing else. */
  private static boolean isUnwritten(Path root) throws IOException {
    if (!Files.isDirectory(root.resolve(RunFolder.CHECKPOINTS))) {
      return false;
    }
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.map(root::relativize)
          .map(Path::toString)
          .allMatch(file -> UNWRITTEN.contains(file));
    }
  }
}
