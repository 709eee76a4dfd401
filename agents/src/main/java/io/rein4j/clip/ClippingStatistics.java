package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of clipping over many updates, for instance those of an episode.
 *
 * <p>Statistics merge: counts, extremes and quantiles as if all had been recorded in one, sums to a
 * relative 10⁻¹². Fractions, norms and coefficients are over applied updates with finite norms, and
 * a statistic over none is NaN, not 0; the quantiles and the largest of the norms before clipping
 * are also over updates that a rule dropped. Recording and merging allocate nothing once norms of a
 * magnitude, and the number of rules, have been seen.
 *
 * <p>Where an agent has several update paths, counts add over them, and norms and coefficients are
 * over the updates of all, each of its own gradient; every {@link #path} has statistics of its own.
 */
public final class ClippingStatistics implements Stateful {

  private static final int[] NO_GROUPS = {};

  /** Means of one threshold over different numbers of updates differ by their rounding. */
  private static final double SAME_THRESHOLD = 1e-12;

  /** The indices of the groups of a path's gradients among all groups. */
  private static final class GroupIndices {

    final List<String> groups;
    final int[] indices;

    GroupIndices(List<String> groups, int[] indices) {
      this.groups = groups;
      this.indices = indices;
    }
  }

  private final List<String> groups;
  private final List<String> paths;
  private final ClippingStatistics[] pathStatistics;
  private final List<GroupIndices> groupIndices = new ArrayList<>();
  private final ScopeStatistics whole = new ScopeStatistics();
  private final ScopeStatistics[] groupStatistics;
  private final ChainStatistics rules = new ChainStatistics();
  private long updates;
  private long skippedUpdates;
  private long refusedUpdates;
  private long nonFiniteElements;
  private long samples;
  private long clippedSamples;
  private long thresholds;
  private final CompensatedSum threshold = new CompensatedSum();
  private final @Nullable ParameterUpdateStatistics parameterUpdates;

  /**
   * Makes statistics of no updates.
   *
   * @param layout how the gradients lie in their array
   */
  public ClippingStatistics(ParameterLayout layout) {
    this(layout.groups());
  }

  /**
   * Makes statistics of no updates.
   *
   * @param groups the names of the groups of the gradients; without any, the statistics are of
   *     whole gradients, whatever their groups
   */
  public ClippingStatistics(List<String> groups) {
    this(groups, List.of());
  }

  /**
   * Makes statistics of no updates.
   *
   * @param groups the names of the groups of all gradients; without any, the statistics are of
   *     whole gradients, whatever their groups
   * @param paths the names of the update paths that the gradients take, each a part of the groups;
   *     empty if there is only one
   */
  public ClippingStatistics(List<String> groups, List<String> paths) {
    this(groups, paths, false);
  }

  /**
   * Makes statistics of no updates.
   *
   * @param groups the names of the groups of all gradients; without any, the statistics are of
   *     whole gradients, whatever their groups
   * @param paths the names of the update paths that the gradients take, each a part of the groups;
   *     empty if there is only one
   * @param parameterUpdates whether they are also of the updates of the parameters, where there is
   *     an {@link UpdateClippingStage} behind the optimizer
   */
  public ClippingStatistics(List<String> groups, List<String> paths, boolean parameterUpdates) {
    this.groups = List.copyOf(groups);
    this.paths = List.copyOf(paths);
    this.parameterUpdates = parameterUpdates ? new ParameterUpdateStatistics(groups.size()) : null;
    this.pathStatistics =
        paths.stream()
            .map(path -> new ClippingStatistics(List.of(), List.of(), parameterUpdates))
            .toArray(ClippingStatistics[]::new);
    this.groupStatistics =
        groups.stream().map(group -> new ScopeStatistics()).toArray(ScopeStatistics[]::new);
  }

  /**
   * Takes in an update.
   *
   * @param report what the stage did
   * @throws IllegalArgumentException if the gradient was on another path, or had other groups, and
   *     these statistics have any
   */
  public void record(UpdateReport report) {
    int[] own = groupStatistics.length == 0 ? NO_GROUPS : placesOf(report.groups());
    if (!paths.isEmpty()) {
      pathStatistics[indexOf(report.path())].record(report);
    }
    updates++;
    nonFiniteElements += report.nonFiniteElements();
    skippedUpdates += report.applied() ? 0 : 1;
    if (report.refused()) {
      recordRefused(report, own);
    }
    if (report.verdict() != Verdict.APPLIED) {
      return;
    }
    samples += report.samples();
    clippedSamples += report.clippedSamples();
    if (!Double.isNaN(report.threshold())) {
      thresholds++;
      threshold.add(report.threshold());
    }
    whole.record(report.whole());
    for (int g = 0; g < own.length; g++) {
      groupStatistics[own[g]].record(report.group(g));
    }
    if (paths.isEmpty()) {
      rules.record(report.measurements());
    }
    ParameterUpdateReport parameterUpdate = report.parameterUpdate();
    if (parameterUpdates != null && parameterUpdate != null) {
      parameterUpdates.record(parameterUpdate, own, paths.isEmpty());
    }
  }

  private void recordRefused(UpdateReport report, int[] own) {
    refusedUpdates++;
    whole.recordDropped(report.whole());
    for (int g = 0; g < own.length; g++) {
      groupStatistics[own[g]].recordDropped(report.group(g));
    }
    if (paths.isEmpty()) {
      rules.recordDropped(report.rules(), report.refusingRule());
    }
  }

  private int indexOf(String path) {
    for (int p = 0; p < pathStatistics.length; p++) {
      if (paths.get(p).equals(path)) {
        return p;
      }
    }
    throw new IllegalArgumentException(
        "Statistics of the update paths %s cannot take in an update of the path '%s'."
            .formatted(paths, path));
  }

  /** Returns where the groups of a report are among these, which are all of them on one path. */
  private int[] placesOf(List<String> reported) {
    // Comparing lists allocates iterators; those of one stage are one list.
    for (int i = 0; i < groupIndices.size(); i++) {
      if (groupIndices.get(i).groups == reported) {
        return groupIndices.get(i).indices;
      }
    }
    for (GroupIndices known : groupIndices) {
      if (known.groups.equals(reported)) {
        return known.indices;
      }
    }
    if (paths.isEmpty() ? !groups.equals(reported) : !groups.containsAll(reported)) {
      throw otherGroups(reported);
    }
    int[] indices = reported.stream().mapToInt(groups::indexOf).toArray();
    groupIndices.add(new GroupIndices(reported, indices));
    return indices;
  }

  /**
   * Takes in what other statistics have taken in.
   *
   * @param other statistics of the same groups and paths
   * @throws IllegalArgumentException if they are of others
   */
  public void merge(ClippingStatistics other) {
    requireSame(other);
    updates += other.updates;
    skippedUpdates += other.skippedUpdates;
    refusedUpdates += other.refusedUpdates;
    nonFiniteElements += other.nonFiniteElements;
    samples += other.samples;
    clippedSamples += other.clippedSamples;
    thresholds += other.thresholds;
    threshold.merge(other.threshold);
    whole.merge(other.whole);
    for (int g = 0; g < groupStatistics.length; g++) {
      groupStatistics[g].merge(other.groupStatistics[g]);
    }
    for (int p = 0; p < pathStatistics.length; p++) {
      pathStatistics[p].merge(other.pathStatistics[p]);
    }
    rules.merge(other.rules);
    if (parameterUpdates != null && other.parameterUpdates != null) {
      parameterUpdates.merge(other.parameterUpdates);
    }
  }

  private void requireSame(ClippingStatistics other) {
    // Comparing lists allocates an iterator; those of one layout are one list.
    if (groups != other.groups && !groups.equals(other.groups)) {
      throw otherGroups(other.groups);
    }
    if (paths != other.paths && !paths.equals(other.paths)) {
      throw new IllegalArgumentException(
          "Statistics of the update paths %s cannot take in those of the update paths %s."
              .formatted(paths, other.paths));
    }
  }

  private IllegalArgumentException otherGroups(List<String> others) {
    return new IllegalArgumentException(
        "Statistics of the groups %s cannot take in those of the groups %s."
            .formatted(groups, others));
  }

  /** Forgets all updates. */
  public void clear() {
    updates = 0;
    skippedUpdates = 0;
    refusedUpdates = 0;
    nonFiniteElements = 0;
    samples = 0;
    clippedSamples = 0;
    thresholds = 0;
    threshold.clear();
    whole.clear();
    for (ScopeStatistics group : groupStatistics) {
      group.clear();
    }
    for (ClippingStatistics path : pathStatistics) {
      path.clear();
    }
    rules.clear();
    if (parameterUpdates != null) {
      parameterUpdates.clear();
    }
  }

  /** {@return the number of attempted updates: applied and skipped ones} */
  public long updates() {
    return updates;
  }

  /**
   * {@return the number of updates that the policy for non-finite gradients, or a rule, dropped}
   */
  public long skippedUpdates() {
    return skippedUpdates;
  }

  /** {@return the number of skipped updates that a rule dropped} */
  public long refusedUpdates() {
    return refusedUpdates;
  }

  /** {@return the share of samples whose own gradient was clipped; NaN without such rules} */
  public double clippedSampleFraction() {
    return ScopeStatistics.share(clippedSamples, samples);
  }

  /** {@return the number of NaN or infinite elements met} */
  public long nonFiniteElements() {
    return nonFiniteElements;
  }

  /**
   * {@return the mean threshold of the only rule; NaN if there is not one rule, or the update paths
   * had others}
   */
  public double thresholdMean() {
    double mean = threshold.mean(thresholds);
    for (ClippingStatistics path : pathStatistics) {
      if (path.whole.finiteUpdates() == 0) {
        continue;
      }
      if (!(Math.abs(path.thresholdMean() - mean) <= SAME_THRESHOLD * mean)) {
        return Double.NaN;
      }
    }
    return mean;
  }

  /** {@return the figures of the whole gradient} */
  public ScopeStatistics whole() {
    return whole;
  }

  /** {@return the names of the groups} */
  public List<String> groups() {
    return groups;
  }

  /**
   * {@return the figures of a group}
   *
   * @param group its index in {@link #groups()}
   */
  public ScopeStatistics group(int group) {
    return groupStatistics[group];
  }

  /** {@return the names of the update paths; empty if there is only one} */
  public List<String> paths() {
    return paths;
  }

  /**
   * {@return the statistics of an update path's whole gradients}
   *
   * @param path its index in {@link #paths()}
   */
  public ClippingStatistics path(int path) {
    return pathStatistics[path];
  }

  /** {@return the number of rules seen at work; with several paths, each has its own} */
  public int rules() {
    return rules.size();
  }

  /**
   * {@return the figures of a rule}
   *
   * @param rule its index in the settings, less than {@link #rules()}
   */
  public RuleStatistics rule(int rule) {
    return rules.rule(rule);
  }

  /**
   * {@return the statistics of the updates of the parameters; empty if these are of gradients only}
   */
  public Optional<ParameterUpdateStatistics> parameterUpdates() {
    return Optional.ofNullable(parameterUpdates);
  }

  @Override
  public void state(State state) throws IOException {
    updates = state.count(updates);
    skippedUpdates = state.count(skippedUpdates);
    refusedUpdates = state.count(refusedUpdates);
    nonFiniteElements = state.count(nonFiniteElements);
    samples = state.count(samples);
    clippedSamples = state.count(clippedSamples);
    thresholds = state.count(thresholds);
    threshold.state(state);
    whole.state(state);
    for (ScopeStatistics group : groupStatistics) {
      group.state(state);
    }
    for (ClippingStatistics path : pathStatistics) {
      path.state(state);
    }
    rules.state(state);
    if (parameterUpdates != null) {
      parameterUpdates.state(state);
    }
  }
}
