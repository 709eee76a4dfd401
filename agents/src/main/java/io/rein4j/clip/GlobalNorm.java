package io.rein4j.clip;

/**
 * The rule that shortens a gradient whose norm exceeds a threshold to the threshold: {@code g ← g ·
 * min(1, c/‖g‖)} (Pascanu, Mikolov and Bengio 2013, algorithm 1).
 *
 * @param threshold the largest norm c a gradient may have, finite and > 0
 * @param normType the p of the p-norm, > 0; infinity takes the largest magnitude
 */
public record GlobalNorm(double threshold, double normType) implements ClippingRule {

  /** The Euclidean norm. */
  public static final double DEFAULT_NORM_TYPE = 2;

  public GlobalNorm {
    ClippingRules.requireThreshold("global-norm", threshold);
    if (!(normType > 0)) {
      throw new IllegalArgumentException(
          "The norm type of 'global-norm' must be a number > 0 or infinity, but is %s: only then is"
                  .formatted(normType)
              + " it a length that scales with the gradient.");
    }
  }

  /**
   * Makes a rule for the Euclidean norm.
   *
   * @param threshold the largest norm a gradient may have, finite and > 0
   */
  public GlobalNorm(double threshold) {
    this(threshold, DEFAULT_NORM_TYPE);
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return gradient -> gradient.limit(gradient.norm(normType), threshold);
  }
}
