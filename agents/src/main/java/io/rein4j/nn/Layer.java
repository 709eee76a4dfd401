package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A layer of a network: a differentiable function from rows of floats to rows of floats, with named
 * parameters and, if it is recurrent, a state that it carries from step to step.
 *
 * <p>A layer is an immutable description. It {@linkplain #declare declares} its parameters, so that
 * several layers and networks may share one {@link Parameters}, {@linkplain #initialize writes} the
 * values that training starts from, and computes once it stands {@linkplain #on on} the finished
 * parameters. Layers in a row are a {@link Sequential}, layers side by side a {@link Parallel}.
 */
public interface Layer {

  /** {@return the number of floats of one row of inputs} */
  int inputs();

  /** {@return the number of floats of one row of outputs} */
  int outputs();

  /**
   * {@return the number of floats of the state of one sequence; 0 if nothing is carried from step
   * to step}
   */
  default int stateSize() {
    return 0;
  }

  /**
   * {@return the name of the first layer within that mixes its rows, so that its gradient has no
   * term for each of them; empty if there is none}
   */
  default Optional<String> rowMixer() {
    return Optional.empty();
  }

  /** {@return whether there is noise on weights within} */
  default boolean isNoisy() {
    return false;
  }

  /**
   * Adds the layer's blocks to a layout.
   *
   * @param layout receives them
   */
  default void declare(ParameterLayout.Builder layout) {}

  /**
   * Writes the parameters that training starts from.
   *
   * @param parameters their layout holds what {@link #declare} added
   * @param random the source of randomness
   */
  default void initialize(Parameters parameters, RandomGenerator random) {}

  /**
   * {@return the layer on its blocks of parameters, which stay as they are}
   *
   * @param parameters their layout holds what {@link #declare} added
   */
  BoundLayer on(Parameters parameters);

  /**
   * {@return the layer with noise on the weights of its fully connected layers; itself if it has
   * none}
   *
   * @param sigma the deviation that noise begins with, times the square root of a layer's inputs
   */
  default Layer withNoise(double sigma) {
    return this;
  }
}
