package io.rein4j.clip;

import io.rein4j.state.State;
import java.io.IOException;

/**
 * The statistics of clipping over many updates, of the whole gradient or of one group of it.
 *
 * <p>Everything is over applied updates with finite norms, and the quantiles and the largest of the
 * norms before clipping also over updates that a rule dropped. A statistic over none is NaN, not 0.
 */
public final class ScopeStatistics {

  private long updates;
  private long clippedUpdates;
  private long elements;
  private long clippedElements;
  private long cosines;
  private double normPreMax;
  private double coefficientMin;
  private final CompensatedSum normPre = new CompensatedSum();
  private final CompensatedSum normPost = new CompensatedSum();
  private final CompensatedSum coefficient = new CompensatedSum();
  private final CompensatedSum cosine = new CompensatedSum();
  private final LogSketch norms = new LogSketch();

  ScopeStatistics() {
    clear();
  }

  /** Takes in an applied update with finite norms. */
  void record(UpdateReport.Scope scope) {
    updates++;
    clippedUpdates += scope.clipped() ? 1 : 0;
    elements += scope.elements();
    clippedElements += scope.clippedElements();
    normPre.add(scope.normPre());
    normPost.add(scope.normPost());
    normPreMax = Math.max(normPreMax, scope.normPre());
    norms.add(scope.normPre());
    double coefficientNow = scope.coefficient();
    coefficient.add(coefficientNow);
    coefficientMin = Math.min(coefficientMin, coefficientNow);
    if (!Double.isNaN(scope.cosine())) {
      cosines++;
      cosine.add(scope.cosine());
    }
  }

  /** Takes in the norm before clipping of an update that a rule dropped. */
  void recordDropped(UpdateReport.Scope scope) {
    normPreMax = Math.max(normPreMax, scope.normPre());
    norms.add(scope.normPre());
  }

  void merge(ScopeStatistics other) {
    updates += other.updates;
    clippedUpdates += other.clippedUpdates;
    elements += other.elements;
    clippedElements += other.clippedElements;
    cosines += other.cosines;
    normPreMax = Math.max(normPreMax, other.normPreMax);
    coefficientMin = Math.min(coefficientMin, other.coefficientMin);
    normPre.merge(other.normPre);
    normPost.merge(other.normPost);
    coefficient.merge(other.coefficient);
    cosine.merge(other.cosine);
    norms.merge(other.norms);
  }

  void clear() {
    updates = 0;
    clippedUpdates = 0;
    elements = 0;
    clippedElements = 0;
    cosines = 0;
    normPreMax = Double.NEGATIVE_INFINITY;
    coefficientMin = Double.POSITIVE_INFINITY;
    normPre.clear();
    normPost.clear();
    coefficient.clear();
    cosine.clear();
    norms.clear();
  }

  /** {@return the number of applied updates with finite norms} */
  public long finiteUpdates() {
    return updates;
  }

  /** {@return the number of updates in which rules changed any element} */
  public long clippedUpdates() {
    return clippedUpdates;
  }

  /** {@return the share of updates in which rules changed any element} */
  public double clippedFraction() {
    return share(clippedUpdates, updates);
  }

  /** {@return the share of all elements of all updates that rules changed} */
  public double clippedElementFraction() {
    return share(clippedElements, elements);
  }

  /** {@return the mean norm before the first rule, of applied updates} */
  public double gradNormPreMean() {
    return normPre.mean(updates);
  }

  /**
   * {@return the norm before the first rule that a share of updates does not exceed, to 1 %}
   *
   * @param share in [0, 1], for instance 0.5 for the median
   */
  public double gradNormPreQuantile(double share) {
    return norms.quantile(share);
  }

  /** {@return the largest norm before the first rule} */
  public double gradNormPreMax() {
    return normPreMax == Double.NEGATIVE_INFINITY ? Double.NaN : normPreMax;
  }

  /** {@return the mean norm after the last rule} */
  public double gradNormPostMean() {
    return normPost.mean(updates);
  }

  /** {@return the mean of norm after divided by norm before, 1 where that is 0} */
  public double clipCoefficientMean() {
    return coefficient.mean(updates);
  }

  /** {@return the least norm after divided by norm before, 1 where that is 0} */
  public double clipCoefficientMin() {
    return updates == 0 ? Double.NaN : coefficientMin;
  }

  /**
   * {@return 1 − Σ norm after / Σ norm before, below 0 if rules lengthened gradients; 0 if all
   * gradients were 0}
   */
  public double removedNormShare() {
    if (updates == 0) {
      return Double.NaN;
    }
    return normPre.value() == 0 ? 0 : 1 - normPost.value() / normPre.value();
  }

  /** {@return the mean cosine between before and after, where it is defined} */
  public double cosineMean() {
    return cosine.mean(cosines);
  }

  static double share(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }

  void state(State state) throws IOException {
    updates = state.count(updates);
    clippedUpdates = state.count(clippedUpdates);
    elements = state.count(elements);
    clippedElements = state.count(clippedElements);
    cosines = state.count(cosines);
    normPreMax = state.of(normPreMax);
    coefficientMin = state.of(coefficientMin);
    normPre.state(state);
    normPost.state(state);
    coefficient.state(state);
    cosine.state(state);
    norms.state(state);
  }
}
