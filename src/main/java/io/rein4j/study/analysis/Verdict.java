package io.rein4j.study.analysis;

import io.rein4j.study.statistics.Decision;

/** What a comparison has shown. */
public enum Verdict {
  /** The level is better than the baseline. */
  BETTER("better"),
  /** The level is worse than the baseline. */
  WORSE("worse"),
  /** The two differ by less than the margin, and no run of either is failing. */
  EQUIVALENT("equivalent"),
  /** The runs show neither a difference nor that there is none. */
  NOT_DECIDED("not decided");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  static Verdict of(Decision decision) {
    return switch (decision) {
      case BETTER -> BETTER;
      case WORSE -> WORSE;
      case EQUIVALENT -> EQUIVALENT;
      case NOT_DECIDED -> NOT_DECIDED;
    };
  }

  /** {@return what it is called in a sentence} */
  public String words() {
    return words;
  }

  /** {@return whether the level differs from the baseline} */
  public boolean isDifference() {
    return this == BETTER || this == WORSE;
  }
}
