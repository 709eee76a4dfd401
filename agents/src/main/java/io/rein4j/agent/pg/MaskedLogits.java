package io.rein4j.agent.pg;

import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.math.VectorMath;

/**
 * The logits of a policy under action masks: −∞ in place of those that a mask forbids, which have
 * probability 0, no part in the entropy and no gradient then (Huang and Ontañón, "A Closer Look at
 * Invalid Action Masking in Policy Gradient Algorithms", 2022).
 */
final class MaskedLogits {

  private final int width;
  private float[] masked = {};

  /**
   * Makes masked logits.
   *
   * @param actions of which a mask has a boolean for each value of each integer, as outputs do
   */
  MaskedLogits(Space actions) {
    this.width = actions.integers().stream().mapToInt(Discrete::n).sum();
  }

  /**
   * {@return the outputs of a policy as they are under masks; the same array if there are none}
   *
   * @param outputs rows of the actor's outputs, which stay as they are
   * @param masks a row of booleans for each row; empty if there are none
   */
  float[] of(float[] outputs, boolean[] masks, int rows) {
    if (masks.length == 0) {
      return outputs;
    }
    int n = rows * width;
    if (masked.length < n) {
      masked = new float[n];
    }
    VectorMath.mask(outputs, masks, n, masked);
    return masked;
  }
}
