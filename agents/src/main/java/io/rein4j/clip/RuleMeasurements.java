package io.rein4j.clip;

import java.util.Arrays;

/** What the rules of a stage measured of one update, and whether they acted, in their order. */
final class RuleMeasurements {

  private final double[] norms;
  private final double[] thresholds;
  private final boolean[] bound;

  /** Makes room for what so many rules measure; none has yet. */
  RuleMeasurements(int rules) {
    this.norms = new double[rules];
    this.thresholds = new double[rules];
    this.bound = new boolean[rules];
    clear();
  }

  void set(int rule, double norm, double threshold, boolean isBound) {
    norms[rule] = norm;
    thresholds[rule] = threshold;
    bound[rule] = isBound;
  }

  void clear() {
    Arrays.fill(norms, Double.NaN);
    Arrays.fill(thresholds, Double.NaN);
    Arrays.fill(bound, false);
  }

  int size() {
    return norms.length;
  }

  double norm(int rule) {
    return norms[rule];
  }

  double threshold(int rule) {
    return thresholds[rule];
  }

  boolean bound(int rule) {
    return bound[rule];
  }
}
