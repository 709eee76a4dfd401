package io.rein4j.env;

/**
 * The part of an environment that tells which of its actions make sense at the moment.
 *
 * <p>An action is of one integer or several ({@link Space#integers}). A mask has a boolean for each
 * value of the first integer, then for each of the second, and so on: as many as {@link
 * MaskedActions#size}.
 */
@FunctionalInterface
public interface ActionMask {

  /**
   * Tells what is allowed as the next step. Nobody asks after an episode's termination.
   *
   * @param allowed receives for each value whether it is allowed; of each integer at least one is
   * @param offset index of the first
   */
  void write(boolean[] allowed, int offset);
}
