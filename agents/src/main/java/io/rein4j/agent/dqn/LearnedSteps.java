package io.rein4j.agent.dqn;

import java.util.Arrays;

/** The steps of episodes that one update learns from, and what it finds out about them. */
final class LearnedSteps {

  /** How many there are. */
  int size;

  final int[] actions;

  /** Sums of discounted rewards up to where the return is bootstrapped. */
  final float[] rewards;

  /** Of the value that the return is bootstrapped with; 0 where the episode terminated. */
  final float[] discounts;

  /** The steps' factors in the loss, at most 1. */
  final float[] weights;

  /** How wrong the network was about each step, ≥ 0: what its priority comes from. */
  final float[] errors;

  /**
   * Makes steps that all weigh 1.
   *
   * @param most how many there may be; as many as there are at first
   */
  LearnedSteps(int most) {
    this.size = most;
    this.actions = new int[most];
    this.rewards = new float[most];
    this.discounts = new float[most];
    this.weights = new float[most];
    this.errors = new float[most];
    Arrays.fill(weights, 1);
  }
}
