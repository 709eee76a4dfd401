package io.rein4j.agent.pg;

/** A way in which the unbounded vectors of a Gaussian policy become actions within their bounds. */
public enum ActionBounds {
  /**
   * Elements beyond a bound become the bound, after the log probability: to the policy the
   * environment does it.
   */
  CLIP,

  /**
   * The hyperbolic tangent of each element, scaled to the bounds, which must be finite; log
   * probabilities and entropies are those of the action (Haarnoja et al. 2018, appendix C).
   */
  TANH
}
