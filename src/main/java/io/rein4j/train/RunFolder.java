package io.rein4j.train;

import io.rein4j.files.AtomicFiles;
import io.rein4j.files.Failures;
import io.rein4j.files.Folders;
import io.rein4j.files.IoTask;
import io.rein4j.files.Links;
import io.rein4j.files.LockFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of one run, and the one place that knows its files' names. */
public final class RunFolder {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT);
  private static final String EPISODES = "episodes.csv";
  private static final String UPDATES = "updates.csv";
  private static final String METRICS = "metrics.jsonl";

  /** The files that hold what has happened in the run. */
  static final List<String> RECORD = List.of(EPISODES, UPDATES, METRICS);

  static final String CONFIG = "config.yaml";
  static final String PROVENANCE = "provenance.json";
  static final String CHECKPOINTS = "checkpoints";
  static final String LOCK = "run.lock";

  /** File systems hold names of 255 bytes; seed, time and a number are put behind. */
  private static final int LONGEST_NAME = 120;

  private static final String EVENTS_PREFIX = "events.out.tfevents.";
  private static final String EVENTS_SUFFIX = ".rein4j";
  private static final Pattern EVENTS =
      Pattern.compile(Pattern.quote(EVENTS_PREFIX) + "\\d+" + Pattern.quote(EVENTS_SUFFIX));
  private static final String FILMS = "films";
  private static final String FILM_SUFFIX = ".gif";
  private static final String CHECKPOINT_SUFFIX = ".ckpt";

  /** The link to the newest run among its siblings. */
  private static final String LATEST = "latest";

  private final Path root;

  /** Folders around it that were made for it, the innermost first. */
  private final List<Path> around;

  RunFolder(Path root) {
    this(root, List.of());
  }

  private RunFolder(Path root, List<Path> around) {
    this.root = root;
    this.around = List.copyOf(around);
  }

  /**
   * Makes a new folder.
   *
   * @param runs the folder of runs; made if it does not exist
   * @param name the run's name
   * @param seed the run's seed
   * @param now the time that goes into the folder's name
   * @return the folder {@code <name>-<seed>-<time>}, with {@code -2}, {@code -3} … behind it where
   *     that exists already; a long name is cut
   * @throws IllegalArgumentException if no folder can be made there
   * @throws IOException if there is no space for it
   */
  public static RunFolder create(Path runs, String name, long seed, LocalDateTime now)
      throws IOException {
    List<Path> around = Folders.make(runs);
    try {
      return create(runs, name, seed, now, around);
    } catch (IOException | RuntimeException e) {
      Folders.deleteIfEmpty(around);
      throw e;
    }
  }

  private static RunFolder create(
      Path runs, String name, long seed, LocalDateTime now, List<Path> around) throws IOException {
    String base =
        "%s-%s-%s"
            .formatted(
                name.substring(0, Math.min(name.length(), LONGEST_NAME)), seed, STAMP.format(now));
    for (int attempt = 1; ; attempt++) {
      Path root = runs.resolve(attempt == 1 ? base : base + "-" + attempt);
      if (Files.exists(root)) {
        continue;
      }
      try {
        return create(root, around);
      } catch (FileAlreadyExistsException e) {
        // Another run of the same second has just taken the name.
      }
    }
  }

  /**
   * Makes a new folder of a name that is chosen.
   *
   * @param root the run's own folder
   * @return it
   * @throws IllegalArgumentException if there is something of that name, or no folder can be made
   *     there
   * @throws IOException if there is no space for it
   */
  public static RunFolder createAt(Path root) throws IOException {
    Path parent = root.toAbsolutePath().getParent();
    List<Path> around = parent == null ? List.of() : Folders.make(parent);
    try {
      return create(root, around);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          "Cannot make the run folder '%s': there is something of that name.".formatted(root), e);
    } catch (IOException | RuntimeException e) {
      Folders.deleteIfEmpty(around);
      throw e;
    }
  }

  private static RunFolder create(Path root, List<Path> around) throws IOException {
    Folders.makeNew(root);
    Folders.makeNew(root.resolve(CHECKPOINTS));
    return new RunFolder(root, around);
  }

  /**
   * Opens an existing folder.
   *
   * @param root the folder
   * @return the folder
   * @throws IllegalArgumentException if it is none, or none of a run, or its checkpoints are
   *     elsewhere
   */
  public static RunFolder open(Path root) {
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException(
          "There is no run folder '%s'.".formatted(root.toAbsolutePath()));
    }
    RunFolder folder = new RunFolder(root);
    if (!Files.isRegularFile(folder.config()) || !Files.isDirectory(folder.checkpoints())) {
      throw new IllegalArgumentException(
          "'%s' is not a run folder: it must hold config.yaml and checkpoints/.".formatted(root));
    }
    Links.refuse(folder.checkpoints());
    return folder;
  }

  /**
   * {@return a folder whose files may or may not be there}
   *
   * @param root the folder, which need not exist
   */
  public static RunFolder at(Path root) {
    return new RunFolder(root);
  }

  /**
   * Makes the folder and that of its checkpoints, if they are not there.
   *
   * @throws IOException if they cannot be made
   */
  public void makeIfAbsent() throws IOException {
    Files.createDirectories(checkpoints());
  }

  /**
   * Makes {@code latest}, beside the folder, a symbolic link to it. Where there can be no links, or
   * something else has that name, nothing is done.
   */
  public void becomeLatest() {
    Path link = latest();
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
      return;
    }
    Path made = link.resolveSibling("." + LATEST + "-" + root.getFileName());
    try {
      Files.createSymbolicLink(made, root.getFileName());
      Files.move(made, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UnsupportedOperationException e) {
      // A convenience only; a file system without links has none.
    }
  }

  private Path latest() {
    return root.resolveSibling(LATEST);
  }

  /** {@return the folder itself} */
  public Path root() {
    return root;
  }

  /** {@return the resolved config} */
  public Path config() {
    return root.resolve(CONFIG);
  }

  /** {@return versions, machine, JVM, git commit, command line} */
  public Path provenance() {
    return root.resolve(PROVENANCE);
  }

  /** {@return one row an episode} */
  public Path episodes() {
    return root.resolve(EPISODES);
  }

  /** {@return one row a rollout, or per 1,000 updates} */
  public Path updates() {
    return root.resolve(UPDATES);
  }

  /** {@return one object a log point or evaluation} */
  public Path metrics() {
    return root.resolve(METRICS);
  }

  /** {@return final evaluation and totals; there once the run has finished} */
  public Path summary() {
    return root.resolve("summary.json");
  }

  /** {@return the page that shows the run} */
  public Path report() {
    return root.resolve("report.html");
  }

  /**
   * {@return whether the finished run has its page, and not one of what it was before it was
   * extended}
   *
   * @throws IOException if the folder cannot be read
   */
  public boolean hasPage() throws IOException {
    return Files.isRegularFile(report())
        && Files.getLastModifiedTime(report()).compareTo(Files.getLastModifiedTime(summary())) >= 0;
  }

  /** {@return the folder of the page's figures, as files for papers} */
  public Path figures() {
    return root.resolve("figures");
  }

  /** {@return the folder of the films of evaluations, if they are recorded} */
  public Path films() {
    return root.resolve(FILMS);
  }

  /**
   * Returns the film of an evaluation.
   *
   * @param step steps before the evaluation
   * @return its file, whether it exists or not
   */
  public Path film(long step) {
    return films().resolve(step + FILM_SUFFIX);
  }

  /**
   * {@return the steps of the evaluations that there are films of, in order}
   *
   * @throws IOException if the folder cannot be read
   */
  public List<Long> filmed() throws IOException {
    if (!Files.isDirectory(films())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(films())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("[0-9]{1,18}" + Pattern.quote(FILM_SUFFIX)))
          .map(name -> Long.parseLong(name.substring(0, name.length() - FILM_SUFFIX.length())))
          .sorted()
          .toList();
    }
  }

  /** {@return the folder of the rows of all tables, for notebooks} */
  public Path tables() {
    return root.resolve("tables");
  }

  /** {@return why a run failed; there while it has not finished since} */
  public Path failure() {
    return root.resolve("failure.json");
  }

  /** {@return what was said while a worker trained the run, as by its environments; a line each} */
  public Path notices() {
    return root.resolve("notices.log");
  }

  /** {@return what a run took of the machine, as its worker measured it} */
  public Path resources() {
    return root.resolve("resources.json");
  }

  /**
   * Returns an exported model of the run's agent.
   *
   * @param suffix the format's, for instance {@code .onnx}
   * @return its file, whether it exists or not
   */
  public Path model(String suffix) {
    return root.resolve("model" + suffix);
  }

  /**
   * Returns the TensorBoard events: those that are there, or a new file.
   *
   * @param epochSeconds goes into a new file's name
   * @return the file
   * @throws IOException if the folder cannot be read
   */
  public Path events(long epochSeconds) throws IOException {
    List<Path> existing = existingEvents();
    return existing.isEmpty()
        ? root.resolve(EVENTS_PREFIX + epochSeconds + EVENTS_SUFFIX)
        : existing.get(0);
  }

  private List<Path> existingEvents() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(file -> isEvents(file.getFileName().toString())).sorted().toList();
    }
  }

  /** Returns the folder of the checkpoints. */
  Path checkpoints() {
    return root.resolve(CHECKPOINTS);
  }

  /**
   * Returns the checkpoint of a step.
   *
   * @param step agent steps over all environments
   * @return its file, whether it exists or not
   */
  public Path checkpoint(long step) {
    return checkpoints().resolve(String.format(Locale.ROOT, "%012d", step) + CHECKPOINT_SUFFIX);
  }

  /** {@return the checkpoint of the best evaluation} */
  public Path bestCheckpoint() {
    return checkpoints().resolve("best" + CHECKPOINT_SUFFIX);
  }

  /**
   * Lists the checkpoints by step, the best one's copy not among them.
   *
   * @return the files, newest first
   * @throws IOException if the folder cannot be read
   */
  public List<Path> checkpointsNewestFirst() throws IOException {
    try (Stream<Path> files = Files.list(checkpoints())) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d+\\" + CHECKPOINT_SUFFIX))
          .sorted(Comparator.comparing((Path file) -> file.getFileName().toString()).reversed())
          .toList();
    }
  }

  /**
   * Deletes old checkpoints. Those of later steps stay: a resumed run may find damaged ones, which
   * do not count, and which it replaces when it gets there.
   *
   * @param keep how many stay
   * @param step the step of the newest
   * @throws IOException if one cannot be deleted
   */
  void deleteOldCheckpoints(int keep, long step) throws IOException {
    List<Path> files =
        checkpointsNewestFirst().stream()
            .filter(file -> file.compareTo(checkpoint(step)) <= 0)
            .toList();
    for (Path file : files.subList(Math.min(keep, files.size()), files.size())) {
      Files.delete(file);
    }
  }

  /**
   * Copies everything that the run needs to go on elsewhere, although a process may be writing in
   * this folder: the copy is what a killed process leaves behind.
   *
   * @param copy a folder that does not exist
   * @throws NoSuchFileException if this folder vanishes
   * @throws IOException if a file cannot be read or written
   */
  public void copyTo(Path copy) throws IOException {
    while (true) {
      try {
        copyFilesTo(copy);
        return;
      } catch (NoSuchFileException e) {
        Folders.deleteAll(copy);
        if (!Files.exists(config())) {
          throw e;
        }
        // A newer checkpoint has taken the place of one that was to be copied.
      }
    }
  }

  private void copyFilesTo(Path copy) throws IOException {
    new RunFolder(copy).makeIfAbsent();
    // Whatever says how long the record was comes before the record, which only grows.
    if (Files.exists(summary())) {
      copy(summary(), copy);
    }
    List<Path> newest = checkpointsNewestFirst();
    for (Path checkpoint : newest) {
      copy(checkpoint, copy.resolve(CHECKPOINTS));
    }
    if (Files.exists(bestCheckpoint())) {
      copy(bestCheckpoint(), copy.resolve(CHECKPOINTS));
    }
    List<Path> others;
    try (Stream<Path> files = Files.list(root)) {
      others = files.filter(Files::isRegularFile).filter(file -> !file.equals(summary())).toList();
    }
    for (Path file : others) {
      String name = file.getFileName().toString();
      // A record without a checkpoint is none of a run that can go on.
      if (!name.equals(LOCK) && !name.startsWith(".") && !(newest.isEmpty() && grows(name))) {
        copy(file, copy);
      }
    }
  }

  private static void copy(Path file, Path into) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      AtomicFiles.write(into.resolve(file.getFileName()), in::transferTo);
    }
  }

  /** Deletes all checkpoints: the run begins again. */
  void deleteCheckpoints() throws IOException {
    for (Path file : checkpointsNewestFirst()) {
      Files.delete(file);
    }
    Files.deleteIfExists(bestCheckpoint());
  }

  /** Deletes the files that grow: nothing of the run has happened yet. */
  void deleteGrowingFiles() throws IOException {
    for (Path file : growingFiles()) {
      Files.delete(file);
    }
  }

  /**
   * Deletes the whole folder, unless it holds a checkpoint: of a run that never began, nothing is
   * left behind, nor of the folders around it that were made for it.
   *
   * @throws IOException if it cannot be read or deleted
   */
  public void discardUnlessBegun() throws IOException {
    if (checkpointsNewestFirst().isEmpty()) {
      discard(root);
    }
  }

  /**
   * Deletes the whole folder although another thread may be writing in it: under its name nothing
   * can be made there any more.
   *
   * @throws IOException if it cannot be renamed or deleted
   */
  public void discardWhileInUse() throws IOException {
    Path renamed = root.resolveSibling("." + root.getFileName());
    Files.move(root, renamed, StandardCopyOption.ATOMIC_MOVE);
    discard(renamed);
  }

  private void discard(Path present) throws IOException {
    Folders.deleteAll(present);
    if (Files.isSymbolicLink(latest())
        && Files.readSymbolicLink(latest()).equals(root.getFileName())) {
      Files.delete(latest());
    }
    Folders.deleteIfEmpty(around);
  }

  /** Returns the files that only grow during the run and exist. */
  List<Path> growingFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path file : List.of(episodes(), updates(), metrics())) {
      if (Files.exists(file)) {
        files.add(file);
      }
    }
    files.addAll(existingEvents());
    return files;
  }

  /** Returns whether a file that grows in a run's folder may have this name. */
  static boolean grows(String name) {
    return RECORD.contains(name) || isEvents(name);
  }

  /** Returns whether it is the name of a file of TensorBoard's. */
  static boolean isEvents(String name) {
    return EVENTS.matcher(name).matches();
  }

  /**
   * Returns a file of the record that holds more than its first line, if there is one: something of
   * the run has happened.
   */
  Optional<Path> begunRecord() throws IOException {
    for (Path file : List.of(episodes(), updates(), metrics())) {
      // The first line of a table names its columns.
      long beginning = file.equals(metrics()) ? 0 : firstLine(file);
      if (Files.exists(file) && Files.size(file) > beginning) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Returns the length of a file's first line, which may have no end yet. */
  private static long firstLine(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long length = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        length++;
        if (next == '\n') {
          return length;
        }
      }
      return length;
    }
  }

  /** Makes the files that grow survive a loss of power as they are, or longer. */
  void force() throws IOException {
    for (Path file : growingFiles()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      } catch (IOException e) {
        throw Failures.sentence("write", file, e);
      }
    }
  }

  /**
   * Does something while no other process can do something in the folder; the lock falls with the
   * process, however it ends.
   *
   * @param task what to do
   * @throws IllegalArgumentException if a run is alive in the folder, or the lock file cannot be
   *     made in it
   * @throws IOException if there is no space for the lock file, or the task fails
   */
  public void exclusively(IoTask task) throws IOException {
    if (!lock().holdIfFree(task)) {
      throw new IllegalArgumentException(
          "The run in '%s' is alive: another process is training it.".formatted(root));
    }
  }

  /**
   * Does something as {@link #exclusively}, as soon as no other process does something in the
   * folder.
   *
   * @param task what to do
   * @throws IllegalArgumentException if this very process does something in it already, or the lock
   *     file cannot be made in it
   * @throws IOException if the lock file cannot be made, or the task fails
   */
  public void exclusivelyOnceFree(IoTask task) throws IOException {
    lock().holdOnceFree(task);
  }

  /** {@return the file that a process holds a lock on while it trains the run} */
  public Path lockFile() {
    return root.resolve(LOCK);
  }

  private LockFile lock() {
    return new LockFile(lockFile());
  }
}
