package io.rein4j.env.wrap;

import io.rein4j.env.Space;

/**
 * A change of observations on their way to an agent that has learned, as a wrapper makes it, apart
 * from any environment.
 */
public sealed interface ObservationStep permits FrameStack, ObservationMask, ObservationScaling {

  /**
   * {@return the change at the start of an episode}
   *
   * @param within the space of the observations that it takes
   * @throws IllegalArgumentException if it does not fit them
   */
  ObservationTransform transform(Space within);

  /** {@return whether it depends on earlier observations of the episode} */
  default boolean remembers() {
    return false;
  }
}
