package io.rein4j.clip;

/** The fate of an update that went through the clipping stage. */
public enum Verdict {
  /** The gradient is finite, as the rules left it, and goes to the optimizer. */
  APPLIED,

  /** The gradient is not finite, or a rule refused it, and the update is dropped. */
  SKIPPED,

  /**
   * The gradient is not finite, or a rule dropped one update too many in a row, and training must
   * stop; the update is dropped.
   */
  FAILED,

  /** The gradient is not finite and goes to the optimizer all the same. */
  PROPAGATED
}
