package io.rein4j.study.plan;

/** What chooses the points of a study's space. */
public enum Sampler {
  /** A Sobol sequence, which fills the space evenly, whatever the runs show. */
  SOBOL,

  /**
   * Optuna's tree-structured Parzen estimator, asked and told in Python: after a first half of
   * points of a Sobol sequence, it proposes points by what those before have scored on the first
   * tuning seeds.
   */
  OPTUNA
}
