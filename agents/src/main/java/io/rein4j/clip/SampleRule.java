package io.rein4j.clip;

/**
 * The settings of a rule that acts where the gradient of a batch is formed out of those of its
 * samples, before the stage sees it. A chain of rules has at most one, as its first.
 */
public interface SampleRule extends ClippingRule {

  @Override
  default Effect effect() {
    return Effect.FORMS_GRADIENT;
  }

  @Override
  SampleClipper bind(ParameterLayout layout);

  /**
   * Checks that the rule can form the gradient of a batch of a usual size.
   *
   * @param samples the size of an agent's batches, ≥ 1; single ones may be smaller
   * @throws IllegalArgumentException if it cannot
   */
  default void requireBatch(int samples) {}
}
