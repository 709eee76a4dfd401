package io.rein4j.clip;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What clipping did over many updates, for instance those of an episode.
 *
 * <p>Statistics merge: counts, extremes and quantiles as if all had been recorded in one, sums to a
 * relative 10⁻¹². Fractions, norms and coefficients are over applied updates with finite norms, and
 * a statistic over none is NaN, not 0. Recording and merging allocate nothing once norms of a
 * magnitude, and the number of rules, have been seen.
 */
public final class ClippingStatistics {

  private final List<String> groups;
  private final ScopeStatistics whole = new ScopeStatistics();
  private final ScopeStatistics[] groupStatistics;
  private RuleStatistics[] rules = {};
  private long updates;
  private long skippedUpdates;
  private long refusedUpdates;
  private long nonFiniteElements;
  private long samples;
  private long clippedSamples;
  private long thresholds;
  private final CompensatedSum threshold = new CompensatedSum();

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
    this.groups = List.copyOf(groups);
    this.groupStatistics =
        groups.stream().map(group -> new ScopeStatistics()).toArray(ScopeStatistics[]::new);
  }

  /**
   * Takes in an update.
   *
   * @param report what the stage did
   * @throws IllegalArgumentException if the gradient had other groups, and these statistics have
   *     any
   */
  public void record(UpdateReport report) {
    if (groupStatistics.length > 0) {
      requireGroups(report.groups());
    }
    updates++;
    nonFiniteElements += report.nonFiniteElements();
    skippedUpdates += report.applied() ? 0 : 1;
    refusedUpdates += report.refused() ? 1 : 0;
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
    for (int g = 0; g < groupStatistics.length; g++) {
      groupStatistics[g].record(report.group(g));
    }
    expectRules(report.rules());
    for (int r = 0; r < report.rules(); r++) {
      rules[r].record(report.ruleNorm(r), report.ruleThreshold(r), report.ruleBound(r));
    }
  }

  /**
   * Takes in what other statistics have taken in.
   *
   * @param other statistics of the same groups
   */
  public void merge(ClippingStatistics other) {
    requireGroups(other.groups);
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
    expectRules(other.rules.length);
    for (int r = 0; r < other.rules.length; r++) {
      rules[r].merge(other.rules[r]);
    }
  }

  private void requireGroups(List<String> others) {
    // Comparing lists allocates an iterator; those of one layout are one list.
    if (groups != others && !groups.equals(others)) {
      throw new IllegalArgumentException(
          "Statistics of the groups %s cannot take in those of the groups %s."
              .formatted(groups, others));
    }
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
    for (RuleStatistics rule : rules) {
      rule.clear();
    }
  }

  private void expectRules(int count) {
    int known = rules.length;
    if (count > known) {
      rules = Arrays.copyOf(rules, count);
      for (int r = known; r < count; r++) {
        rules[r] = new RuleStatistics();
      }
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

  /** {@return the mean threshold of the only rule; NaN if there is not one rule} */
  public double thresholdMean() {
    return threshold.mean(thresholds);
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

  /** {@return the number of rules seen at work} */
  public int rules() {
    return rules.length;
  }

  /**
   * {@return the figures of a rule}
   *
   * @param rule its index in the settings, less than {@link #rules()}
   */
  public RuleStatistics rule(int rule) {
    return rules[rule];
  }

  /**
   * Writes all that has been taken in.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  public void writeState(DataOutput out) throws IOException {
    out.writeLong(updates);
    out.writeLong(skippedUpdates);
    out.writeLong(refusedUpdates);
    out.writeLong(nonFiniteElements);
    out.writeLong(samples);
    out.writeLong(clippedSamples);
    out.writeLong(thresholds);
    threshold.writeState(out);
    whole.writeState(out);
    for (ScopeStatistics group : groupStatistics) {
      group.writeState(out);
    }
    out.writeInt(rules.length);
    for (RuleStatistics rule : rules) {
      rule.writeState(out);
    }
  }

  /**
   * Takes over what {@link #writeState} of statistics of the same groups wrote.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails or holds something else
   */
  public void readState(DataInput in) throws IOException {
    updates = in.readLong();
    skippedUpdates = in.readLong();
    refusedUpdates = in.readLong();
    nonFiniteElements = in.readLong();
    samples = in.readLong();
    clippedSamples = in.readLong();
    thresholds = in.readLong();
    threshold.readState(in);
    whole.readState(in);
    for (ScopeStatistics group : groupStatistics) {
      group.readState(in);
    }
    rules = new RuleStatistics[0];
    int count = in.readInt();
    for (int rule = 0; rule < count; rule++) {
      // One after the other, so that a wrong number takes no memory.
      expectRules(rule + 1);
      rules[rule].readState(in);
    }
  }
}
