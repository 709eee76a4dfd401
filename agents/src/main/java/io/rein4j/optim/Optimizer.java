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

  /**
   * Changes the parameters by one step against the gradient, at some point of training. An
   * optimizer with more than one learning rate takes the others from its settings.
   *
   * @param parameters changed in place
   * @param gradient left as it is
   * @param learningRate the step's learning rate, ≥ 0
   * @param progress the share of training that is done, in [0, 1]
   */
  default void step(float[] parameters, float[] gradient, double learningRate, double progress) {
    step(parameters, gradient, learningRate);
  }

  /**
   * Forgets what the optimizer keeps, or a part of it. Only those whose settings may have a {@link
   * OptimizerSettings#reset} can.
   *
   * @param what what to forget
   */
  default void reset(OptimizerReset.What what) {
    throw new UnsupportedOperationException(
        "The optimizer %s cannot be reset.".formatted(getClass().getSimpleName()));
  }
}
