package io.rein4j.study.run;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.Differences;
import io.rein4j.config.YamlValue;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.DamagedFileException;
import io.rein4j.files.Folders;
import io.rein4j.files.IoTask;
import io.rein4j.files.LockFile;
import io.rein4j.record.RunData;
import io.rein4j.record.RunProvenance;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.train.PluginBuilds;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a study or a suite, and the one place that knows the names of what is in it. */
public final class StudyFolder {

  /** What a folder belongs to. */
  public enum Kind {
    /** A study. */
    STUDY("study"),
    /** A suite. */
    SUITE("suite");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }
  }

  private static final long MILLIS_BETWEEN_TURNS = 20;

  private final Catalog catalog;
  private final Kind kind;
  private final Path root;

  /** The runs whose folders were looked at while this process has had the folder. */
  private final Set<Path> checked = new HashSet<>();

  private @Nullable Map<String, String> plugins;

  /**
   * The folder of a study or a suite, which need not exist.
   *
   * @param catalog what the configs in it choose from
   * @param kind which of them
   * @param root the folder
   */
  public StudyFolder(Catalog catalog, Kind kind, Path root) {
    this.catalog = catalog;
    this.kind = kind;
    this.root = root;
  }

  /**
   * {@return a folder that holds a study or a suite; nothing if it holds none of that kind}
   *
   * @param catalog what the configs in it choose from
   * @param kind which of them
   * @param root the folder
   * @throws IllegalArgumentException if it holds both
   */
  public static Optional<StudyFolder> in(Catalog catalog, Kind kind, Path root) {
    if (Stream.of(Kind.values()).allMatch(each -> isOf(each, root))) {
      throw new IllegalArgumentException(
          "'%s' holds study.yaml and suite.yaml, but the folder of a study holds the first only, and that of a suite the second. Move the files of one of them away."
              .formatted(root));
    }
    return Optional.of(new StudyFolder(catalog, kind, root)).filter(found -> isOf(kind, root));
  }

  /**
   * {@return whether a folder holds the settings of a study, or of a suite}
   *
   * @param kind which of them
   * @param root the folder
   */
  public static boolean isOf(Kind kind, Path root) {
    return Files.exists(settings(kind, root));
  }

  private static Path settings(Kind kind, Path root) {
    return root.resolve(kind.noun + ".yaml");
  }

  /** {@return what the configs in it choose from} */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * {@return the plan that the folder holds}
   *
   * @param reader reads it
   * @param <P> a study or a suite
   * @throws ConfigException if it is not valid; its sentences name the plugins that its runs were
   *     trained with and the catalog does not have
   */
  public <P> P plan(BiFunction<Catalog, Path, P> reader) {
    try {
      return reader.apply(catalog, settings());
    } catch (ConfigException e) {
      throw absentPlugins().map(e::with).orElse(e);
    }
  }

  private Optional<String> absentPlugins() {
    try {
      return Files.exists(provenance())
          ? RunProvenance.read(provenance()).absentPlugins(catalog)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@return the folder itself} */
  public Path root() {
    return root;
  }

  /** {@return the resolved study or suite} */
  public Path settings() {
    return settings(kind, root);
  }

  /** {@return versions, machine, JVM, git commit, command line} */
  public Path provenance() {
    return root.resolve("provenance.json");
  }

  /** {@return the folder of the run folders} */
  public Path runs() {
    return root.resolve("runs");
  }

  /** {@return the folder of one run} */
  public Path run(PlannedRun run) {
    return runs().resolve(run.folderName());
  }

  /** {@return what random actions got, where the study had that measured} */
  public Path randomReturns() {
    return root.resolve("random-returns.json");
  }

  /** {@return the points of the study's space that were proposed by what others had scored} */
  public Path proposedPoints() {
    return root.resolve("proposed-points.json");
  }

  /** {@return all results, in one object} */
  public Path results() {
    return root.resolve("results.json");
  }

  /** {@return one row a run} */
  public Path scores() {
    return root.resolve("scores.csv");
  }

  /** {@return one row a comparison} */
  public Path comparisons() {
    return root.resolve("comparisons.csv");
  }

  /** {@return one row for each outcome of each level, in each environment and overall} */
  public Path aggregates() {
    return root.resolve("aggregates.csv");
  }

  /** {@return one row a cell} */
  public Path cells() {
    return root.resolve("cells.csv");
  }

  /** {@return one row a grid of settings, if the study has any} */
  public Path grids() {
    return root.resolve("grids.csv");
  }

  /** {@return what the clock says, and memory: one row a run of a study, or an entry of a suite} */
  public Path timing() {
    return root.resolve("timing.csv");
  }

  /** {@return the table of a suite, one row an entry} */
  public Path table() {
    return root.resolve("suite.csv");
  }

  /** {@return the table of a suite for people} */
  public Path markdown() {
    return root.resolve("suite.md");
  }

  /** {@return what a store knows the study by, if its runs were ever left in one} */
  public Path storeIdentity() {
    return root.resolve("store.id");
  }

  /** {@return the page} */
  public Path report() {
    return root.resolve("report.html");
  }

  /** {@return the config that the study recommends, if it chooses one} */
  public Path recommended() {
    return root.resolve("recommended.yaml");
  }

  /** {@return the folder of the figures} */
  public Path figures() {
    return root.resolve("figures");
  }

  /** {@return the folder of the rows of all runs, for notebooks} */
  public Path tables() {
    return root.resolve("tables");
  }

  /** {@return the folder of what joined processes have to know of each other} */
  Path joined() {
    return root.resolve("joined");
  }

  /** {@return the folder of the runs that joined processes train, until they have ended} */
  Path work() {
    return joined().resolve("work");
  }

  private LockFile turn() {
    return new LockFile(root.resolve("joined.lock"));
  }

  private Path lock() {
    return root.resolve(kind.noun + ".lock");
  }

  /**
   * Does something while no other process works on the study.
   *
   * @param task what to do
   * @throws IllegalArgumentException if another process works on it, or something that is none of
   *     ours is in the way
   * @throws IOException if the folder cannot be made, or the task fails
   */
  public void exclusively(IoTask task) throws IOException {
    requireOurs();
    Folders.make(root);
    LockFile lock = new LockFile(lock());
    if (lock.holdIfFree(task)) {
      return;
    }
    throw new IllegalArgumentException(
        lock.holdTogetherIfFree(() -> {})
            ? "The %s in '%s' is alive: processes that were called with '--join' are running it. '--join' joins them."
                .formatted(kind.noun, root)
            : "The %s in '%s' is alive: another process is running it.".formatted(kind.noun, root));
  }

  /**
   * Does something while other processes may work on the study, all of them joined as this one is.
   *
   * @param task what to do
   * @throws IllegalArgumentException if a process works on it alone, or something that is none of
   *     ours is in the way
   * @throws IOException if the folder cannot be made, or the task fails
   */
  public void together(IoTask task) throws IOException {
    requireOurs();
    Folders.make(root);
    LockFile lock = new LockFile(lock());
    if (lock.holdTogetherIfFree(task)) {
      return;
    }
    // Whoever held it may only have tidied up.
    inTurn(() -> {});
    if (!lock.holdTogetherIfFree(task)) {
      throw new IllegalArgumentException(
          "The %s in '%s' is alive: another process, which was called without '--join', is running it, so none can join. Once that process has ended, or is stopped, '--join' continues."
              .formatted(kind.noun, root));
    }
  }

  /**
   * Does something that one joined process does at a time, as soon as no other one does.
   *
   * @param task what to do
   * @throws IOException if the task fails, or this process is interrupted while it waits
   */
  public void inTurn(IoTask task) throws IOException {
    while (!turn().holdIfFree(task)) {
      try {
        Thread.sleep(MILLIS_BETWEEN_TURNS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("The %s was interrupted.".formatted(kind.noun), e);
      }
    }
  }

  /**
   * Ends the work of a joined process once all runs have ended: one of them writes the pages, and
   * whoever leaves last deletes what they had to know of each other.
   *
   * @param pages writes them
   * @throws IOException if something cannot be written or deleted
   */
  public void leave(IoTask pages) throws IOException {
    inTurn(
        () -> {
          if (!Files.exists(pagesWritten())) {
            pages.run();
            if (Files.exists(joined())) {
              Files.createFile(pagesWritten());
            }
          }
        });
    inTurn(() -> new LockFile(lock()).holdIfFree(this::deleteJoined));
  }

  /** {@return a file that is there once the pages show how all runs have ended} */
  Path pagesWritten() {
    return joined().resolve("pages");
  }

  /**
   * Takes the runs that joined processes have not ended among the runs of the study, as they are.
   * The caller has the study alone.
   *
   * @throws IOException if one cannot be moved
   */
  public void gather() throws IOException {
    if (Files.isDirectory(work())) {
      Map<String, Integer> newest = new TreeMap<>();
      Leases.each(work(), (run, generation) -> newest.merge(run, generation, Math::max));
      for (Map.Entry<String, Integer> run : newest.entrySet()) {
        Path folder = runs().resolve(run.getKey());
        if (!run.getKey().startsWith(".") && !Files.exists(folder)) {
          Files.move(
              work().resolve(Leases.lease(run.getKey(), run.getValue())),
              folder,
              StandardCopyOption.ATOMIC_MOVE);
        }
      }
      checked.clear();
    }
    deleteJoined();
  }

  private void deleteJoined() throws IOException {
    if (Files.exists(joined())) {
      awaitOrphans(work());
      Folders.deleteAll(joined());
    }
  }

  private void requireOurs() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException(
          "Cannot make the folder '%s': a file of that name is in the way.".formatted(root));
    }
    try (Stream<Path> files = Files.list(root)) {
      if (files.findAny().isPresent() && !Files.exists(lock())) {
        throw new IllegalArgumentException(
            "'%s' is not the folder of a %s; it is left as it is.".formatted(root, kind.noun));
      }
    }
  }

  /**
   * Deletes everything but the lock, which the caller holds. A store knows the study by another
   * name from then on, so that nobody goes on from what the store has of the deleted runs.
   *
   * @throws IOException if something cannot be deleted
   */
  public void clear() throws IOException {
    awaitOrphans(runs());
    awaitOrphans(work());
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      if (!file.equals(root) && !file.equals(lock())) {
        Files.delete(file);
      }
    }
  }

  /** A worker outlives a killed study for as long as it takes to see that nobody listens. */
  private static void awaitOrphans(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return;
    }
    List<Path> folders;
    try (Stream<Path> files = Files.list(runs)) {
      folders = files.filter(file -> Files.exists(RunFolder.at(file).config())).toList();
    }
    for (Path folder : folders) {
      RunFolder.open(folder).exclusivelyOnceFree(() -> {});
    }
  }

  /**
   * Makes the folder, or makes sure that it and those of the runs in it are those of this plan.
   * Where the settings are there already, it only reads.
   *
   * @param resolved the study or suite with every key
   * @param runs the runs that it begins with
   * @param commandLine the arguments of the program
   * @throws IllegalArgumentException if the folder is of another plan, another version of Rein4J or
   *     other plugins; nothing is changed then
   * @throws IOException if a file cannot be read or written
   */
  public void prepare(Map<String, Object> resolved, List<PlannedRun> runs, List<String> commandLine)
      throws IOException {
    checked.clear();
    String yaml = ConfigFormat.write(resolved);
    if (Files.exists(settings())) {
      requireSameProgram(provenance(), kind.noun);
      requireSame(yaml);
      for (PlannedRun run : runs) {
        requireSame(run);
      }
    } else {
      RunProvenance.of(Provenance.gather(catalog, commandLine)).write(provenance());
      write(settings(), yaml);
    }
    Files.createDirectories(runs());
  }

  private void requireSame(String yaml) {
    String changes =
        Differences.between(
            YamlValue.ofFile(settings()).plain(), YamlValue.ofText(yaml, "the plan").plain());
    if (!changes.isEmpty()) {
      throw new IllegalArgumentException(
          "The %s has changed since it was started in '%s': %s. --fresh deletes its runs and starts over; another name or another --out keeps them."
              .formatted(kind.noun, root, changes));
    }
  }

  /** A file that is not there yet is of no version. */
  private void requireSameProgram(Path provenance, String what) throws IOException {
    if (!Files.exists(provenance)) {
      return;
    }
    RunProvenance program = RunProvenance.read(provenance);
    String found = program.version();
    String version = Provenance.ownVersion();
    if (!found.equals(version)) {
      throw new IllegalArgumentException(
          "The %s in '%s' is from version %s of Rein4J, and this is %s; results of two versions do not mix. --fresh starts over."
              .formatted(what, provenance.getParent(), found, version));
    }
    String plugins = PluginBuilds.differences(program.plugins(), plugins());
    if (!plugins.isEmpty()) {
      throw new IllegalArgumentException(
          "The %s in '%s' was trained with other plugins: %s; results of two do not mix. --fresh starts over."
              .formatted(what, provenance.getParent(), plugins));
    }
  }

  /** Returns the modules of plugins, whose jars are read once. */
  private Map<String, String> plugins() {
    Map<String, String> found = plugins;
    if (found == null) {
      found = PluginBuilds.of(catalog);
      plugins = found;
    }
    return found;
  }

  /**
   * Makes the folder of a run, or makes sure that it is that of this run.
   *
   * @throws IllegalArgumentException if it is that of another one, or of another version of Rein4J
   * @throws IOException if a file cannot be read or written
   */
  void prepare(PlannedRun run) throws IOException {
    requireSame(run);
    make(RunFolder.at(run(run)), run);
  }

  /**
   * Makes a folder that of a run, unless it is that already.
   *
   * @throws IOException if a file cannot be written
   */
  static void make(RunFolder folder, PlannedRun run) throws IOException {
    folder.makeIfAbsent();
    Path config = folder.config();
    if (!Files.exists(config)) {
      write(config, RunConfigs.toYaml(run.config()));
    }
  }

  /**
   * Makes sure that the folder of a run, if there is one, is that of this run.
   *
   * @throws IllegalArgumentException if it is that of another one, or of another version of Rein4J
   * @throws IOException if a file cannot be read
   */
  void requireSame(PlannedRun run) throws IOException {
    RunFolder found = RunFolder.at(run(run));
    if (checked.contains(found.root())) {
      return;
    }
    DamagedRuns.toldUnlessDeleted(
            found.root(),
            () -> {
              requireSameProgram(found.provenance(), "run");
              UndisturbedRuns.require(found.provenance(), run.start());
              return Files.exists(found.config()) ? requireOwn(run) : requireNothingOf(found);
            })
        .ifPresent(own -> checked.add(own.root()));
  }

  /** A record without the config that it belongs to may be that of any run. */
  private static RunFolder requireNothingOf(RunFolder found) throws IOException {
    if (Files.exists(found.summary())
        || Files.exists(found.episodes())
        || (Files.isDirectory(found.root()) && !found.checkpointsNewestFirst().isEmpty())) {
      throw new DamagedFileException(
          "'%s' is missing, and without it nobody can tell which run the other files in its folder are of."
              .formatted(found.config()));
    }
    return found;
  }

  /**
   * Makes sure that what is in the folder of a run is that run, and no other one.
   *
   * @return its folder
   * @throws DamagedFileException if its config is another one
   * @throws IOException if it cannot be read
   */
  RunFolder requireOwn(PlannedRun run) throws IOException {
    RunFolder folder = RunFolder.open(run(run));
    String found = RunConfigs.toYaml(RunData.of(folder).resolvedConfig(catalog, List.of()));
    if (!found.equals(RunConfigs.toYaml(run.config()))) {
      throw new DamagedFileException(
          "'%s' is not the config that the %s gives this run."
              .formatted(folder.config(), kind.noun));
    }
    return folder;
  }

  /**
   * {@return what lies among the folders of the runs and is none of them}
   *
   * @param runs the names of the runs
   * @throws IOException if the folder cannot be read
   */
  public List<Path> strangers(Set<String> runs) throws IOException {
    try (Stream<Path> files = Files.list(runs())) {
      return files.filter(file -> !runs.contains(file.getFileName().toString())).sorted().toList();
    }
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFiles.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
