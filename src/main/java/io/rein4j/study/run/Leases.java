package io.rein4j.study.run;

import io.rein4j.files.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who has which run of a shared study, as files in a folder say it.
 *
 * <p>The lease of a run is a file of its own for every generation, {@code RUN.1}, {@code RUN.2}, …,
 * which holds the name of its owner. It is made by an operation that succeeds for one process only,
 * on network file systems as well. The newest lease counts. A run is free if it has none, if the
 * owner of the newest has given it up, or if that owner has been silent: its {@link Heartbeat} was
 * the same for too long by the clock of who looks. Not for use by several threads at once.
 */
final class Leases {

  private static final Pattern NAME = Pattern.compile("(.+)\\.(\\d{1,9})");

  /** How often a process looks before it calls another one silent. */
  private static final int LOOKS = 10;

  private static final long MOST_NANOS_BETWEEN_LOOKS = 5_000_000_000L;

  /** How many signs of life are missed of a process that is called silent. */
  private static final int MISSED_BEATS = 3;

  private final Path made;
  private final Path releases;
  private final Path heartbeats;
  private final String owner;
  private final long silentNanos;
  private final LongSupplier nanoTime;

  private final Map<String, Integer> newest = new TreeMap<>();
  private final Set<String> released = new HashSet<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Life> lives = new HashMap<>();
  private long lookedAt;
  private boolean looked;

  /** What is known of an owner. */
  private static final class Life {
    private Optional<Heartbeat.Beat> beat = Optional.empty();
    private boolean known;
    private long silence;

    void take(Optional<Heartbeat.Beat> now, long elapsed) {
      silence = known && now.equals(beat) ? silence + elapsed : 0;
      beat = now;
      known = true;
    }

    /** Returns whether it has said nothing for some time in which it would have. */
    boolean isSilent(long nanos) {
      long wait = beat.map(Heartbeat.Beat::millis).orElse(0L) * 1_000_000;
      return silence >= Math.max(nanos, MISSED_BEATS * wait);
    }
  }

  /**
   * The leases of a study.
   *
   * @param root where their folders are made
   * @param owner the name of this process, which no other one has
   * @param silentAfter how long an owner gives no sign of life until its runs are free
   * @param nanoTime the clock of this process
   */
  Leases(Path root, String owner, Duration silentAfter, LongSupplier nanoTime) {
    this.made = root.resolve("leases");
    this.releases = root.resolve("released");
    this.heartbeats = root.resolve("processes");
    this.owner = owner;
    this.silentNanos = silentAfter.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * Makes the folders, unless they are there.
   *
   * @throws IOException if that cannot be done
   */
  void prepare() throws IOException {
    for (Path folder : new Path[] {made, releases, heartbeats}) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw Failures.sentence("make the folder", folder, e);
      }
    }
  }

  /** {@return the folder of the heartbeats} */
  Path heartbeats() {
    return heartbeats;
  }

  /** {@return how long to wait from one look to the next} */
  long nanosBetweenLooks() {
    return Math.min(MOST_NANOS_BETWEEN_LOOKS, silentNanos / LOOKS);
  }

  /** {@return the name of the lease of a generation} */
  static String lease(String run, int generation) {
    return run + "." + generation;
  }

  /** Hears of the names that consist of a run's and a generation. */
  interface Named {
    void of(String run, int generation);
  }

  /**
   * Takes names apart.
   *
   * @param folder whose files have them, or none that is one
   * @throws IOException if it cannot be read
   */
  static void each(Path folder, Named named) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .forEach(name -> named.of(name.group(1), Integer.parseInt(name.group(2))));
    }
  }

  /**
   * Finds out what there is, and who is alive.
   *
   * @throws IOException if a file cannot be read
   */
  void look() throws IOException {
    long now = nanoTime.getAsLong();
    // A process that slept has not listened meanwhile.
    long elapsed = looked ? Math.min(now - lookedAt, 2 * nanosBetweenLooks()) : 0;
    lookedAt = now;
    looked = true;
    each(made, (run, generation) -> newest.merge(run, generation, Math::max));
    each(releases, (run, generation) -> released.add(lease(run, generation)));
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, Integer> run : newest.entrySet()) {
      String lease = lease(run.getKey(), run.getValue());
      if (released.contains(lease)) {
        continue;
      }
      Optional<String> known = owner(lease);
      if (known.isEmpty()) {
        // Made by somebody who was killed before its name was in it, unless that is to come.
        life(lease).take(Optional.empty(), elapsed);
      } else if (!known.get().equals(owner) && seen.add(known.get())) {
        listen(known.get(), elapsed);
      }
    }
  }

  private void listen(String other, long elapsed) {
    Life life = life(other);
    Optional<Heartbeat.Beat> now;
    try {
      now = Heartbeat.read(heartbeats, other);
    } catch (IOException e) {
      // Network file systems may lose a file that is replaced while it is read.
      now = life.beat;
    }
    life.take(now, elapsed);
  }

  private Life life(String name) {
    return lives.computeIfAbsent(name, unknown -> new Life());
  }

  private Optional<String> owner(String lease) throws IOException {
    String known = owners.get(lease);
    if (known == null) {
      String text;
      try {
        text = Files.readString(made.resolve(lease));
      } catch (NoSuchFileException e) {
        text = "";
      }
      if (!text.endsWith("\n")) {
        return Optional.empty();
      }
      known = text.strip();
      owners.put(lease, known);
    }
    return Optional.of(known);
  }

  /** {@return the runs that have leases} */
  Set<String> runs() {
    return Collections.unmodifiableSet(newest.keySet());
  }

  /** {@return the generation of a run's newest lease, as far as it is known; 0 if it has none} */
  int newest(String run) {
    return newest.getOrDefault(run, 0);
  }

  /** {@return whether a run can be claimed, as far as it is known} */
  boolean isFree(String run) throws IOException {
    String lease = lease(run, newest(run));
    if (newest(run) == 0 || released.contains(lease)) {
      return true;
    }
    String who = owner(lease).orElse(lease);
    return !who.equals(owner) && life(who).isSilent(silentNanos);
  }

  /** {@return whether a lease was given up, so that nobody writes for it any more} */
  boolean isReleased(String run, int generation) {
    return Files.exists(releases.resolve(lease(run, generation)));
  }

  /** {@return whether there is a newer lease of a run} */
  boolean isSuperseded(String run, int generation) {
    return Files.exists(made.resolve(lease(run, generation + 1)));
  }

  /** {@return how far a run is that another process has; 0 if that is not known} */
  long step(String run) throws IOException {
    String lease = lease(run, newest(run));
    Optional<String> who = owner(lease);
    return who.isEmpty()
        ? 0
        : life(who.get()).beat.map(beat -> beat.steps().getOrDefault(lease, 0L)).orElse(0L);
  }

  /**
   * Claims a run.
   *
   * @param takenFrom hears who had it and has been silent, as a sentence begins with it
   * @return the generation of the lease that this process has now; nothing if another one has it
   * @throws IOException if that cannot be written
   */
  OptionalInt claim(String run, Consumer<String> takenFrom) throws IOException {
    if (!isFree(run)) {
      return OptionalInt.empty();
    }
    String before = lease(run, newest(run));
    int generation = newest(run) + 1;
    Path file = made.resolve(lease(run, generation));
    try {
      Files.writeString(
          file,
          owner + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      newest.put(run, generation);
      return OptionalInt.empty();
    } catch (IOException e) {
      throw Failures.sentence("write", file, e);
    }
    newest.put(run, generation);
    owners.put(lease(run, generation), owner);
    if (generation > 1 && !released.contains(before)) {
      String who = owners.get(before);
      takenFrom.accept(who == null ? "A process" : "The process " + who);
    }
    return OptionalInt.of(generation);
  }

  /**
   * Gives up a lease of this process, which writes nothing for it any more.
   *
   * @throws IOException if that cannot be written
   */
  void release(String run, int generation) throws IOException {
    Path file = releases.resolve(lease(run, generation));
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // It was given up before.
    } catch (IOException e) {
      throw Failures.sentence("write", file, e);
    }
    released.add(lease(run, generation));
  }
}
