package io.rein4j.clip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report on what the clipping stage did to the gradient of one update. The stage owns it and
 * overwrites it at the next update; who keeps figures copies them.
 *
 * <p>Norms are Euclidean. Of an update that is not {@link Verdict#APPLIED} nothing counts as
 * clipped, and there are no figures, which are NaN, except where a rule dropped it: then there are
 * the norms before the first rule, and what that rule measured.
 */
public final class UpdateReport {

  /** The figures of the whole gradient, or of one group of it. */
  public static final class Scope {

    private final long elements;
    private long clippedElements;
    private double normPre;
    private double normPost;
    private double cosine;

    Scope(long elements) {
      this.elements = elements;
    }

    void set(long clippedElements, double normPre, double normPost, double cosine) {
      this.clippedElements = clippedElements;
      this.normPre = normPre;
      this.normPost = normPost;
      this.cosine = cosine;
    }

    /** {@return the number of elements} */
    public long elements() {
      return elements;
    }

    /**
     * {@return the number of elements that rules changed; a scaled 0 is still 0, while any other
     * scaled element counts, even one so close to 0 that floats cannot show it}
     */
    public long clippedElements() {
      return clippedElements;
    }

    /** {@return whether rules changed any element} */
    public boolean clipped() {
      return clippedElements > 0;
    }

    /** {@return the norm before the first rule} */
    public double normPre() {
      return normPre;
    }

    /** {@return the norm after the last rule} */
    public double normPost() {
      return normPost;
    }

    /**
     * {@return the norm after divided by the norm before, above 1 if rules lengthened the gradient;
     * 1 if the norm before is 0}
     */
    public double coefficient() {
      return normPre == 0 ? 1 : normPost / normPre;
    }

    /** {@return the cosine between before and after; 1 if untouched or scaled as a whole} */
    public double cosine() {
      return cosine;
    }
  }

  private static final int NONE = -1;

  private final String path;
  private final List<String> groups;
  private final Scope whole;
  private final Scope[] groupScopes;
  private final RuleMeasurements rules;
  private Verdict verdict = Verdict.APPLIED;
  private int refusingRule;
  private long nonFiniteElements;
  private long samples;
  private long clippedSamples;
  private @Nullable ParameterUpdateReport parameterUpdate;

  UpdateReport(String path, ParameterLayout layout, int rules) {
    this.path = path;
    this.groups = layout.groups();
    this.whole = new Scope(layout.size());
    this.groupScopes =
        groups.stream().map(group -> new Scope(layout.size(group))).toArray(Scope[]::new);
    this.rules = new RuleMeasurements(rules);
    drop(Verdict.APPLIED, 0);
  }

  void open(long samples, long clippedSamples) {
    this.samples = samples;
    this.clippedSamples = clippedSamples;
  }

  void refuse(Verdict verdict, long nonFiniteElements, int rule, double norm, double threshold) {
    drop(verdict, nonFiniteElements);
    this.refusingRule = rule;
    rules.set(rule, norm, threshold, false);
  }

  void drop(Verdict verdict, long nonFiniteElements) {
    this.verdict = verdict;
    this.refusingRule = NONE;
    this.nonFiniteElements = nonFiniteElements;
    this.parameterUpdate = null;
    whole.set(0, Double.NaN, Double.NaN, Double.NaN);
    for (Scope scope : groupScopes) {
      scope.set(0, Double.NaN, Double.NaN, Double.NaN);
    }
    rules.clear();
  }

  void apply(long nonFiniteElements) {
    this.verdict = Verdict.APPLIED;
    this.refusingRule = NONE;
    this.nonFiniteElements = nonFiniteElements;
    this.parameterUpdate = null;
  }

  void attach(ParameterUpdateReport parameterUpdate) {
    this.parameterUpdate = parameterUpdate;
  }

  void rule(int rule, double norm, double threshold, boolean bound) {
    rules.set(rule, norm, threshold, bound);
  }

  /** {@return the name of the update path that the gradient is on; empty if there is only one} */
  public String path() {
    return path;
  }

  /** {@return what is to become of the update} */
  public Verdict verdict() {
    return verdict;
  }

  /** {@return whether the gradient goes to the optimizer} */
  public boolean applied() {
    return verdict == Verdict.APPLIED || verdict == Verdict.PROPAGATED;
  }

  /** {@return whether a rule dropped the update} */
  public boolean refused() {
    return refusingRule != NONE;
  }

  /** {@return the index in the settings of the rule that dropped the update; −1 if none did} */
  public int refusingRule() {
    return refusingRule;
  }

  /** {@return whether a gradient that is not finite goes to the optimizer} */
  public boolean diverged() {
    return verdict == Verdict.PROPAGATED;
  }

  /** {@return the number of NaN or infinite elements, before any policy} */
  public long nonFiniteElements() {
    return nonFiniteElements;
  }

  /** {@return the threshold of the only rule; NaN if there is not one rule, or it has none} */
  public double threshold() {
    return rules.size() == 1 ? rules.threshold(0) : Double.NaN;
  }

  /** {@return the number of samples that rules on single samples saw, 0 if there are none} */
  public long samples() {
    return samples;
  }

  /** {@return the number of samples whose own gradient was clipped} */
  public long clippedSamples() {
    return clippedSamples;
  }

  /** {@return the figures of the whole gradient} */
  public Scope whole() {
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
  public Scope group(int group) {
    return groupScopes[group];
  }

  RuleMeasurements measurements() {
    return rules;
  }

  /** {@return the number of rules} */
  public int rules() {
    return rules.size();
  }

  /**
   * {@return the gradient's length as a rule measured it before it acted, NaN if it did not}
   *
   * @param rule the rule's index in the settings
   */
  public double ruleNorm(int rule) {
    return rules.norm(rule);
  }

  /**
   * {@return what a rule compared the length with, NaN if nothing}
   *
   * @param rule the rule's index in the settings
   */
  public double ruleThreshold(int rule) {
    return rules.threshold(rule);
  }

  /**
   * {@return whether a rule changed the gradient}
   *
   * @param rule the rule's index in the settings
   */
  public boolean ruleBound(int rule) {
    return rules.bound(rule);
  }

  /**
   * {@return what the stage behind the optimizer did to the update of the parameters; null before
   * it has, and where there is no such stage}
   */
  public @Nullable ParameterUpdateReport parameterUpdate() {
    return parameterUpdate;
  }
}
