package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of an optimizer, and the way to get an {@link Optimizer} with fresh state. */
@Kind("optimizer")
public interface OptimizerSettings {

  /** {@return the learning rate over training} */
  Schedule learningRate();

  /**
   * {@return all learning rates over training, of which an optimizer may have several} Where all
   * are 0, it changes nothing.
   */
  default List<Schedule> learningRates() {
    return List.of(learningRate());
  }

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

  /**
   * {@return how many numbers the optimizer keeps for each parameter} What it computes a step in,
   * as large as single parameter tensors, is not among them.
   */
  int numbersPerParameter();

  /**
   * {@return a new optimizer for parameters of a layout}
   *
   * @param layout how the parameters lie in their array
   */
  Optimizer bind(ParameterLayout layout);
}
