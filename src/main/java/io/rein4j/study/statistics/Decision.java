package io.rein4j.study.statistics;

/** What a comparison of a level with the baseline came to. */
public enum Decision {
  /** The level scores more. */
  BETTER,
  /** The level scores less. */
  WORSE,
  /** The level's mean differs from the baseline's by less than the margin, and no run failed. */
  EQUIVALENT,
  /** None of these was shown. */
  NOT_DECIDED
}
