package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Kind;
import org.jspecify.annotations.Nullable;

/** The settings of an optimizer, and the way to get an {@link Optimizer} with fresh state. */
@Kind("optimizer")
public interface OptimizerSettings {

  /** {@return the learning rate over training} */
  Schedule learningRate();

  /**
   * {@return whether steps stay the same, but for an epsilon, when all gradients are multiplied by
   * one number} Clipping then acts on them through the gradients' lengths relative to each other
   * only.
   */
  boolean scaleInvariant();

  /**
   * {@return whether the optimizer has {@link Optimizer#secondMoments}, which some rules of update
   * clipping need}
   */
  default boolean keepsSecondMoments() {
    return false;
  }

  /** {@return when the optimizer starts anew; null if it never does} */
  default @Nullable OptimizerReset reset() {
    return null;
  }

  /** {@return how many numbers the optimizer keeps for each parameter} */
  int numbersPerParameter();

  /**
   * {@return a new optimizer for parameters of a layout}
   *
   * @param layout how the parameters lie in their array
   */
  Optimizer bind(ParameterLayout layout);
}
