package io.rein4j.optim;

import io.rein4j.clip.SecondMoments;
import io.rein4j.state.Stateful;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer, which turns a gradient into a change of the parameters and keeps the moments that
 * this takes.
 */
public interface Optimizer extends Stateful {

  /**
   * Changes the parameters by one step against the gradient.
   *
   * @param parameters changed in place
   * @param gradient left as it is
   * @param learningRate the step's learning rate, ≥ 0
   */
  void step(float[] parameters, float[] gradient, double learningRate);

  /**
   * {@return the running mean of squared gradients that steps are divided by, of which each step
   * makes the next; null if there is none}
   */
  default @Nullable SecondMoments secondMoments() {
    return null;
  }
}
