package io.rein4j.clip;

import java.util.List;

/**
 * The report on what the stage behind the optimizer did to the update of the parameters. The stage
 * owns it and overwrites it at the next update; who keeps figures copies them.
 *
 * <p>Norms are Euclidean. Of an update that is not finite there are none: everything that derives
 * from them is NaN, and nothing counts as clipped.
 */
public final class ParameterUpdateReport {

  /** The figures of all parameters, or of one group of them. */
  public static final class Scope {

    private final long elements;
    private long clippedElements;
    private double normPre;
    private double normPost;
    private double weightNorm;

    Scope(long elements) {
      this.elements = elements;
    }

    void set(long clippedElements, double normPre, double normPost, double weightNorm) {
      this.clippedElements = clippedElements;
      this.normPre = normPre;
      this.normPost = normPost;
      this.weightNorm = weightNorm;
    }

    /** {@return the number of parameters} */
    public long elements() {
      return elements;
    }

    /** {@return the number of parameters that rules left at another float than the optimizer} */
    public long clippedElements() {
      return clippedElements;
    }

    /** {@return whether rules changed any parameter} */
    public boolean clipped() {
      return clippedElements > 0;
    }

    /** {@return the norm of the update as the optimizer made it} */
    public double normPre() {
      return normPre;
    }

    /** {@return the norm of the update after the last rule} */
    public double normPost() {
      return normPost;
    }

    /** {@return the norm of the parameters before the update} */
    public double weightNorm() {
      return weightNorm;
    }

    /**
     * {@return the norm of the update after the last rule divided by that of the parameters before;
     * NaN if that is 0}
     */
    public double ratio() {
      return weightNorm == 0 ? Double.NaN : normPost / weightNorm;
    }
  }

  private final List<String> groups;
  private final Scope whole;
  private final Scope[] groupScopes;
  private final RuleMeasurements rules;
  private boolean finite;

  ParameterUpdateReport(ParameterLayout layout, int rules) {
    this.groups = layout.groups();
    this.whole = new Scope(layout.size());
    this.groupScopes =
        groups.stream().map(group -> new Scope(layout.size(group))).toArray(Scope[]::new);
    this.rules = new RuleMeasurements(rules);
    drop();
  }

  void drop() {
    finite = false;
    whole.set(0, Double.NaN, Double.NaN, Double.NaN);
    for (Scope scope : groupScopes) {
      scope.set(0, Double.NaN, Double.NaN, Double.NaN);
    }
    rules.clear();
  }

  void apply() {
    finite = true;
  }

  void rule(int rule, double norm, double threshold, boolean bound) {
    rules.set(rule, norm, threshold, bound);
  }

  /** {@return whether parameters and update are finite, so that rules were applied} */
  public boolean finite() {
    return finite;
  }

  /** {@return the figures of all parameters} */
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
   * {@return what a rule measured before it acted, NaN if it did not}
   *
   * @param rule the rule's index in the settings
   */
  public double ruleNorm(int rule) {
    return rules.norm(rule);
  }

  /**
   * {@return what a rule compared that with, NaN if nothing}
   *
   * @param rule the rule's index in the settings
   */
  public double ruleThreshold(int rule) {
    return rules.threshold(rule);
  }

  /**
   * {@return whether a rule acted on the update}
   *
   * @param rule the rule's index in the settings
   */
  public boolean ruleBound(int rule) {
    return rules.bound(rule);
  }
}
