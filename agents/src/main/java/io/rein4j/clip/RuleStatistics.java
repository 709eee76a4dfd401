package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;

/**
 * The statistics of one rule over many updates, in its own norm. Means are over applied updates
 * with finite norms; a statistic over none is NaN, not 0.
 */
public final class RuleStatistics {

  private long updates;
  private long bound;
  private long dropped;
  private long norms;
  private long thresholds;
  private final CompensatedSum norm = new CompensatedSum();
  private final CompensatedSum threshold = new CompensatedSum();

  RuleStatistics() {}

  void record(double normNow, double thresholdNow, boolean boundNow) {
    updates++;
    bound += boundNow ? 1 : 0;
    if (Double.isFinite(normNow)) {
      norms++;
      norm.add(normNow);
    }
    if (Double.isFinite(thresholdNow)) {
      thresholds++;
      threshold.add(thresholdNow);
    }
  }

  void recordDropped() {
    dropped++;
  }

  void merge(RuleStatistics other) {
    updates += other.updates;
    bound += other.bound;
    dropped += other.dropped;
    norms += other.norms;
    thresholds += other.thresholds;
    norm.merge(other.norm);
    threshold.merge(other.threshold);
  }

  void clear() {
    updates = 0;
    bound = 0;
    dropped = 0;
    norms = 0;
    thresholds = 0;
    norm.clear();
    threshold.clear();
  }

  /**
   * {@return the share of updates in which the rule changed the gradient, or which it dropped,
   * among the applied ones and those}
   */
  public double boundFraction() {
    return ScopeStatistics.share(bound + dropped, updates + dropped);
  }

  /** {@return the number of updates that the rule dropped} */
  public long droppedUpdates() {
    return dropped;
  }

  /** {@return the mean of the rule's own norm before it acted} */
  public double normMean() {
    return norm.mean(norms);
  }

  /** {@return the mean threshold} */
  public double thresholdMean() {
    return threshold.mean(thresholds);
  }

  void state(State state) throws IOException {
    updates = state.count(updates);
    bound = state.count(bound);
    dropped = state.count(dropped);
    norms = state.count(norms);
    thresholds = state.count(thresholds);
    norm.state(state);
    threshold.state(state);
  }
}
