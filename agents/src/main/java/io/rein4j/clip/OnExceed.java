package io.rein4j.clip;

/** What becomes of an update whose gradient a clipping rule has to change. */
public enum OnExceed {
  /** The gradient is changed as the rule says, and goes on. */
  CLIP,

  /** The update is dropped; no rule takes its gradient into its state. */
  SKIP
}
