package io.rein4j.train;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Learner;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.agent.Training;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ClippingAdvice;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.clip.UpdateReport;
import io.rein4j.env.Space;
import io.rein4j.env.SpaceNotes;
import io.rein4j.env.VectorEnv;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.files.AtomicFiles;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.settings.TypeNames;
import io.rein4j.state.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The training of one run: a learner steps its environments, episodes are gathered, and at their
 * intervals the run is logged, evaluated and checkpointed.
 *
 * <p>Everything that the rest of the run depends on is in a checkpoint, so that a resumed run ends
 * as an undisturbed one, byte for byte, but for wall-clock figures; unless the learner's state is
 * not all that learning depends on.
 */
@Incubating
public final class Trainer implements AutoCloseable {

  private static final double NANOS = 1e-9;

  private final Catalog catalog;
  private final RunConfig config;
  private final @Nullable RunFolder folder;
  private final LongSupplier nanoTime;

  private final RunEnvironments environments;
  private final Learner agent;
  private final EpisodeStatistics statistics;
  private final Evaluation evaluation;
  private final CheckpointWriter checkpoints = new CheckpointWriter();
  private final @Nullable GrowingFiles files;
  private @Nullable RunIdentity identity;

  /** Whether the environments are reset; a reset more would change what wrappers keep of them. */
  private boolean begun;

  private @Nullable EvaluationRecord lastEvaluation;
  private @Nullable EvaluationRecord bestEvaluation;
  private double secondsBefore;
  private long startNanos;
  private long logSteps;
  private double logSeconds;

  /** Set by another thread, and looked at after every step. */
  private volatile boolean stopping;

  /**
   * Prepares a run from its beginning that leaves nothing behind: it writes no checkpoints.
   *
   * @param catalog what configs choose from
   * @param config the run's settings
   * @param notices hears a sentence of everything about environments that is not as it should be
   *     and is coped with
   * @return the run
   * @throws IllegalArgumentException if agent and environment do not fit
   */
  public static Trainer inMemory(Catalog catalog, RunConfig config, Consumer<String> notices) {
    return new Trainer(catalog, config, null, System::nanoTime, notices);
  }

  /**
   * Prepares a run from its beginning.
   *
   * @param catalog what configs choose from
   * @param config the run's settings
   * @param folder receives checkpoints
   * @throws IllegalArgumentException if agent and environment do not fit
   */
  public Trainer(Catalog catalog, RunConfig config, RunFolder folder) {
    this(catalog, config, folder, notice -> {});
  }

  /**
   * Prepares a run from its beginning.
   *
   * @param catalog what configs choose from
   * @param config the run's settings
   * @param folder receives checkpoints
   * @param notices hears a sentence of everything about environments that is not as it should be
   *     and is coped with
   * @throws IllegalArgumentException if agent and environment do not fit
   */
  public Trainer(Catalog catalog, RunConfig config, RunFolder folder, Consumer<String> notices) {
    this(catalog, config, folder, System::nanoTime, notices);
  }

  Trainer(
      Catalog catalog,
      RunConfig config,
      @Nullable RunFolder folder,
      LongSupplier nanoTime,
      Consumer<String> notices) {
    this.catalog = catalog;
    this.config = config;
    this.folder = folder;
    this.nanoTime = nanoTime;
    this.files = folder == null ? null : new GrowingFiles(folder);
    this.environments =
        new RunEnvironments(catalog, config.env(), config.seed(), config.agent().gamma(), notices);
    try {
      this.agent = createAgent(config, environments.context(config.training().steps()));
      SpaceNotes.ofObservations(
              environments.vector().observationSpace(), config.agent().network().inputScale())
          .forEach(notices);
      if (agent instanceof Agent && !agent.onPolicy()) {
        environments.wholeStacks().forEach(notices);
      }
      this.statistics =
          new EpisodeStatistics(
              agent.layout().groups(),
              pathNames(),
              measuresUpdates(),
              agent.onPolicy(),
              environments.monitors());
      this.evaluation = evaluation(config.seed());
    } catch (RuntimeException | Error e) {
      environments.close();
      throw e;
    }
  }

  /** Makes an agent, which fits or is refused. */
  static Learner createAgent(RunConfig config, AgentContext context) {
    if (context.maskSize() > 0 && !config.agent().keepsToMasks()) {
      throw new IllegalArgumentException(
          "The environment has an action mask, which this agent does not keep to: choose ppo, a2c,"
              + " reinforce or dqn, or leave the mask out ('action-mask').");
    }
    RunMemory.require(config, context);
    try {
      return config.agent().create(context.diagnosed(config.diagnostics()));
    } catch (OutOfMemoryError e) {
      throw RunMemory.refusal(config, context, e);
    } catch (ArithmeticException | NegativeArraySizeException e) {
      throw new IllegalArgumentException(
          "The agent's networks or its memory would need an array of more than 2,147,483,647"
              + " elements.",
          e);
    }
  }

  /** {@return what is known beforehand to keep the run from learning, a sentence each} */
  public List<String> prospects() {
    return config.agent().prospects(environments.context(config.training().steps()));
  }

  /** {@return the agent that is trained} */
  public Learner agent() {
    return agent;
  }

  /** {@return the names of the agent's update paths; empty if there is only one} */
  public List<String> pathNames() {
    return config.agent().pathNames();
  }

  /** {@return whether the updates of the parameters are measured, behind the optimizer} */
  public boolean measuresUpdates() {
    return UpdatePathSettings.measureUpdates(config.agent().updatePaths());
  }

  /**
   * {@return whether this run ends as one that is never interrupted} It does not where the agent
   * cannot be resumed, or where the run was resumed in an environment that can neither copy its
   * state nor play an episode again.
   */
  public boolean isExact() {
    return agent.canResume() && !environments.resumedInexactly();
  }

  /**
   * {@return the versions of Python and of packages, by name, that the environments depend on;
   * empty if there is no Python}
   */
  public Map<String, String> environmentVersions() {
    return environments.versions();
  }

  /**
   * {@return what normalisation does at the moment to observations before the agent sees them;
   * empty if nothing does}
   *
   * @throws IllegalArgumentException if another wrapper changes observations behind normalisation
   */
  public Optional<ObservationScaling> observationScaling() {
    return environments.observationScaling();
  }

  /** Returns the files of the run that only grow. */
  GrowingFiles files() {
    return Objects.requireNonNull(files);
  }

  /** Returns what configs choose from. */
  Catalog catalog() {
    return catalog;
  }

  /** Returns what the run's numbers depend on, as it was when this was first asked. */
  RunIdentity identity() throws IOException {
    RunIdentity known = identity;
    if (known == null) {
      known = RunIdentity.of(config);
      identity = known;
    }
    return known;
  }

  /**
   * {@return the space of the observations that a model of the agent takes: before normalisation,
   * behind every other wrapper}
   */
  public Space modelInputs() {
    return environments.modelInputs();
  }

  /** {@return the space of the environment's observations, before any wrapper} */
  public Space environmentObservations() {
    return environments.innermostObservations();
  }

  /**
   * {@return what the wrappers make of the environment's observations before the agent sees them,
   * the innermost first, by the statistics of the moment}
   */
  public List<ObservationStep> observationSteps() {
    return environments.wrappers().observationSteps();
  }

  /** {@return the wrappers of the environments, the innermost first} */
  public List<Wrapper> wrappers() {
    return config.env().wrappers();
  }

  /** {@return the space of the actions that the environments are given} */
  public Space actions() {
    return environments.vector().actionSpace();
  }

  /** {@return agent steps over all environments so far} */
  public long steps() {
    return statistics.steps();
  }

  /**
   * Makes {@link #run} end after the step that is under way, with a checkpoint from which the run
   * goes on as if it had not been stopped, if it has a folder. For any thread.
   *
   * @throws IllegalStateException if the agent cannot go on from a checkpoint
   */
  public void stop() {
    if (folder != null && !agent.canResume()) {
      throw new IllegalStateException("This agent cannot go on from a checkpoint.");
    }
    stopping = true;
  }

  /**
   * Plans evaluations in environments like those of this run.
   *
   * @param seed the seed that the episodes' seeds depend on
   * @return evaluations that differ from the run's own by their seeds
   */
  public Evaluation evaluation(long seed) {
    return environments.evaluation(seed, config.evaluation().maxEpisodeSteps());
  }

  /**
   * Prepares episodes of the agent to be looked at, in an environment of their own like those of
   * evaluations. Its parameters are those that it has when it acts.
   *
   * @param seed the seed that the episodes' seeds depend on
   * @return the episodes, which are closed before this
   * @throws IllegalArgumentException if the environment cannot be drawn
   */
  public Playback playback(long seed) {
    return environments.playback(agent, seed, config.evaluation().maxEpisodeSteps());
  }

  /**
   * Goes back to where a checkpoint was made; the run's files are left as they are.
   *
   * @param checkpoint made by a run with the same config
   * @throws IOException if it does not fit
   */
  void restore(CheckpointFile checkpoint) throws IOException {
    checkpoint.read("environments", environments.state());
    restoreAgent(checkpoint);
    try (StateSnapshot memory = agent.snapshot()) {
      checkpoint.read("memory", memory);
    }
    checkpoint.read("statistics", statistics);
    checkpoint.read("trainer", this::state);
    begun = true;
  }

  /**
   * Takes over the agent of a checkpoint, but for the memory that it learns from, and through which
   * wrappers it sees environments.
   *
   * @param checkpoint made by a run with the same config
   * @throws IOException if it does not fit
   */
  void restoreAgent(CheckpointFile checkpoint) throws IOException {
    checkpoint.read("agent", agent);
    checkpoint.read("wrappers", environments.wrappers());
  }

  /**
   * Takes over the parameters of another run's agent, and the statistics by which its observations
   * were normalised.
   *
   * @param checkpoint made by the other run
   * @return how the settings differ that say what parameters mean, as a list for the middle of a
   *     sentence; empty if they do not
   * @throws IOException if it does not fit
   * @throws IllegalArgumentException if this agent always starts from parameters of its own
   */
  String startFrom(CheckpointFile checkpoint) throws IOException {
    float[] parameters =
        checkpoint.read(
            "parameters", new float[0], (none, state) -> Weights.of(none, agent.layout(), state));
    RunIdentity other = checkpoint.read("run", RunIdentity.BLANK, RunIdentity::of);
    List<Wrapper> wrappers = other.settings(catalog).env().wrappers();
    checkpoint.read(
        "wrappers", state -> environments.wrappers().readObservationStatistics(wrappers, state));
    agent.startFrom(parameters);
    return PolicySettings.differences(other.settings(catalog), config);
  }

  /**
   * Trains until the configured number of steps is reached and the last of them learned from.
   *
   * @param listener hears of everything
   * @return what came of it
   * @throws RunStoppedException if it was {@linkplain #stop stopped} before
   * @throws IOException if a checkpoint cannot be written, or an environment or the listener fails
   */
  public RunSummary run(RunListener listener) throws IOException {
    try (checkpoints) {
      return train(listener);
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private RunSummary train(RunListener listener) throws IOException {
    startNanos = nanoTime.getAsLong();
    logSeconds = seconds();
    logSteps = statistics.steps();
    if (!begun) {
      environments.vector().reset();
      begun = true;
      saveCheckpoint(false, true);
      // A run that fails from here on can be resumed; of one that fails before, nothing is left.
      checkpoints.await();
      listener.begun();
    } else {
      startAgain(listener);
    }
    agent.learn(new RunLoop(listener));
    EvaluationRecord last = lastEvaluation;
    if (last == null || last.step() != statistics.steps()) {
      last = evaluate(listener);
      if (isBest(last)) {
        saveCheckpoint(true, false);
      }
    }
    statistics.finish(listener);
    saveCheckpoint(false, true);
    checkpoints.await();
    RunSummary summary = summary(last);
    listener.finished(summary);
    return summary;
  }

  /** Gives up the episodes that could not be brought back to where the run was resumed. */
  private void startAgain(RunListener listener) throws IOException {
    for (int env : environments.vector().startAgain()) {
      agent.cut(env, environments.vector().finalObservations());
      statistics.cut(env);
    }
    statistics.observed(false, listener);
  }

  /** The loop of a run, as the agent drives it: its steps, and what is recorded of them. */
  private final class RunLoop implements Training {

    private final RunListener listener;
    private final UpdateListener updates = this::updated;

    RunLoop(RunListener listener) {
      this.listener = listener;
    }

    @Override
    public VectorEnv environments() {
      return environments.vector();
    }

    @Override
    public long steps() {
      return statistics.steps();
    }

    @Override
    public boolean isOver() {
      return statistics.steps() >= config.training().steps();
    }

    @Override
    public UpdateListener updates() {
      return updates;
    }

    private void updated(UpdateReport report) {
      try {
        statistics.updated(report, listener);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void step(float[] actions) {
      environments.vector().step(actions);
      statistics.stepped(environments.vector());
    }

    @Override
    public void learned(boolean learned) {
      try {
        statistics.observed(learned, listener);
        afterStep(listener);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void afterStep(RunListener listener) throws IOException {
    if (isDue(config.training().logEvery())) {
      log(listener);
    }
    boolean best = isDue(config.evaluation().every()) && isBest(evaluate(listener));
    boolean stop = stopping && statistics.steps() < config.training().steps();
    boolean due = stop || isDue(config.checkpoint().every());
    if (best || due) {
      saveCheckpoint(best, due);
    }
    if (stop) {
      checkpoints.await();
      throw new RunStoppedException(statistics.steps(), folder != null);
    }
  }

  /** Returns whether the last step reached or passed a multiple of an interval. */
  private boolean isDue(long interval) {
    long now = statistics.steps();
    return now / interval != (now - environments.vector().count()) / interval;
  }

  private double seconds() {
    return secondsBefore + (nanoTime.getAsLong() - startNanos) * NANOS;
  }

  private void log(RunListener listener) throws IOException {
    double seconds = seconds();
    long steps = statistics.steps();
    Map<String, Double> metrics = new LinkedHashMap<>();
    agent.drainMetrics(metrics::put);
    listener.logged(
        new LogPoint(
            steps,
            statistics.frames(),
            statistics.episodes(),
            seconds,
            (steps - logSteps) / (seconds - logSeconds),
            statistics.meanReturn(),
            statistics.meanLength(),
            metrics,
            statistics.sinceLogPoint(),
            statistics.norms()));
    statistics.logPointTaken();
    logSteps = steps;
    logSeconds = seconds;
  }

  private EvaluationRecord evaluate(RunListener listener) throws IOException {
    EvaluationRecord result =
        evaluation.evaluate(agent, config.evaluation().episodes(), statistics.steps());
    lastEvaluation = result;
    listener.evaluated(result);
    if (bestEvaluation == null || result.meanReturn() > bestEvaluation.meanReturn()) {
      bestEvaluation = result;
    }
    return result;
  }

  /**
   * Writes the run's state, and lets what is large of it, as it is now, be written while training
   * goes on.
   *
   * @param best whether it is that of the best evaluation
   * @param newest whether the run goes on from it
   */
  private void saveCheckpoint(boolean best, boolean newest) throws IOException {
    RunFolder into = folder;
    GrowingFiles record = files;
    if (into == null || record == null) {
      return;
    }
    // Of the agent's memory there is one snapshot at a time.
    checkpoints.await();
    Map<String, Long> lengths = record.lengths();
    long step = statistics.steps();
    Path file = best ? into.bestCheckpoint() : into.checkpoint(step);
    CheckpointDraft draft = new CheckpointDraft(file);
    try {
      draft.add("run", identity()::of);
      draft.add("step", state -> state.of(step));
      draft.add("parameters", state -> Weights.of(agent.parameters(), agent.layout(), state));
      draft.add("environments", environments.state());
      draft.add("agent", agent);
      draft.add("wrappers", environments.wrappers());
      draft.add("statistics", statistics);
      draft.add("trainer", this::state);
    } catch (IOException | RuntimeException | Error e) {
      draft.close();
      throw e;
    }
    StateSnapshot snapshot = agent.snapshot();
    checkpoints.write(
        () -> {
          try (draft) {
            try (snapshot) {
              draft.add("memory", snapshot);
            }
            draft.add("files", state -> GrowingFiles.of(record.prefixes(lengths), state));
            into.force();
            draft.commit();
          }
          if (best && newest) {
            AtomicFiles.write(into.checkpoint(step), out -> Files.copy(file, out));
          }
          if (newest) {
            into.deleteOldCheckpoints(config.checkpoint().keep(), step);
          }
        });
  }

  private boolean isBest(EvaluationRecord evaluation) {
    return bestEvaluation != null && bestEvaluation.step() == evaluation.step();
  }

  private RunSummary summary(EvaluationRecord last) throws IOException {
    EvaluationRecord best = bestEvaluation == null ? last : bestEvaluation;
    return new RunSummary(
        statistics.steps(),
        statistics.frames(),
        statistics.episodes(),
        seconds(),
        last,
        best,
        statistics.diverged(),
        statistics.run(),
        statistics.norms(),
        ParametersHash.of(agent.layout(), agent.parameters()),
        files == null ? List.of() : files.record(),
        advice());
  }

  private List<String> advice() {
    return Stream.concat(clippingAdvice().stream(), agent.advice().stream()).toList();
  }

  private List<String> clippingAdvice() {
    List<UpdatePathSettings> paths = config.agent().updatePaths();
    if (paths.size() == 1) {
      return advice(paths.get(0), statistics.run(), 0);
    }
    List<String> advice = new ArrayList<>();
    for (int p = 0; p < paths.size(); p++) {
      String path = "Update path '%s': ".formatted(paths.get(p).name());
      advice(paths.get(p), statistics.run().path(p), p).forEach(of -> advice.add(path + of));
    }
    return advice;
  }

  private List<String> advice(UpdatePathSettings path, ClippingStatistics updates, int index) {
    OptimizerSettings optimizer = path.optimizer();
    return ClippingAdvice.of(
        updates,
        statistics.norms().path(index),
        path.clipping(),
        Objects.requireNonNullElse(path.updateClipping(), UpdateClippingSettings.DEFAULTS),
        new ClippingAdvice.Optimizer(TypeNames.nameOf(optimizer), optimizer.scaleInvariant()));
  }

  private void state(State state) throws IOException {
    double seconds = state.of(seconds());
    if (state.isReading()) {
      secondsBefore = seconds;
    }
    lastEvaluation = EvaluationRecord.of(lastEvaluation, state);
    bestEvaluation = EvaluationRecord.of(bestEvaluation, state);
  }

  @Override
  public void close() {
    environments.close();
  }
}
