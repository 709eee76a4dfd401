package io.rein4j.train;

import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NormWindows;
import io.rein4j.clip.UpdateReport;
import io.rein4j.env.VectorStep;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers episodes and attributes updates to them.
 *
 * <p>An update is recorded once, in the present segment. A segment ends where an attribution can
 * change: with the rollout on-policy, with the end of an episode or of 1,000 updates with a replay
 * memory. Then it is merged into what is open: the episodes it belongs to, the present row of
 * updates, the log point and the run. So the cost of an update does not grow with the environments.
 */
final class EpisodeStatistics implements Stateful {

  static final int UPDATES_PER_ROW = 1000;
  private static final int RECENT = 100;

  private final List<String> groups;
  private final List<String> paths;
  private final boolean parameterUpdates;
  private final boolean onPolicy;
  private final EpisodeMonitor[] monitors;

  private final ClippingStatistics segment;
  private final ClippingStatistics row;
  private final ClippingStatistics sinceLogPoint;
  private final ClippingStatistics run;
  private final ClippingStatistics[] running;
  private final double[] trainingReturns;
  private final long[] agentSteps;
  private final NormWindows norms;
  private boolean diverged;

  private final List<Ended> ended = new ArrayList<>();
  private final ArrayDeque<ClippingStatistics> spare = new ArrayDeque<>();
  private final double[] recentReturns = new double[RECENT];
  private final double[] recentLengths = new double[RECENT];

  private long steps;
  private long episodes;
  private long rows;
  private long updates;
  private long firstUpdateOfRow;

  /**
   * An episode whose last transition has not been learned from yet.
   *
   * @param updates those of the segments before, null if there were none: on-policy, of all the
   *     episodes that begin and end within one rollout, none needs statistics of its own
   */
  private record Ended(
      int env,
      long step,
      long frames,
      double episodeReturn,
      long length,
      double trainingReturn,
      boolean terminated,
      boolean truncated,
      @Nullable ClippingStatistics updates) {

    private static final Ended BLANK = new Ended(0, 0, 0, 0, 0, 0, false, false, null);
  }

  /**
   * Makes statistics of no episodes.
   *
   * @param groups the names of the groups of the agent's parameters
   * @param paths the names of the agent's update paths; empty if there is only one
   * @param parameterUpdates whether the updates of the parameters are measured
   * @param onPolicy whether the agent learns from whole rollouts
   * @param monitors one of each environment
   */
  EpisodeStatistics(
      List<String> groups,
      List<String> paths,
      boolean parameterUpdates,
      boolean onPolicy,
      EpisodeMonitor[] monitors) {
    this.groups = List.copyOf(groups);
    this.paths = List.copyOf(paths);
    this.parameterUpdates = parameterUpdates;
    this.onPolicy = onPolicy;
    this.monitors = monitors;
    this.segment = none();
    this.row = none();
    this.sinceLogPoint = none();
    this.run = none();
    this.running = new ClippingStatistics[monitors.length];
    for (int env = 0; env < monitors.length; env++) {
      running[env] = none();
    }
    this.norms = new NormWindows(paths);
    this.trainingReturns = new double[monitors.length];
    this.agentSteps = new long[monitors.length];
  }

  private ClippingStatistics none() {
    return new ClippingStatistics(groups, paths, parameterUpdates);
  }

  /**
   * Takes in an update.
   *
   * @param report what the clipping stage did
   * @param listener hears of 1,000 updates once they are complete
   */
  void updated(UpdateReport report, RunListener listener) throws IOException {
    segment.record(report);
    norms.record(report);
    diverged |= report.diverged();
    updates++;
    if (!onPolicy && updates - firstUpdateOfRow == UPDATES_PER_ROW) {
      endSegment();
      endRow(listener);
    }
  }

  /**
   * Takes in a step of the environments, before the agent learns from it.
   *
   * @param step what the environments answered
   */
  void stepped(VectorStep step) {
    steps += step.count();
    for (int env = 0; env < step.count(); env++) {
      trainingReturns[env] += step.rewards()[env];
      agentSteps[env]++;
      if ((step.terminated()[env] || step.truncated()[env]) && !monitors[env].wentOn()) {
        end(env, step.terminated()[env], step.truncated()[env]);
      }
    }
  }

  /**
   * Takes in that the episode of an environment that has been reset was truncated behind the last
   * step.
   */
  void cut(int env) {
    if (agentSteps[env] > 0) {
      end(env, false, true);
    }
  }

  private void end(int env, boolean terminated, boolean truncated) {
    EpisodeMonitor monitor = monitors[env];
    ended.add(
        new Ended(
            env,
            steps,
            frames(),
            monitor.endedReturn(),
            monitor.endedLength(),
            trainingReturns[env],
            terminated,
            truncated,
            takeRunning(env)));
    trainingReturns[env] = 0;
    agentSteps[env] = 0;
  }

  private @Nullable ClippingStatistics takeRunning(int env) {
    if (onPolicy && running[env].updates() == 0) {
      return null;
    }
    ClippingStatistics own = running[env];
    running[env] = spare.isEmpty() ? none() : spare.pop();
    return own;
  }

  /**
   * Attributes the updates made since the last call, after the agent has observed the step.
   *
   * @param learned whether the agent learned from a rollout or from its memory
   * @param listener hears of ended episodes and of the rollout's updates
   */
  void observed(boolean learned, RunListener listener) throws IOException {
    if (onPolicy ? learned : !ended.isEmpty()) {
      mergeSegment();
      emitEnded(listener);
      segment.clear();
    }
    if (onPolicy && learned) {
      endRow(listener);
    }
  }

  private void endSegment() {
    mergeSegment();
    segment.clear();
  }

  /** Merges the segment into everything open that it belongs to. */
  private void mergeSegment() {
    if (segment.updates() == 0) {
      return;
    }
    for (Ended episode : ended) {
      if (episode.updates() != null) {
        episode.updates().merge(segment);
      }
    }
    for (int env = 0; env < running.length; env++) {
      // An episode that the last step started has no transition in the rollout, and was not yet
      // running when a replay memory was learned from.
      if (agentSteps[env] > 0) {
        running[env].merge(segment);
      }
    }
    row.merge(segment);
    sinceLogPoint.merge(segment);
    run.merge(segment);
  }

  private void endRow(RunListener listener) throws IOException {
    if (row.updates() == 0) {
      return;
    }
    listener.updatesMade(new UpdatesRecord(rows++, steps, firstUpdateOfRow, row));
    firstUpdateOfRow = updates;
    row.clear();
  }

  private void emitEnded(RunListener listener) throws IOException {
    double kurtosis = norms.kurtosis();
    double tailIndex = norms.tailIndex();
    for (Ended episode : ended) {
      ClippingStatistics own = episode.updates();
      int slot = (int) (episodes % RECENT);
      recentReturns[slot] = episode.episodeReturn();
      recentLengths[slot] = episode.length();
      listener.episodeEnded(
          new EpisodeRecord(
              episodes++,
              episode.env(),
              episode.step(),
              episode.frames(),
              episode.episodeReturn(),
              episode.length(),
              episode.trainingReturn(),
              episode.terminated(),
              episode.truncated(),
              own == null ? segment : own,
              kurtosis,
              tailIndex));
      if (own != null) {
        own.clear();
        spare.push(own);
      }
    }
    ended.clear();
  }

  /** Writes the last, shorter row of updates. */
  void finish(RunListener listener) throws IOException {
    endSegment();
    endRow(listener);
  }

  /** Returns what was clipped since the last call of {@link #logPointTaken}. */
  ClippingStatistics sinceLogPoint() {
    endSegment();
    return sinceLogPoint;
  }

  void logPointTaken() {
    sinceLogPoint.clear();
  }

  ClippingStatistics run() {
    return run;
  }

  NormWindows norms() {
    return norms;
  }

  boolean diverged() {
    return diverged;
  }

  long steps() {
    return steps;
  }

  long episodes() {
    return episodes;
  }

  long frames() {
    long frames = 0;
    for (EpisodeMonitor monitor : monitors) {
      frames += monitor.frames();
    }
    return frames;
  }

  double meanReturn() {
    return recentMean(recentReturns);
  }

  double meanLength() {
    return recentMean(recentLengths);
  }

  private double recentMean(double[] recent) {
    int count = (int) Math.min(episodes, RECENT);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += recent[i];
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.of(steps);
    episodes = state.of(episodes);
    if (episodes < 0) {
      throw new IOException("The state counts %s episodes.".formatted(episodes));
    }
    rows = state.of(rows);
    updates = state.of(updates);
    firstUpdateOfRow = state.of(firstUpdateOfRow);
    diverged = state.of(diverged);
    state.of(recentReturns);
    state.of(recentLengths);
    segment.state(state);
    row.state(state);
    sinceLogPoint.state(state);
    run.state(state);
    norms.state(state);
    for (ClippingStatistics one : running) {
      one.state(state);
    }
    state.of(trainingReturns);
    state.of(agentSteps);
    state.of(ended, Ended.BLANK, this::ended);
  }

  private Ended ended(Ended episode, State state) throws IOException {
    int env = state.of(episode.env());
    if (env < 0 || env >= running.length) {
      throw new IOException(
          "The state holds an episode of environment %s, but there are %s."
              .formatted(env, running.length));
    }
    return new Ended(
        env,
        state.of(episode.step()),
        state.of(episode.frames()),
        state.of(episode.episodeReturn()),
        state.of(episode.length()),
        state.of(episode.trainingReturn()),
        state.of(episode.terminated()),
        state.of(episode.truncated()),
        own(episode.updates(), state));
  }

  private @Nullable ClippingStatistics own(@Nullable ClippingStatistics present, State state)
      throws IOException {
    if (!state.of(present != null)) {
      return null;
    }
    ClippingStatistics own = present == null ? none() : present;
    own.state(state);
    return own;
  }
}
