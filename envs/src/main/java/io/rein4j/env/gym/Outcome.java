package io.rein4j.env.gym;

/** What a step led to, besides the observation; overwritten by the next one. */
final class Outcome {

  double reward;
  boolean terminated;
  boolean truncated;

  void set(double newReward, boolean newTerminated, boolean newTruncated) {
    reward = newReward;
    terminated = newTerminated;
    truncated = newTruncated;
  }
}
