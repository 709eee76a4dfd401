package io.rein4j.run;

import io.rein4j.agent.DiagnosticsSettings;
import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.source.Envs;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.export.ExportFormat;
import io.rein4j.export.RunExport;
import io.rein4j.record.RecordedRun;
import io.rein4j.report.RunReport;
import io.rein4j.settings.TypeNames;
import io.rein4j.train.CheckpointSettings;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.EvaluationSettings;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;
import io.rein4j.train.Trainer;
import io.rein4j.train.TrainingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run that a Java program trains.
 *
 * <pre>{@code
 * RunSummary summary =
 *     Run.of(PpoSettings.DEFAULTS)
 *         .on("Thermostat", ThermostatEnv::new)
 *         .environments(8)
 *         .steps(100_000)
 *         .folder(Path.of("runs"))
 *         .train();
 * }</pre>
 *
 * <p>It is the same run as that of the command {@code train} with the same settings: the same
 * numbers, and with a {@linkplain #folder folder} the same files, but for the command line in its
 * provenance. The command also lets the link {@code latest} lead to its newest run; this does not.
 * Each is described by one thread; several may be trained at the same time.
 */
public final class Run {

  private static final List<String> COMMAND_LINE = List.of("java");

  /** Makes the folder of a run. */
  private interface FolderMaker {
    RunFolder of(RunConfig config) throws IOException;
  }

  private final @Nullable LearnerSettings agent;
  private final @Nullable Path resumed;
  private final List<Wrapper> wrappers = new ArrayList<>();
  private final List<RunListener> listeners = new ArrayList<>();
  private final List<Consumer<Progress>> progress = new ArrayList<>();
  private Catalog catalog = Catalog.standard();
  private Consumer<String> notices = sentence -> {};
  private @Nullable String id;

  /** Has the environment of the program's own, if there is one. */
  private @Nullable Rein4jModule own;

  private @Nullable String name;
  private @Nullable FolderMaker folder;
  private @Nullable Integer timeLimit;
  private @Nullable Long steps;
  private int environments = EnvSettings.DEFAULT_COUNT;
  private long seed = RunConfig.DEFAULT_SEED;
  private long logEvery = TrainingSettings.DEFAULT_LOG_EVERY;
  private EvaluationSettings evaluation = EvaluationSettings.DEFAULTS;
  private CheckpointSettings checkpoint = CheckpointSettings.DEFAULTS;
  private @Nullable DiagnosticsSettings diagnostics;

  private Run(@Nullable LearnerSettings agent, @Nullable Path resumed) {
    this.agent = agent;
    this.resumed = resumed;
  }

  /**
   * {@return a run that begins}
   *
   * @param agent what learns, and how
   */
  public static Run of(LearnerSettings agent) {
    return new Run(agent, null);
  }

  /**
   * {@return a run that goes on from its newest checkpoint} It has the settings that it began with;
   * more {@linkplain #steps steps} extend it.
   *
   * @param folder the run's own folder
   */
  public static Run resume(Path folder) {
    return new Run(null, folder);
  }

  /**
   * Chooses an environment by its id.
   *
   * @param id such as {@code CartPole-v1}, or {@code gym:CartPole-v1} for one in Python
   * @return this
   */
  public Run on(String id) {
    requireNew("on(id)");
    this.id = id;
    this.own = null;
    return this;
  }

  /**
   * Chooses an environment of the program's own. Configs call it {@code java:} and its name. A run
   * that is resumed needs it, too, if it began with one.
   *
   * @param environment what it is called
   * @param factory makes a new one each time; each has its own state, and draws whatever is random
   *     in it from the seeds of its resets
   * @return this
   */
  public Run on(String environment, Supplier<? extends Env> factory) {
    String java = Envs.JAVA + environment;
    this.id = java;
    this.own = more -> more.add(EnvSpec.class, EnvSpec.of(java, options -> factory.get()));
    return this;
  }

  /**
   * Sets how many copies of the environment the agent acts in at once; 1 unless set.
   *
   * @param count ≥ 1
   * @return this
   */
  public Run environments(int count) {
    requireNew("environments");
    this.environments = count;
    return this;
  }

  /**
   * Sets the step after which an episode is truncated; none, or the environment's own, unless set.
   * A shorter limit of the environment's own stays in force.
   *
   * @param steps ≥ 1
   * @return this
   */
  public Run timeLimit(int steps) {
    requireNew("timeLimit");
    this.timeLimit = steps;
    return this;
  }

  /**
   * Adds wrappers between the environment and the agent, behind the time limit and those that were
   * added before.
   *
   * @param added the innermost first
   * @return this
   */
  public Run wrappers(Wrapper... added) {
    requireNew("wrappers");
    this.wrappers.addAll(List.of(added));
    return this;
  }

  /**
   * Sets how long the agent learns; a run that begins needs it.
   *
   * @param steps environment steps over all environments together, ≥ 1
   * @return this
   */
  public Run steps(long steps) {
    this.steps = steps;
    return this;
  }

  /**
   * Sets the seed that all randomness comes from; 1 unless set.
   *
   * @param seed ≥ 0
   * @return this
   */
  public Run seed(long seed) {
    requireNew("seed");
    this.seed = seed;
    return this;
  }

  /**
   * Sets what the run is called; the agent's and the environment's names unless set.
   *
   * @param name letters, digits, '.', '_' and '-'
   * @return this
   */
  public Run name(String name) {
    requireNew("name");
    this.name = name;
    return this;
  }

  /**
   * Sets when and how the agent is evaluated.
   *
   * @param settings when and how
   * @return this
   */
  public Run evaluation(EvaluationSettings settings) {
    requireNew("evaluation");
    this.evaluation = settings;
    return this;
  }

  /**
   * Sets when checkpoints are written, if there is a folder.
   *
   * @param settings when
   * @return this
   */
  public Run checkpoints(CheckpointSettings settings) {
    requireNew("checkpoints");
    this.checkpoint = settings;
    return this;
  }

  /**
   * Lets the agent measure its gradients, for more figures; it does not unless set.
   *
   * @param settings how often
   * @return this
   */
  public Run diagnostics(DiagnosticsSettings settings) {
    requireNew("diagnostics");
    this.diagnostics = settings;
    return this;
  }

  /**
   * Sets how often progress is told and a row of metrics written; every 1,000 steps unless set.
   *
   * @param steps environment steps from one log point to the next, ≥ 1
   * @return this
   */
  public Run logEvery(long steps) {
    requireNew("logEvery");
    this.logEvery = steps;
    return this;
  }

  /**
   * Adds a listener that is told at every log point how far the run is, and may {@linkplain
   * Progress#stop stop} it if it {@linkplain Progress#canStop can be} stopped.
   *
   * @param listener the listener
   * @return this
   */
  public Run listener(Consumer<Progress> listener) {
    this.progress.add(listener);
    return this;
  }

  /**
   * Adds a listener that hears of everything.
   *
   * @param listener the listener
   * @return this
   */
  public Run events(RunListener listener) {
    this.listeners.add(listener);
    return this;
  }

  /**
   * Sets the listener to what is not as it should be and is coped with, such as an environment in
   * Python that was lost and made again, and to what is known beforehand to keep the run from
   * learning. The last one set is the only one.
   *
   * @param listener hears a sentence of each
   * @return this
   */
  public Run notices(Consumer<String> listener) {
    this.notices = listener;
    return this;
  }

  /**
   * Chooses what ids and names mean; {@link Catalog#standard()} unless set. An environment of the
   * {@linkplain #on(String, Supplier) program's own} comes on top of it.
   *
   * @param modules what there is
   * @return this
   */
  public Run catalog(Catalog modules) {
    this.catalog = modules;
    return this;
  }

  /**
   * Lets the run be written down, as the command {@code train} does: config, provenance, episodes,
   * updates, evaluations, checkpoints to go on from, and a page; the {@linkplain
   * io.rein4j.train.RunListenerFactory listeners of plugins} hear it, too. So a config must be able
   * to say what the run is: settings records of the program's own are named by a {@link
   * io.rein4j.settings.TypeName} and registered by a module of the {@linkplain #catalog catalog}.
   *
   * @param runs the folder in which the run's own is made, by its name, seed and time
   * @return this
   */
  public Run folder(Path runs) {
    requireNew("folder");
    this.folder =
        config ->
            RunFolder.create(
                runs, config.name(), config.seed(), LocalDateTime.now(ZoneId.systemDefault()));
    return this;
  }

  /**
   * Lets the run be written down as {@link #folder} does, into a folder whose name is known, for
   * {@link #resume}.
   *
   * @param run the run's own folder, which must not exist
   * @return this
   */
  public Run into(Path run) {
    requireNew("into");
    this.folder = config -> RunFolder.createAt(run);
    return this;
  }

  private Catalog wholeCatalog() {
    return own == null ? catalog : catalog.with(own);
  }

  private void requireNew(String what) {
    if (resumed != null) {
      throw new IllegalStateException(
          "The run in '%s' goes on with the settings that it began with, so '%s' cannot be set."
              .formatted(resumed, what));
    }
  }

  /** {@return the settings of the run, as its config would have them} */
  public RunConfig config() {
    if (agent == null) {
      throw new IllegalStateException(
          "The settings of the run in '%s' are in its folder.".formatted(resumed));
    }
    if (id == null) {
      throw new IllegalStateException(
          "The run has no environment: choose one with on(id), or on(name, factory).");
    }
    if (steps == null) {
      throw new IllegalStateException("The run does not know its end: set it with steps(n).");
    }
    List<Wrapper> all = new ArrayList<>();
    if (timeLimit != null) {
      all.add(new TimeLimit(timeLimit));
    }
    all.addAll(wrappers);
    EnvSettings env = EnvSettings.builder(id).count(environments).wrappers(all).build();
    env.requireKnown(wholeCatalog());
    return RunConfig.builder(
            name != null ? name : nameOf(agent, id),
            env,
            agent,
            new TrainingSettings(steps, logEvery))
        .seed(seed)
        .evaluation(evaluation)
        .checkpoint(checkpoint)
        .diagnostics(diagnostics)
        .build();
  }

  private static String nameOf(LearnerSettings agent, String id) {
    String kind = TypeNames.of(agent.getClass()).orElse("run");
    return "%s-%s"
        .formatted(kind, id.substring(id.indexOf(':') + 1))
        .replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  /**
   * Trains to the end. Of a run that is resumed and has finished already, only a page that is
   * missing is written.
   *
   * @return what came of it; that its page cannot be written is a {@linkplain #notices notice}
   * @throws io.rein4j.train.RunStoppedException if a listener stopped it before
   * @throws io.rein4j.agent.NonFiniteGradientException if a gradient is not finite, or one too many
   *     in a row is dropped by a rule, and the agent's clipping is to fail then
   * @throws IllegalStateException if a run that begins has no environment or no end
   * @throws IllegalArgumentException if a setting is not valid, the environment cannot be made,
   *     agent and environment do not fit, no config can say what a run with a folder is, or a run
   *     that is resumed has finished or is alive
   * @throws io.rein4j.files.DamagedFileException if a run that is resumed has finished without a
   *     page, and its record has changed since
   * @throws io.rein4j.config.ConfigException if the config of a run that is resumed is not valid,
   *     or names what the {@linkplain #catalog catalog} does not have
   * @throws IOException if a file cannot be read or written, or the environment or a listener fails
   */
  public RunSummary train() throws IOException {
    Path root = resumed;
    try {
      return root == null ? begin() : resume(wholeCatalog(), RunFolder.open(root));
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private RunSummary begin() throws IOException {
    RunConfig made = config();
    Catalog catalog = wholeCatalog();
    FolderMaker maker = folder;
    if (maker == null) {
      try (Trainer trainer = Trainer.inMemory(catalog, made, notices)) {
        trainer.prospects().forEach(notices);
        return trainer.run(listener(new RunControl(made.lastStep(), true, trainer::stop)));
      }
    }
    RunConfig config = RunConfigs.readBack(catalog, made);
    RunFolder begun = maker.of(config);
    RunSummary[] summary = new RunSummary[1];
    try {
      begun.exclusively(
          () -> {
            try (RecordedRun run =
                RecordedRun.begin(catalog, config, begun, COMMAND_LINE, null, notices)) {
              summary[0] = train(catalog, run, begun);
            }
          });
    } finally {
      begun.discardUnlessBegun();
    }
    return summary[0];
  }

  /**
   * Writes the policy of a run that is {@linkplain #resume resumed}, as it was at the newest
   * checkpoint, for {@link io.rein4j.policy.Policy#load}. The run is not trained.
   *
   * @param file replaced if it exists
   * @throws IllegalArgumentException if there is no checkpoint, or the agent is none whose policy
   *     can be written, by a sentence that says why
   * @throws IOException if a file cannot be read or written, or the environment fails
   */
  public void exportPolicy(Path file) throws IOException {
    Path root = resumed;
    if (root == null) {
      throw new IllegalStateException(
          "A policy is exported of a run in a folder: Run.resume(folder).exportPolicy(file).");
    }
    try {
      RunExport.write(
          wholeCatalog(),
          new ChosenCheckpoint(RunFolder.open(root), ChosenCheckpoint.Which.LAST),
          ExportFormat.POLICY,
          file,
          notices);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private RunSummary resume(Catalog catalog, RunFolder found) throws IOException {
    List<String> sets = steps == null ? List.of() : List.of("training.steps=" + steps);
    RunSummary[] summary = new RunSummary[1];
    found.exclusively(
        () -> {
          if (!RecordedRun.isLeft(catalog, found, sets)) {
            throw finished(catalog, found);
          }
          try (RecordedRun run = RecordedRun.resume(catalog, found, sets, COMMAND_LINE, notices)) {
            summary[0] = train(catalog, run, found);
          }
        });
    return summary[0];
  }

  /** Writes the page of a finished run that has none, and returns the refusal to go on with it. */
  private static IllegalArgumentException finished(Catalog catalog, RunFolder found)
      throws IOException {
    String sentence = "The run in '%s' has finished: more steps extend it.".formatted(found.root());
    if (found.hasPage()) {
      return new IllegalArgumentException(sentence);
    }
    writePage(catalog, found);
    return new IllegalArgumentException(sentence + " It had no page; that is written now.");
  }

  private RunSummary train(Catalog catalog, RecordedRun run, RunFolder into) throws IOException {
    RunControl control = new RunControl(run.settings().lastStep(), run.canResume(), run::stop);
    RunSummary summary = run.train(listener(control));
    try {
      writePage(catalog, into);
    } catch (IOException | RuntimeException e) {
      notices.accept(
          "The run in '%s' has finished, but has no page: %s The command 'report' writes it."
              .formatted(into.root(), e.getMessage()));
    }
    return summary;
  }

  private static void writePage(Catalog catalog, RunFolder run) throws IOException {
    RunReport report = RunReport.of(catalog, run);
    report.requireWhole();
    report.writePage();
  }

  private RunListener listener(RunControl run) {
    List<RunListener> all = new ArrayList<>(listeners);
    all.add(
        new RunListener() {
          @Override
          public void logged(LogPoint point) {
            Progress now = new Progress(point, run);
            progress.forEach(each -> each.accept(now));
          }
        });
    return RunListener.of(all.toArray(RunListener[]::new));
  }
}
