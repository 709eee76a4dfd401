package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * The statistics of the updates of the parameters, behind the optimizer: their norms before and
 * after its rules, and how they compare with the parameters.
 *
 * <p>Everything is over applied updates with finite norms. A statistic over none is NaN, not 0.
 */
public final class ParameterUpdateStatistics implements Stateful {

  /** The statistics of all parameters, or of one group of them. */
  public static final class Scope implements Stateful {

    private long updates;
    private long clippedUpdates;
    private long elements;
    private long clippedElements;
    private long ratios;
    private double normPreMax;
    private double ratioMax;
    private final CompensatedSum normPre = new CompensatedSum();
    private final CompensatedSum normPost = new CompensatedSum();
    private final CompensatedSum ratio = new CompensatedSum();

    Scope() {
      clear();
    }

    private void record(ParameterUpdateReport.Scope scope) {
      updates++;
      clippedUpdates += scope.clipped() ? 1 : 0;
      elements += scope.elements();
      clippedElements += scope.clippedElements();
      normPre.add(scope.normPre());
      normPost.add(scope.normPost());
      normPreMax = Math.max(normPreMax, scope.normPre());
      double ratioNow = scope.ratio();
      if (!Double.isNaN(ratioNow)) {
        ratios++;
        ratio.add(ratioNow);
        ratioMax = Math.max(ratioMax, ratioNow);
      }
    }

    private void merge(Scope other) {
      updates += other.updates;
      clippedUpdates += other.clippedUpdates;
      elements += other.elements;
      clippedElements += other.clippedElements;
      ratios += other.ratios;
      normPreMax = Math.max(normPreMax, other.normPreMax);
      ratioMax = Math.max(ratioMax, other.ratioMax);
      normPre.merge(other.normPre);
      normPost.merge(other.normPost);
      ratio.merge(other.ratio);
    }

    private void clear() {
      updates = 0;
      clippedUpdates = 0;
      elements = 0;
      clippedElements = 0;
      ratios = 0;
      normPreMax = Double.NEGATIVE_INFINITY;
      ratioMax = Double.NEGATIVE_INFINITY;
      normPre.clear();
      normPost.clear();
      ratio.clear();
    }

    /** {@return the number of applied updates with finite norms} */
    public long finiteUpdates() {
      return updates;
    }

    /** {@return the share of updates in which rules changed any parameter} */
    public double clippedFraction() {
      return ScopeStatistics.share(clippedUpdates, updates);
    }

    /** {@return the share of the parameters of all updates that rules changed} */
    public double clippedElementFraction() {
      return ScopeStatistics.share(clippedElements, elements);
    }

    /** {@return the mean norm of the update as the optimizer made it} */
    public double normPreMean() {
      return normPre.mean(updates);
    }

    /** {@return the largest norm of the update as the optimizer made it} */
    public double normPreMax() {
      return updates == 0 ? Double.NaN : normPreMax;
    }

    /** {@return the mean norm of the update after the last rule} */
    public double normPostMean() {
      return normPost.mean(updates);
    }

    /** {@return the mean ratio of the norm after the last rule to that of the parameters before} */
    public double ratioMean() {
      return ratio.mean(ratios);
    }

    /** {@return the largest such ratio} */
    public double ratioMax() {
      return ratios == 0 ? Double.NaN : ratioMax;
    }

    @Override
    public void state(State state) throws IOException {
      updates = state.count(updates);
      clippedUpdates = state.count(clippedUpdates);
      elements = state.count(elements);
      clippedElements = state.count(clippedElements);
      ratios = state.count(ratios);
      normPreMax = state.of(normPreMax);
      ratioMax = state.of(ratioMax);
      normPre.state(state);
      normPost.state(state);
      ratio.state(state);
    }
  }

  private final Scope whole = new Scope();
  private final Scope[] groups;
  private final ChainStatistics rules = new ChainStatistics();

  /** Makes statistics of no updates of so many groups. */
  ParameterUpdateStatistics(int groups) {
    this.groups = new Scope[groups];
    for (int g = 0; g < groups; g++) {
      this.groups[g] = new Scope();
    }
  }

  /**
   * Takes in an update.
   *
   * @param places where the report's groups are among these; empty if no group counts
   * @param ofRules whether its rules count
   */
  void record(ParameterUpdateReport report, int[] places, boolean ofRules) {
    if (!report.finite()) {
      return;
    }
    whole.record(report.whole());
    for (int g = 0; g < places.length; g++) {
      groups[places[g]].record(report.group(g));
    }
    if (ofRules) {
      rules.record(report.measurements());
    }
  }

  void merge(ParameterUpdateStatistics other) {
    whole.merge(other.whole);
    for (int g = 0; g < groups.length; g++) {
      groups[g].merge(other.groups[g]);
    }
    rules.merge(other.rules);
  }

  void clear() {
    whole.clear();
    for (Scope group : groups) {
      group.clear();
    }
    rules.clear();
  }

  /** {@return the figures of all parameters} */
  public Scope whole() {
    return whole;
  }

  /**
   * {@return the figures of a group}
   *
   * @param group its index in {@link ClippingStatistics#groups()}
   */
  public Scope group(int group) {
    return groups[group];
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

  @Override
  public void state(State state) throws IOException {
    whole.state(state);
    for (Scope group : groups) {
      group.state(state);
    }
    rules.state(state);
  }
}
