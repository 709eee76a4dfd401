package io.rein4j.agent.replay;

import io.rein4j.api.Incubating;
import io.rein4j.math.VectorMath;
import java.util.Arrays;

/** The steps of episodes that one update learns from, and what it finds out about them. */
@Incubating
public final class Batch {

  private final float[] actions;
  private final float[] rewards;
  private final float[] discounts;
  private final float[] weights;
  private final float[] errors;
  private int size;

  /**
   * Makes steps that all weigh 1.
   *
   * @param most how many there may be; as many as there are at first
   * @param actionSize floats of an action
   */
  Batch(int most, int actionSize) {
    this.size = most;
    this.actions = new float[Math.multiplyExact(most, actionSize)];
    this.rewards = new float[most];
    this.discounts = new float[most];
    this.weights = new float[most];
    this.errors = new float[most];
    Arrays.fill(weights, 1);
  }

  void resize(int steps) {
    size = steps;
  }

  /** {@return how many steps there are; arrays may be longer} */
  public int size() {
    return size;
  }

  /** {@return what was done, size × action size floats} */
  public float[] actions() {
    return actions;
  }

  /** {@return sums of discounted rewards up to where the return is bootstrapped} */
  public float[] rewards() {
    return rewards;
  }

  /** {@return factors of the value that the return is bootstrapped with; 0 behind termination} */
  public float[] discounts() {
    return discounts;
  }

  /** {@return the steps' factors in the loss, at most 1} */
  public float[] weights() {
    return weights;
  }

  /** {@return how wrong the agent was about each step, ≥ 0, once the update has found out} */
  public float[] errors() {
    return errors;
  }

  /** {@return whether all rewards are finite} */
  public boolean hasFiniteRewards() {
    return VectorMath.allFinite(rewards, size);
  }
}
