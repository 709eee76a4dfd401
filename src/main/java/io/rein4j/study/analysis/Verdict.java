package io.rein4j.study.analysis;

/** What a comparison has shown. */
public enum Verdict {
  /** The level is better than the baseline. */
  BETTER("better"),
  /** The level is worse than the baseline. */
  WORSE("worse"),
  /** The runs do not tell the two apart, which does not show that they are equal. */
  NO_DIFFERENCE_SHOWN("no difference shown");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** {@return what it is called in a sentence} */
  public String words() {
    return words;
  }
}
