package io.rein4j.study.plan;

/** What a study compares of its runs: one of these is primary, the others are secondary. */
public enum Outcome {
  /** The normalised mean return of the last evaluation, without reward noise. More is better. */
  FINAL_SCORE("final score", true),

  /**
   * Whether a run is failing: 1 where it ends below a part of the way from the random agent to the
   * reference, or before its budget; 0 elsewhere. Its mean is the share of failing runs. Less is
   * better.
   */
  FAILURES("failures", false),

  /**
   * What is left of a run that is stopped at a bad moment: the mean of the worst tenth, at least
   * one, of the normalised scores of the evaluations in the second half of training. A run that
   * ended before its budget scores 0 from there on. More is better.
   */
  STABILITY("stability", true);

  private final String words;
  private final boolean moreIsBetter;

  Outcome(String words, boolean moreIsBetter) {
    this.words = words;
    this.moreIsBetter = moreIsBetter;
  }

  /** {@return what it is called in a sentence} */
  public String words() {
    return words;
  }

  /** {@return whether a larger value is a better one} */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }
}
