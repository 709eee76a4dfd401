package io.rein4j.study.run;

import io.rein4j.files.Failures;
import io.rein4j.files.Folders;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The access of a driver that shares a study with those of other processes, each of which trains
 * the runs that it has {@linkplain Leases leases} of.
 *
 * <p>A run is trained in a folder of its lease's generation, in which nobody else ever writes.
 * Whoever takes a run over goes on in a copy. An owner that was only slow therefore does no harm
 * when it goes on. A run that has ended is moved among the runs of the study in one step, by
 * whoever is first; another one that has ended it as well finds the same there, and leaves it.
 */
final class SharedAccess implements RunAccess {

  private static final long MOST_MILLIS_BETWEEN_BEATS = 5_000;

  private final StudyFolder folder;
  private final Leases leases;
  private final Heartbeat heartbeat;
  private final LongSupplier nanoTime;
  private final long beatMillis;
  private final Map<String, Held> held = new HashMap<>();
  private @Nullable Long lookedAt;

  /** A run that this process has. */
  private record Held(int generation, Path folder) {}

  /**
   * Plans to share a study.
   *
   * @param folder the study's folder, prepared
   * @param owner the name of this process, which no other one has
   * @param silentAfter how long another process gives no sign of life until its runs are taken over
   * @param beatMillis the time between two signs of life of this one; 0 if it gives them by {@link
   *     #beat} alone
   * @param nanoTime the clock of this process
   */
  SharedAccess(
      StudyFolder folder,
      String owner,
      Duration silentAfter,
      long beatMillis,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.leases = new Leases(folder.joined(), owner, silentAfter, nanoTime);
    this.heartbeat = new Heartbeat(leases.heartbeats(), owner, beatMillis);
    this.nanoTime = nanoTime;
    this.beatMillis = beatMillis;
  }

  /** Plans to share a study under a new name, by the clock of the system. */
  static SharedAccess of(StudyFolder folder, Duration silentAfter) {
    String owner =
        "%s-%s-%s"
            .formatted(
                Provenance.hostName().replaceAll("[^A-Za-z0-9.-]", "-"),
                ProcessHandle.current().pid(),
                UUID.randomUUID().toString().substring(0, 8));
    return new SharedAccess(
        folder,
        owner,
        silentAfter,
        Math.max(1, Math.min(MOST_MILLIS_BETWEEN_BEATS, silentAfter.toMillis() / 10)),
        System::nanoTime);
  }

  @Override
  public void begin() throws IOException {
    leases.prepare();
    Files.createDirectories(folder.work());
    heartbeat.beat();
    if (beatMillis > 0) {
      heartbeat.start();
    }
  }

  /** Gives a sign of life. */
  void beat() throws IOException {
    heartbeat.beat();
  }

  /** Moves aside what an earlier call that was alone has begun, so that all go on in one way. */
  @Override
  public Optional<Path> open(PlannedRun run) throws IOException {
    folder.requireSame(run);
    Path root = folder.run(run);
    if (isUnfinished(root)) {
      folder.inTurn(
          () -> {
            if (isUnfinished(root)) {
              try {
                move(root, work(run.folderName(), 0));
              } catch (NoSuchFileException e) {
                // Nobody needs the run any more, as another process has seen earlier.
              }
            }
          });
    }
    return Optional.of(root).filter(Files::exists);
  }

  private static boolean isUnfinished(Path root) throws IOException {
    return Files.exists(root) && !RunOutcomes.hasEnded(root);
  }

  private Path work(String run, int generation) {
    return folder.work().resolve(Leases.lease(run, generation));
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What has failed twice would be tried twice by every process that comes later. */
  @Override
  public boolean triesAgain() {
    return false;
  }

  @Override
  public Optional<Claim> claim(PlannedRun run) throws IOException {
    String name = run.folderName();
    if (Files.exists(folder.run(run))) {
      return Optional.empty();
    }
    Held mine = held.get(name);
    if (mine != null && mine.generation() == leases.newest(name)) {
      return Optional.of(new Claim(mine.folder(), false, Optional.empty()));
    }
    List<String> from = new ArrayList<>();
    OptionalInt generation = leases.claim(name, from::add);
    if (generation.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> made = make(run, generation.getAsInt());
    made.ifPresent(path -> held.put(name, new Held(generation.getAsInt(), path)));
    return made.map(path -> new Claim(path, true, from.stream().findFirst()));
  }

  /** Makes the folder of a lease, in which the run goes on; nothing if the run has ended. */
  private Optional<Path> make(PlannedRun run, int generation) throws IOException {
    String name = run.folderName();
    Path made = work(name, generation);
    Path draft = made.resolveSibling("." + made.getFileName());
    while (!Files.exists(folder.run(run)) && !leases.isSuperseded(name, generation)) {
      try {
        OptionalInt before = newestFolder(name, generation);
        if (before.isEmpty()) {
          StudyFolder.make(RunFolder.at(draft), run);
          move(draft, made);
        } else if (before.getAsInt() == 0 || leases.isReleased(name, before.getAsInt())) {
          move(work(name, before.getAsInt()), made);
        } else {
          RunFolder.at(work(name, before.getAsInt())).copyTo(draft);
          move(draft, made);
        }
        return Optional.of(made);
      } catch (NoSuchFileException e) {
        // The run has ended meanwhile after all, or somebody else goes on with it.
        if (Files.exists(draft)) {
          Folders.deleteAll(draft);
        }
      }
    }
    return Optional.empty();
  }

  private OptionalInt newestFolder(String run, int below) {
    for (int generation = below - 1; generation >= 0; generation--) {
      if (Files.exists(work(run, generation))) {
        return OptionalInt.of(generation);
      }
    }
    return OptionalInt.empty();
  }

  private Held held(PlannedRun run) {
    return Objects.requireNonNull(held.get(run.folderName()), run.folderName());
  }

  @Override
  public Path folder(PlannedRun run) {
    return held(run).folder();
  }

  @Override
  public boolean isOurs(PlannedRun run) {
    return !leases.isSuperseded(run.folderName(), held(run).generation());
  }

  @Override
  public void reached(PlannedRun run, long step) {
    heartbeat.reached(Leases.lease(run.folderName(), held(run).generation()), step);
  }

  @Override
  public List<Sighting> look() throws IOException {
    long now = nanoTime.getAsLong();
    if (lookedAt != null && now - lookedAt < leases.nanosBetweenLooks()) {
      return List.of();
    }
    lookedAt = now;
    leases.look();
    List<Sighting> seen = new ArrayList<>();
    Set<String> ended = names(folder.runs());
    ended.forEach(run -> seen.add(new Sighting(run, Sighting.Kind.ENDED, 0)));
    for (String run : leases.runs()) {
      Held mine = held.get(run);
      if (!ended.contains(run) && (mine == null || mine.generation() < leases.newest(run))) {
        seen.add(
            leases.isFree(run)
                ? new Sighting(run, Sighting.Kind.FREE, 0)
                : new Sighting(run, Sighting.Kind.HELD, leases.step(run)));
      }
    }
    return seen;
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Override
  public Path publish(PlannedRun run) throws IOException {
    Held mine = held(run);
    Path published = folder.run(run);
    Files.deleteIfExists(folder.pagesWritten());
    try {
      move(mine.folder(), published);
    } catch (FileSystemException e) {
      if (!Files.exists(published)) {
        throw Failures.sentence("make", published, e);
      }
      deleteWhileInUse(mine.folder());
    }
    for (int before = 0; before < mine.generation(); before++) {
      deleteWhileInUse(work(run.folderName(), before));
    }
    forget(run, mine);
    return published;
  }

  /** Deletes a folder, unless it is gone by now, where whoever still writes does not find it. */
  private void deleteWhileInUse(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Path aside = folder.work().resolve("." + UUID.randomUUID());
    try {
      move(path, aside);
      Folders.deleteAll(aside);
    } catch (NoSuchFileException e) {
      // Another process was faster.
    } catch (DirectoryNotEmptyException e) {
      // A network file system keeps what is open; the last process to leave deletes it.
    }
  }

  private void forget(PlannedRun run, Held mine) {
    held.remove(run.folderName());
    heartbeat.forget(Leases.lease(run.folderName(), mine.generation()));
  }

  @Override
  public void release(PlannedRun run) throws IOException {
    Held mine = held.get(run.folderName());
    if (mine != null) {
      leases.release(run.folderName(), mine.generation());
      forget(run, mine);
    }
  }

  /** Another process may be deleting it, too, or be about to end the run all the same. */
  @Override
  public void discard(PlannedRun run) throws IOException {
    Held mine = held.get(run.folderName());
    if (mine != null) {
      forget(run, mine);
      deleteWhileInUse(mine.folder());
    }
    deleteWhileInUse(folder.run(run));
  }

  @Override
  public void close() throws IOException {
    heartbeat.close();
  }
}
