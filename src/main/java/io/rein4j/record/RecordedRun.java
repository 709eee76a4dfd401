package io.rein4j.record;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigException;
import io.rein4j.config.Differences;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.IoTask;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.DeterminingSettings;
import io.rein4j.train.Playback;
import io.rein4j.train.PluginBuilds;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunListenerFactory;
import io.rein4j.train.RunSummary;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run that is written down in its folder, from its beginning or its newest checkpoint on. */
@Incubating
public final class RecordedRun implements AutoCloseable {

  private static final String COMMENT = "# ";
  private static final String KEPT =
      "Below is what the run began with; provenance.json lists its stretches.";

  private final Catalog catalog;
  private final RunConfig settings;
  private final RunFolder folder;
  private final Trainer trainer;

  private RecordedRun(Catalog catalog, RunConfig settings, RunFolder folder, Trainer trainer) {
    this.catalog = catalog;
    this.settings = settings;
    this.folder = folder;
    this.trainer = trainer;
  }

  /**
   * Prepares a run from its beginning.
   *
   * @param catalog what configs choose from
   * @param settings the run's config, which is written into the folder
   * @param folder a new folder; nobody else is writing in it
   * @param commandLine the arguments of the program, for the provenance
   * @param initFrom a checkpoint of another run, whose weights this one starts from, if any
   * @param notices hears a sentence of everything about environments that is not as it should be
   *     and is coped with
   * @return the run
   * @throws IllegalArgumentException if agent and environment do not fit, or the other run's
   *     weights do not fit the agent
   * @throws IOException if the folder cannot be written
   */
  public static RecordedRun begin(
      Catalog catalog,
      RunConfig settings,
      RunFolder folder,
      List<String> commandLine,
      @Nullable ChosenCheckpoint initFrom,
      Consumer<String> notices)
      throws IOException {
    RunProvenance provenance = RunProvenance.of(Provenance.gather(catalog, commandLine));
    if (initFrom != null) {
      provenance = provenance.from(origin(initFrom));
    }
    // Before what takes long: a run that is stopped in it can be told what it was.
    provenance.write(folder.provenance());
    writeConfig(
        folder,
        initFrom == null
            ? List.of()
            : List.of("Started from the weights of another run: provenance.json says which."),
        RunConfigs.toYaml(settings));
    RecordedRun run =
        new RecordedRun(catalog, settings, folder, new Trainer(catalog, settings, folder, notices));
    try {
      if (initFrom != null) {
        Checkpoints.Taken from = run.startFrom(initFrom, notices);
        provenance =
            provenance.from(
                origin(initFrom), String.valueOf(from.file().getFileName()), from.step());
      }
      run.note(provenance);
      run.trainer.prospects().forEach(notices);
      return run;
    } catch (IOException | RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private Checkpoints.Taken startFrom(ChosenCheckpoint checkpoint, Consumer<String> notices)
      throws IOException {
    try {
      return Checkpoints.startFrom(trainer, checkpoint, notices);
    } catch (IllegalArgumentException e) {
      throw Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
          .filter(ConfigException.class::isInstance)
          .findFirst()
          .flatMap(any -> RunData.of(checkpoint.run()).absentPlugins(catalog))
          .map(plugins -> new IllegalArgumentException(e.getMessage() + " " + plugins, e))
          .orElse(e);
    }
  }

  private static String origin(ChosenCheckpoint checkpoint) {
    return checkpoint.run().root().toAbsolutePath().normalize().toString();
  }

  /**
   * Goes back to a run's newest checkpoint that can be used, or to its beginning if its agent
   * cannot go on from one. Where environments cannot be brought back to where they were, the
   * provenance says so from then on; where another program goes on, or the run is to take more
   * steps than before, it tells of a new stretch.
   *
   * @param catalog what configs choose from
   * @param folder the run's folder; nobody else is writing in it
   * @param sets values that replace the config's, each {@code path=value}: a larger training.steps,
   *     which extends the run, and keys that change no number
   * @param commandLine the arguments of the program, for the provenance
   * @param notices hears a sentence for every newer checkpoint that cannot be used, of a run that
   *     begins again, of another version of Rein4J, and of everything about environments that is
   *     not as it should be and is coped with
   * @return the run
   * @throws IllegalArgumentException if no checkpoint can be used, or the run would not be the one
   *     that was begun
   * @throws IOException if a file cannot be read or cut back
   */
  public static RecordedRun resume(
      Catalog catalog,
      RunFolder folder,
      List<String> sets,
      List<String> commandLine,
      Consumer<String> notices)
      throws IOException {
    RunConfig began = RunData.of(folder).resolvedConfig(catalog, List.of());
    RunProvenance provenance = RunProvenance.readIfThere(folder);
    Stretches before = provenance.stretches(began.training().steps());
    RunConfig settings = settings(catalog, folder, before, sets);
    requireSameNumbers(began, settings);
    requireNoFewerSteps(folder, settings, before.goal());
    if (provenance.startsElsewhere() && folder.checkpointsNewestFirst().isEmpty()) {
      throw new IllegalArgumentException(
          "The run in '%s' was stopped before it had the weights that it was to start from; start it again."
              .formatted(folder.root()));
    }
    RecordedRun run =
        new RecordedRun(catalog, settings, folder, new Trainer(catalog, settings, folder, notices));
    try {
      IoTask cutBack =
          Checkpoints.restore(
              run.trainer, folder, provenance.goals(began.training().steps()), notices);
      run.requireFarther(before.goal());
      run.goOn(provenance, before, Provenance.gather(catalog, commandLine), notices);
      cutBack.run();
      return run;
    } catch (IOException | RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  /**
   * {@return whether there is something left to do in a run: it has not finished, or is to take
   * more steps than before}
   *
   * @param catalog what configs choose from
   * @param folder the run's folder
   * @param sets as for {@link #resume}
   * @throws IllegalArgumentException if the run has finished, and is to take fewer steps or to have
   *     settings that change its numbers, or its config says that it was to take more steps than it
   *     has taken
   * @throws IOException if a file cannot be read
   */
  public static boolean isLeft(Catalog catalog, RunFolder folder, List<String> sets)
      throws IOException {
    Optional<Summary> summary = Summary.read(folder);
    if (summary.isEmpty()) {
      return true;
    }
    RunConfig began = RunData.of(folder).resolvedConfig(catalog, List.of());
    Stretches before = RunProvenance.readIfThere(folder).stretches(began.training().steps());
    RunConfig settings = settings(catalog, folder, before, sets);
    requireSameNumbers(began, settings);
    requireNoFewerSteps(folder, settings, before.goal());
    if (before.goal() > summary.get().steps()) {
      throw new IllegalArgumentException(
          "The run in '%s' has finished with %s steps, but its config.yaml now says %s. Give it back what it had; '--resume RUN --set training.steps=N' extends a run."
              .formatted(
                  folder.root(),
                  Numbers.grouped(summary.get().steps()),
                  Numbers.grouped(before.goal())));
    }
    return settings.training().steps() > before.goal();
  }

  private static RunConfig settings(
      Catalog catalog, RunFolder folder, Stretches before, List<String> sets) {
    List<String> all = new ArrayList<>();
    all.add("training.steps=" + before.goal());
    all.addAll(sets);
    return RunData.of(folder).resolvedConfig(catalog, all);
  }

  /** What the command line sets may change no number; files are compared by their checkpoint. */
  private static void requireSameNumbers(RunConfig began, RunConfig settings) {
    String differences =
        Differences.between(
            DeterminingSettings.of(began.withSteps(settings.training().steps()), file -> "a file"),
            DeterminingSettings.of(settings, file -> "a file"));
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "A run resumes with the settings that its numbers depend on: %s. With '--resume', '--set' takes a larger training.steps, which extends the run, and keys that change no number: %s, and the address in env.server."
              .formatted(differences, String.join(", ", DeterminingSettings.LEFT_OUT)));
    }
  }

  private static void requireNoFewerSteps(RunFolder folder, RunConfig settings, long goal) {
    if (settings.training().steps() < goal) {
      throw new IllegalArgumentException(
          "The run in '%s' is to take %s steps; it can be extended, but not cut to %s."
              .formatted(
                  folder.root(),
                  Numbers.grouped(goal),
                  Numbers.grouped(settings.training().steps())));
    }
  }

  /** An extension begins where the run is, and ends behind it. */
  private void requireFarther(long before) throws IOException {
    long goal = settings.training().steps();
    if (goal == before) {
      return;
    }
    if (!trainer.agent().canResume()) {
      throw new IllegalArgumentException(
          "This agent cannot continue from a checkpoint, so the run in '%s' cannot be extended."
              .formatted(folder.root()));
    }
    // Its checkpoint may be older than its end, where the newest is damaged.
    long taken = Summary.read(folder).map(Summary::steps).orElse(0L);
    if (goal <= Math.max(taken, trainer.steps())) {
      throw new IllegalArgumentException(
          "The run in '%s' has taken %s steps already; to be extended it must be given more than that, not %s."
              .formatted(
                  folder.root(),
                  Numbers.grouped(Math.max(taken, trainer.steps())),
                  Numbers.grouped(goal)));
    }
  }

  /**
   * Writes down what is other than when the run began, before anything of the run is changed. The
   * stretches come first: with a larger goal in them the old summary is no end any more.
   */
  private void goOn(
      RunProvenance found, Stretches before, Provenance present, Consumer<String> notices)
      throws IOException {
    Stretches.Stretch next =
        Stretches.Stretch.beginning(trainer.steps(), settings.training().steps(), present);
    Stretches kept = before.upTo(trainer.steps());
    Stretches.Stretch last = kept.last();
    boolean otherRein4j = !found.isUnknown() && !next.sameRein4j(last);
    String otherPlugins =
        found.isUnknown() ? "" : PluginBuilds.differences(last.plugins(), next.plugins());
    if (otherRein4j && next.version().equals(last.version())) {
      notices.accept(
          "The run in '%s' was trained by Rein4J at commit %s, and this is %s; what it computes from here on may differ."
              .formatted(folder.root(), last.commit(), next.commit()));
    }
    if (!otherPlugins.isEmpty()) {
      notices.accept(
          "The run in '%s' was trained with other plugins: %s; what it computes from here on may differ."
              .formatted(folder.root(), otherPlugins));
    }
    boolean otherKernel = !found.isUnknown() && !next.sameKernel(last);
    if (otherKernel) {
      notices.accept(
          "The run in '%s' was trained with the kernel %s of OpenBLAS, and this is %s; what it computes from here on may differ."
              .formatted(folder.root(), last.blasKernel(), next.blasKernel()));
    }
    boolean otherProgram = otherRein4j || !otherPlugins.isEmpty() || otherKernel;
    Stretches all = otherProgram || next.toStep() > last.toStep() ? kept.with(next) : kept;
    boolean changed = !all.equals(before);
    if (changed || found.isUnknown() || !trainer.isExact()) {
      RunProvenance known = found.isUnknown() ? RunProvenance.of(present) : found;
      note(changed ? known.with(all) : known);
    }
    Files.deleteIfExists(folder.summary());
    if (!all.extensions().isEmpty()) {
      noteExtensions(all);
    }
  }

  private void noteExtensions(Stretches stretches) throws IOException {
    List<String> head = new ArrayList<>();
    List<String> body = new ArrayList<>();
    for (String line : Files.readAllLines(folder.config())) {
      if (body.isEmpty() && line.startsWith(COMMENT)) {
        head.add(line.substring(COMMENT.length()));
      } else {
        body.add(line + "\n");
      }
    }
    head.removeIf(line -> line.startsWith(Stretches.EXTENDED) || line.equals(KEPT));
    head.addAll(stretches.sentences());
    head.add(KEPT);
    writeConfig(folder, head, String.join("", body));
  }

  private static void writeConfig(RunFolder folder, List<String> head, String yaml)
      throws IOException {
    StringBuilder text = new StringBuilder();
    head.forEach(line -> text.append(COMMENT).append(line).append('\n'));
    text.append(yaml);
    AtomicFiles.write(
        folder.config(), stream -> stream.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes down where the run comes from, and whether it ends as one that is never interrupted.
   *
   * @param program where the program comes from that trains the run
   * @throws IOException if it cannot be written
   */
  public void noteProvenance(Provenance program) throws IOException {
    note(RunProvenance.of(program));
  }

  private void note(RunProvenance provenance) throws IOException {
    provenance.in(trainer.environmentVersions(), trainer.isExact()).write(folder.provenance());
  }

  /** {@return the run's config} */
  public RunConfig settings() {
    return settings;
  }

  /** {@return agent steps over all environments so far} */
  public long steps() {
    return trainer.steps();
  }

  /** {@return whether the run can be {@linkplain #stop stopped} so that it goes on later} */
  public boolean canResume() {
    return trainer.agent().canResume();
  }

  /**
   * Prepares episodes of the agent to be looked at, as it is whenever it acts; they touch nothing
   * that training depends on.
   *
   * @return the episodes, which are closed before this
   * @throws IllegalArgumentException if the environment cannot be drawn
   */
  public Playback playback() {
    return trainer.playback(settings.seed());
  }

  /** Makes {@link #train} end after the step that is under way, with a checkpoint. */
  public void stop() {
    trainer.stop();
  }

  /**
   * Trains to the end.
   *
   * @param listener hears of everything after it is written down, and after the listeners of
   *     modules
   * @return what came of it
   * @throws io.rein4j.train.RunStoppedException if it was stopped before
   * @throws IOException if something cannot be written, or the listener fails
   */
  public RunSummary train(RunListener listener) throws IOException {
    try (RunRecorder recorder =
        new RunRecorder(
            folder,
            trainer.agent().layout(),
            trainer.pathNames(),
            trainer.measuresUpdates(),
            () -> System.currentTimeMillis() / 1e3)) {
      List<RunListener> listeners = new ArrayList<>();
      listeners.add(recorder);
      catalog
          .entries(RunListenerFactory.class)
          .keySet()
          .forEach(name -> listeners.add(ModuleListener.of(catalog, name, settings, folder)));
      listeners.add(listener);
      return trainer.run(RunListener.of(listeners.toArray(RunListener[]::new)));
    }
  }

  @Override
  public void close() {
    trainer.close();
  }
}
