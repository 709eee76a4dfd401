package io.rein4j.study.analysis;

/** The two primary outcomes of a run; of both, more is better. */
public enum Outcome {
  /** The normalised mean return of the last evaluation, without reward noise. */
  FINAL_SCORE("final score"),

  /**
   * The negative CVaR at 5 % of the drawdown over a run's evaluations, on normalised scores: 0
   * where no evaluation was below an earlier one. An evaluation that is not finite counts as the
   * random agent's, and a run that failed as having fallen to it; one that failed before its first
   * finite evaluation has -1, as if it had fallen from the reference.
   */
  STABILITY("stability");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** {@return what it is called in a sentence} */
  public String words() {
    return words;
  }
}
