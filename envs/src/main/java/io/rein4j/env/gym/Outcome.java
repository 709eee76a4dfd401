package io.rein4j.env.gym;

/** The outcome of a step, besides the observation; overwritten by the next one. */
final class Outcome {

  double reward;
  boolean terminated;
  boolean truncated;

  /** Whether the episode goes on at the next reset. */
  boolean goesOn;

  void set(double newReward, boolean newTerminated, boolean newTruncated) {
    reward = newReward;
    terminated = newTerminated;
    truncated = newTruncated;
    goesOn = false;
  }
}
